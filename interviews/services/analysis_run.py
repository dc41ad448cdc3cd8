"""The work of analysing an answer: queued, claimed, kept alive, ended.

Rows are the truth, the broker's message a hint. A worker claims a run by a conditional update and
gets a fresh claim; it keeps a lease alive while it works. A worker that died lets the lease run
out, and the run is claimed again; one that lost its lease can change nothing any more.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose
from hireapp.audit.services import SYSTEM, Actor, audit_record
from hireapp.core.errors import Conflict
from interviews.access import interview_locked
from interviews.dispatch import ANALYSE_ANSWER, send_on_commit
from interviews.events import announce_interview
from interviews.models import (
    AnalysisRun,
    Answer,
    AnswerStatus,
    Interview,
    InterviewStatus,
    RunStatus,
)
from interviews.selectors.consent import allowed_for, allowed_now
from interviews.services.analysis_forget import analysis_forget_purposes
from interviews.services.interview_status import interview_move

__all__ = [
    "AlreadyAnalysing",
    "analysis_claim",
    "analysis_enqueue",
    "analysis_fail",
    "analysis_forget_purposes",
    "analysis_give_up",
    "analysis_heartbeat",
    "analysis_release",
    "analysis_rerun",
    "analysis_settle",
    "analysis_stop_withdrawn",
    "claimed_run",
    "run_done",
]

OPEN = (RunStatus.QUEUED, RunStatus.RUNNING)
#: A recording that took a worker down this often takes the next one down as well.
MAX_ATTEMPTS = 4
CRASHED = "crashed"
WITHDRAWN = "withdrawn"


class AlreadyAnalysing(Conflict):
    id = "already_analysing"
    sentence = _("This answer is being analysed right now. Wait until it is done.")


def analysis_enqueue(*, answer: Answer) -> AnalysisRun | None:
    """Queues the analysis of a submitted answer: row first, message on commit.

    What may be looked at is decided here; what is not allowed never enters. Where nothing but the
    recording is allowed the run only makes the playable copy. None when not even that is, and
    when the answer has an open run already (which is then left alone).
    """
    allowed = allowed_for(answer)
    if Purpose.RECORDING not in allowed:
        return None
    if AnalysisRun.objects.filter(answer=answer, status__in=OPEN).exists():
        return None
    run: AnalysisRun = AnalysisRun.objects.create(
        answer=answer, purposes=sorted(allowed), dispatched_at=timezone.now()
    )
    send_on_commit(ANALYSE_ANSWER, run.company_id, run.id)
    announce_interview(answer.interview)
    return run


def analysis_claim(*, run_id: UUID, worker: str) -> AnalysisRun | None:
    """Takes a run that waits, or whose worker stopped reporting. None when there is nothing to do:
    another worker has it, it is over, or it crashed too often (then it ends as failed).
    """
    now = timezone.now()
    due = Q(status=RunStatus.QUEUED) | Q(status=RunStatus.RUNNING, lease_until__lt=now)
    mine = AnalysisRun.objects.filter(due, id=run_id)
    if analysis_give_up(run_id=run_id):
        return None
    taken = mine.filter(attempt__lt=MAX_ATTEMPTS).update(
        status=RunStatus.RUNNING,
        claim=uuid.uuid4(),
        lease_until=now + _lease(),
        attempt=F("attempt") + 1,
        started_at=now,
        progress=0.0,
        stage="",
        error_detail=f"worker {worker}",
    )
    if not taken:
        return None
    run: AnalysisRun = AnalysisRun.objects.select_related(
        "answer__interview", "answer__media__subject"
    ).get(id=run_id)
    announce_interview(run.answer.interview)
    return run


def analysis_heartbeat(*, run: AnalysisRun, progress: float, stage: str) -> bool:
    """Extends the lease and notes how far the work is. False: the claim is not ours any more."""
    alive = _claimed(run).update(
        lease_until=timezone.now() + _lease(), progress=progress, stage=stage[:40]
    )
    if alive:
        announce_interview(run.answer.interview)
    return bool(alive)


def analysis_release(*, run: AnalysisRun, detail: str) -> bool:
    """Gives our run back after an unexpected error, to be tried again; fails it at the last try."""
    if run.attempt >= MAX_ATTEMPTS:
        return analysis_fail(run=run, code=CRASHED, detail=detail)
    return bool(
        _claimed(run).update(
            status=RunStatus.QUEUED,
            lease_until=None,
            dispatched_at=timezone.now(),
            error_detail=detail[:2000],
        )
    )


def analysis_fail(*, run: AnalysisRun, code: str, detail: str = "") -> bool:
    """Ends our run as failed; the recording stays. ``code``: a ProblemCode or ``crashed``."""
    interview = interview_locked(run.answer.interview_id)
    failed = _claimed(run).update(**_end(RunStatus.FAILED, code, detail))
    if failed:
        _tell(run, interview, "analysis.failed", {"code": code})
    return bool(failed)


def analysis_give_up(*, run_id: UUID) -> bool:
    """Fails a run that has taken down ``MAX_ATTEMPTS`` workers. Returns whether it did."""
    run = (
        AnalysisRun.objects.filter(id=run_id, status=RunStatus.RUNNING, attempt__gte=MAX_ATTEMPTS)
        .filter(lease_until__lt=timezone.now())
        .select_related("answer")
        .first()
    )
    return run is not None and analysis_fail(run=run, code=CRASHED, detail=run.stage)


def analysis_rerun(*, answer: Answer, actor: Actor) -> AnalysisRun:
    """Analyses an answer again, under what is allowed now; the new result replaces the old one."""
    interview = interview_locked(answer.interview_id)
    run = analysis_enqueue(answer=answer)
    if run is None:
        raise AlreadyAnalysing
    audit_record(action="analysis.rerun", actor=actor, target=answer, detail={})
    if interview.status == InterviewStatus.ANALYSED:
        interview_move(interview=interview, to=InterviewStatus.FINISHED, actor=actor)
    return run


def analysis_stop_withdrawn(*, interview: Interview) -> int:
    """Stops open runs that look at something no longer allowed; the number of runs stopped.

    What is still allowed is queued afresh. The worker notices at its next heartbeat, and could not
    store anyway: its claim is gone.
    """
    interview_locked(interview.id)  # before the runs, as everyone who ends a run does
    allowed = {str(p) for p in allowed_now(interview)}
    stopped = 0
    runs = AnalysisRun.objects.filter(answer__interview=interview, status__in=OPEN)
    for run in runs.select_related("answer").select_for_update(of=("self",)):
        if set(run.purposes) <= allowed:
            continue
        AnalysisRun.objects.filter(id=run.id).update(**_end(RunStatus.STOPPED, WITHDRAWN, ""))
        audit_record(action="analysis.stopped", actor=SYSTEM, target=run, detail={})
        run.answer.interview = interview
        analysis_enqueue(answer=run.answer)
        stopped += 1
    return stopped


def analysis_settle(*, interview: Interview) -> bool:
    """Moves a finished interview on once every submitted answer is analysed or has failed.

    Call with the interview locked: of two last runs that end together, the second sees the first.
    """
    if interview.status != InterviewStatus.FINISHED:
        return False
    if Purpose.RECORDING in allowed_now(interview):
        ended = Q(runs__status__in=(RunStatus.DONE, RunStatus.FAILED))
        answers = Answer.objects.filter(interview=interview, status=AnswerStatus.SUBMITTED)
        if answers.filter(runs__status__in=OPEN).exists():
            return False
        if answers.exclude(id__in=answers.filter(ended).values("id")).exists():
            return False
    interview_move(interview=interview, to=InterviewStatus.ANALYSED, actor=SYSTEM)
    return True


def claimed_run(run: AnalysisRun) -> AnalysisRun | None:
    """Our run, locked, if the claim is still ours."""
    found: AnalysisRun | None = _claimed(run).select_for_update().first()
    return found


def run_done(*, run: AnalysisRun, interview: Interview) -> None:
    """Ends our run as done, in the transaction that stored its result."""
    _claimed(run).update(**_end(RunStatus.DONE, "", ""), progress=1.0)
    _tell(run, interview, "analysis.done", {"attempt": run.attempt})


def _claimed(run: AnalysisRun) -> QuerySet[AnalysisRun]:
    return AnalysisRun.objects.filter(id=run.id, status=RunStatus.RUNNING, claim=run.claim)


def _end(status: RunStatus, code: str, detail: str) -> dict[str, object]:
    return {
        "status": status,
        "error_code": code,
        "error_detail": detail[:2000],
        "lease_until": None,
        "ended_at": timezone.now(),
    }


def _lease() -> timedelta:
    return timedelta(seconds=settings.ANALYSIS_LEASE_SECONDS)


def _tell(run: AnalysisRun, interview: Interview, action: str, detail: dict[str, object]) -> None:
    audit_record(action=action, actor=SYSTEM, target=run, detail=detail)
    if not analysis_settle(interview=interview):
        announce_interview(interview)
