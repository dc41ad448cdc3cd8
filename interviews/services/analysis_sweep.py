"""Finds analysis work that got lost, and sends it again. Sending too often does no harm: a run is
claimed once; never sending is what would.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

import redis
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from interviews.access import interview_locked, interviews_locked
from interviews.dispatch import ANALYSE_ANSWER, SPEAK_QUESTIONS, send_on_commit
from interviews.models import (
    AnalysisRun,
    Answer,
    AnswerStatus,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
    Language,
    RunStatus,
)
from interviews.services.analysis_run import analysis_enqueue, analysis_give_up, analysis_settle

log = logging.getLogger(__name__)

QUEUE = "analysis"
#: A message needs less than this from commit to worker when nothing else waits.
LOST_AFTER = timedelta(seconds=10)
#: With work in the queue a run may simply be waiting for its turn; it is sent again after this.
PATIENCE = timedelta(minutes=10)
#: A run whose worker died is sent again at most this often.
RESEND = timedelta(seconds=30)
AT_ONCE = 200


def analysis_dispatch_due() -> int:
    """Sends again what waits without a message, and what a dead worker left; how many."""
    now = timezone.now()
    waited = now - (PATIENCE if queue_holds_work() else LOST_AFTER)
    lost = Q(status=RunStatus.QUEUED) & (
        Q(dispatched_at__isnull=True) | Q(dispatched_at__lt=waited)
    )
    # A dead worker's run is not sent again at every sweep while its message waits.
    orphaned = Q(status=RunStatus.RUNNING, lease_until__lt=now) & (
        Q(dispatched_at__isnull=True) | Q(dispatched_at__lt=now - RESEND)
    )
    due = AnalysisRun.objects.filter(lost | orphaned).order_by("created_at")[:AT_ONCE]
    sent = 0
    for run in due:
        if analysis_give_up(run_id=run.id):
            continue
        AnalysisRun.objects.filter(id=run.id).update(dispatched_at=now)
        send_on_commit(ANALYSE_ANSWER, run.company_id, run.id)
        sent += 1
    return sent


def analysis_enqueue_missing() -> int:
    """Queues submitted answers that have no run at all, and settles interviews that are through.

    Those of a live interview wait until it is over: while people talk the machine is theirs.
    """
    waiting = Answer.objects.filter(status=AnswerStatus.SUBMITTED, runs__isnull=True)
    waiting = waiting.exclude(interview__status=InterviewStatus.WITHDRAWN)
    live = Q(interview__kind=InterviewKind.LIVE)
    waiting = waiting.exclude(live, interview__status=InterviewStatus.IN_PROGRESS)
    queued = 0
    answers, through = list(waiting.select_related("interview")[:AT_ONCE]), _through()[:AT_ONCE]
    interviews_locked([*(answer.interview_id for answer in answers), *through])
    for answer in answers:
        queued += analysis_enqueue(answer=answer) is not None
    for interview_id in through:
        analysis_settle(interview=interview_locked(interview_id))
    return queued


def spoken_questions_dispatch_due() -> int:
    """Asks again for questions that the server's voice has not said yet (English only)."""
    silent = InterviewQuestion.objects.filter(interview=OuterRef("pk"), spoken__isnull=True)
    due = Interview.objects.filter(
        Exists(silent),
        kind=InterviewKind.RECORDED,
        language=Language.ENGLISH,
        status__in=(
            InterviewStatus.INVITED,
            InterviewStatus.OPENED,
            InterviewStatus.CONSENTED,
            InterviewStatus.IN_PROGRESS,
        ),
        invited_at__lt=timezone.now() - timedelta(minutes=1),
    )
    if queue_holds_work():  # what waits may be just this
        return 0
    found = list(due[:AT_ONCE])
    for interview in found:
        send_on_commit(SPEAK_QUESTIONS, interview.company_id, interview.id)
    return len(found)


def queue_holds_work() -> bool:
    """Whether messages wait in the broker. When it cannot be asked: no, what was sent is lost."""
    try:
        broker = redis.Redis.from_url(
            settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2
        )
        with broker:
            return bool(broker.llen(QUEUE))
    except redis.RedisError as error:
        log.warning("broker cannot be asked: %s", error)
        return False


def _through() -> list[UUID]:
    """Finished interviews without open runs; ``analysis_settle`` looks closely."""
    open_runs = AnalysisRun.objects.filter(
        answer__interview=OuterRef("pk"), status__in=(RunStatus.QUEUED, RunStatus.RUNNING)
    )
    finished = Interview.objects.filter(~Exists(open_runs), status=InterviewStatus.FINISHED)
    return list(finished.values_list("id", flat=True))
