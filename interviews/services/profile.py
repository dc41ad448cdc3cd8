"""Help beside an interview: asked for, kept, and forgotten with what it rests on.

No row means that it waits to be made: whoever changes what it rests on deletes it in the same
transaction and sends the task on commit; the sweeper finds interviews without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from analysis.types import Purpose
from interviews.access import interview_locked
from interviews.dispatch import MAKE_PROFILE, send_on_commit
from interviews.events import announce_interview
from interviews.models import (
    Interview,
    InterviewProfile,
    InterviewStatus,
)
from interviews.selectors.profile_inputs import ProfileWork, profile_work
from interviews.selectors.score_inputs import NEEDED


def profile_due(*, interview: Interview) -> None:
    """What it rests on has changed: it is made again. Nothing is sent before all is analysed."""
    InterviewProfile.objects.filter(interview=interview).delete()
    if interview.status == InterviewStatus.ANALYSED:
        send_on_commit(MAKE_PROFILE, interview.company_id, interview.id)


def profile_store(*, work: ProfileWork, made: Mapping[str, Any]) -> InterviewProfile | None:
    """Keeps it, in the caller's transaction. None when what it was made from has changed in the
    meantime or may no longer be looked at.
    """
    if not Interview.objects.filter(id=work.interview_id).exists():
        return None
    interview = interview_locked(work.interview_id)
    now = profile_work(work.interview_id)
    if now is None or now.fingerprint != work.fingerprint:
        return None
    profile: InterviewProfile
    profile, _ = InterviewProfile.objects.update_or_create(
        interview=interview,
        defaults={
            "propensity": {**made["propensity"], "answer_ids": list(work.answers)},
            "suitability": {**made["suitability"], "answer_ids": list(work.answers)},
            "model": {**made["model"], "inputs": work.fingerprint},
            "made_at": timezone.now(),
        },
    )
    announce_interview(interview)
    return profile


def profile_forget(*, interview: Interview, purposes: Iterable[Purpose]) -> None:
    """Deletes it when what it rests on is taken back."""
    if (NEEDED | {Purpose.RECORDING}) & frozenset(purposes):
        InterviewProfile.objects.filter(interview=interview).delete()
