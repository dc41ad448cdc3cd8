"""Finds profiles and themes that wait to be made, and asks for them when no other work waits."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from analysis.types import Purpose
from interviews.dispatch import MAKE_PROFILE, MAKE_THEMES, send_on_commit
from interviews.models import (
    CompanyContent,
    Interview,
    InterviewStatus,
    PositionThemes,
    SharedContent,
    Transcript,
)
from interviews.selectors.consent import granted
from interviews.selectors.score_inputs import NEEDED
from interviews.services.analysis_sweep import queue_holds_work

#: Themes of a position are made once in this time, however many answers come in.
PAUSE = timedelta(seconds=60)
AT_ONCE = 20


def profiles_dispatch_due() -> int:
    """Asks again for analysed interviews without one, once no other work waits; how many."""
    if queue_holds_work():
        return 0
    job = OuterRef("position__job")
    due = Interview.objects.filter(
        *(granted(purpose) for purpose in (Purpose.RECORDING, *sorted(NEEDED))),
        Exists(Transcript.objects.filter(answer__interview=OuterRef("pk"))),
        Exists(SharedContent.objects.filter(job=job))
        | Exists(CompanyContent.objects.filter(job=job)),
        status=InterviewStatus.ANALYSED,
        profile__isnull=True,
    ).order_by("analysed_at")
    found: list[tuple[UUID, UUID]] = list(due.values_list("company_id", "id")[:AT_ONCE])
    for company_id, interview_id in found:
        send_on_commit(MAKE_PROFILE, company_id, interview_id)
    return len(found)


def themes_dispatch_due() -> int:
    """Sends due positions, once no other work waits; how many."""
    if queue_holds_work():
        return 0
    rested = Q(made_at__isnull=True) | Q(made_at__lt=timezone.now() - PAUSE)
    due = PositionThemes.objects.filter(rested, due=True).order_by("made_at")
    found = list(due.values_list("company_id", "position_id")[:AT_ONCE])
    for company_id, position_id in found:
        send_on_commit(MAKE_THEMES, company_id, position_id)
    return len(found)
