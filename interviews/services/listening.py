"""Listening to an answer while it is spoken: when a worker is sent, and what it brings back.

The row is the truth, the message a hint. ``lease_until`` says before when nobody else needs to
act: a message is on its way, a worker has the claim, or too little has come since the last pass.
So at most one message per answer is under way, and what a dead worker left is taken up again.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from analysis.types import Word
from interviews.access import interview_locked
from interviews.dispatch import LISTEN, send_on_commit
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    InterviewStatus,
    Listening,
    Suggestion,
)
from interviews.selectors.consent import allowed_for
from interviews.selectors.dialogue import NEEDED, depth_left, may_listen

#: From a sign of life of a worker, or of a message, until it is given up.
LEASE = timedelta(seconds=10)
#: After a pass, so that the next one finds six to eight seconds of new sound.
BREATH = timedelta(seconds=5)


def listening_arrived(*, media_id: UUID) -> None:
    """More of a recording is safe: sends a worker to it, if it is time for one."""
    answer = (
        Answer.objects.filter(
            media_id=media_id, status=AnswerStatus.RECORDING, interview__follow_ups__gt=0
        )
        .select_related("interview", "question")
        .first()
    )
    if answer is None:
        return
    if not Listening.objects.filter(answer=answer).exists():
        if not may_listen(answer.interview):
            return
        Listening.objects.get_or_create(
            answer=answer, defaults={"due": False, "company_id": answer.company_id}
        )
    now = timezone.now()
    idle = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    if Listening.objects.filter(idle, answer=answer).update(due=True, lease_until=now + LEASE):
        send_on_commit(LISTEN, answer.company_id, answer.id)


def listening_submitted(*, answer: Answer) -> bool:
    """The answer is handed in: its rest is to be heard. True if a follow-up may come of it, so
    that the interview has to wait. Call with the interview locked.
    """
    interview: Interview = answer.interview
    if not may_listen(interview):
        Listening.objects.filter(answer=answer, settled_at__isnull=True).update(
            settled_at=timezone.now(), outcome="budget", due=False
        )
        return False
    now = timezone.now()
    deep = depth_left(interview, answer.question) == 0
    listening, _ = Listening.objects.get_or_create(
        answer=answer, defaults={"company_id": answer.company_id}
    )
    listening.due = True  # also where nothing may follow: later questions follow from it too
    if deep:
        listening.settled_at, listening.outcome = now, "depth"
    if listening.claim is None:
        listening.lease_until = now + LEASE
    listening.save(update_fields=["due", "settled_at", "outcome", "lease_until"])
    send_on_commit(LISTEN, answer.company_id, answer.id)
    return not deep


def listening_claim(*, answer_id: UUID) -> Listening | None:
    """Takes an answer that waits to be listened to, or whose worker died. None: nothing to do."""
    now = timezone.now()
    waits = Q(due=True, claim__isnull=True) | Q(claim__isnull=False, lease_until__lt=now)
    taken = Listening.objects.filter(waits, answer_id=answer_id).update(
        claim=uuid.uuid4(), due=False, lease_until=now + LEASE
    )
    return _loaded(answer_id) if taken else None


def listening_again(*, listening: Listening) -> Listening | None:
    """Our claim once more, for what has come since. None: it is not ours any more."""
    taken = claimed(listening).update(due=False, lease_until=timezone.now() + LEASE)
    return _loaded(listening.answer_id) if taken else None


def listening_alive(*, listening: Listening) -> bool:
    """A sign of life; False when the claim is another worker's, or the answer is gone."""
    return bool(claimed(listening).update(lease_until=timezone.now() + LEASE))


def listening_store(*, listening: Listening, words: Sequence[Word], until_s: float) -> bool:
    """Appends what was heard up to ``until_s``, if it still may be. False: stop listening."""
    interview_locked(listening.answer.interview_id)  # as a withdrawal does
    mine = claimed(listening).select_for_update().first()
    if mine is None:
        return False
    if not allowed_for(mine.answer) >= NEEDED:
        mine.delete()
        return False
    mine.words = [*mine.words, *([w.word, *map(_s, (w.start, w.end, w.confidence))] for w in words)]
    mine.heard_s = until_s
    mine.lease_until = timezone.now() + LEASE
    mine.save(update_fields=["words", "heard_s", "lease_until"])
    return True


def listening_release(*, listening: Listening) -> bool:
    """Lets go. False where more has come in the meantime: then the claim is still ours."""
    done = claimed(listening).filter(due=False)
    return bool(done.update(claim=None, lease_until=timezone.now() + BREATH))


def listening_forget(*, interview: Interview) -> int:
    """Withdrawal and deletion: drafts and rankings go, and with them every open decision."""
    Suggestion.objects.filter(interview=interview).delete()
    gone, _ = Listening.objects.filter(answer__interview=interview).delete()
    return gone


def listenings_dispatch_due() -> int:
    """Sends again what the broker lost and what a dead worker left, of interviews under way."""
    now = timezone.now()
    lost = Q(due=True, lease_until__lt=now) | Q(claim__isnull=False, lease_until__lt=now)
    due = Listening.objects.filter(lost, answer__interview__status=InterviewStatus.IN_PROGRESS)
    found = list(due.select_for_update(skip_locked=True, of=("self",))[:200])
    for listening in found:
        Listening.objects.filter(id=listening.id).update(
            lease_until=now + LEASE, claim=None, due=True
        )
        send_on_commit(LISTEN, listening.company_id, listening.answer_id)
    return len(found)


def claimed(listening: Listening) -> QuerySet[Listening]:
    """Our row, while the claim is ours."""
    return Listening.objects.filter(id=listening.id, claim=listening.claim)


def _loaded(answer_id: UUID) -> Listening:
    found: Listening = Listening.objects.select_related(
        "answer__interview__position", "answer__question", "answer__media"
    ).get(answer_id=answer_id)
    return found


def _s(value: float) -> float | None:
    return round(float(value), 3) if math.isfinite(value) else None
