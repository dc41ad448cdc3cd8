"""Finds answers whose score was asked for and got lost, and asks again."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from analysis.types import Purpose
from interviews.dispatch import SCORE_ANSWER, send_on_commit
from interviews.models import (
    Answer,
    AnswerScore,
    AnswerStatus,
    CompanyContent,
    SharedContent,
    Transcript,
)
from interviews.selectors.consent import granted
from interviews.selectors.score_inputs import NEEDED
from interviews.services.analysis_sweep import queue_holds_work

#: A message needs less than this from commit to worker when nothing else waits.
LOST_AFTER = timedelta(seconds=30)
AT_ONCE = 50


def scores_dispatch_due() -> int:
    """Sends again what was asked for and got lost, once no other work waits; how many."""
    if queue_holds_work():
        return 0
    ready = Answer.objects.filter(
        *(
            granted(purpose, interview="interview")
            for purpose in (Purpose.RECORDING, *sorted(NEEDED))
        ),
        Exists(SharedContent.objects.filter(job=OuterRef("interview__position__job")))
        | Exists(CompanyContent.objects.filter(job=OuterRef("interview__position__job"))),
        Exists(Transcript.objects.filter(answer=OuterRef("pk"))),
        ~Exists(AnswerScore.objects.filter(answer=OuterRef("pk"), current=True)),
        status=AnswerStatus.SUBMITTED,
        submitted_at__lt=timezone.now() - LOST_AFTER,
    ).order_by("submitted_at")[:AT_ONCE]
    for answer in ready:
        send_on_commit(SCORE_ANSWER, answer.company_id, answer.id)
    return len(ready)
