"""Keeps what was heard in a live interview: each word with the answer that was being recorded when
it was said. Everybody's words come from their own connection, so nobody guesses who spoke.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from analysis.types import Purpose, Word
from interviews.access import interview_locked
from interviews.models import Answer, AnswerStatus, Interview, Listening, RoomStatus, Seat
from interviews.selectors.consent import allowed_now
from interviews.services.listening import listening_forget

#: Why nothing is decided about a follow-up here: a person asks.
OUTCOME = "live"

Row = list[Any]  # word, start, end (s since the answer began), confidence


@dataclass(frozen=True, slots=True)
class HeardAnswer:
    """What is new of one answer."""

    answer_id: UUID
    rows: tuple[Row, ...]


def live_words_store(
    *, seat_id: UUID, words: Sequence[Word], until: float
) -> tuple[Interview, tuple[HeardAnswer, ...]] | None:
    """Appends ``words`` (times in epoch s; everything before ``until`` was heard). None: it may not
    be kept, so stop listening; what was kept before goes as well when consent is gone.

    May be repeated: words before what an answer was heard until are there already. A word that was
    said while nothing was being recorded is nobody's.
    """
    seat = Seat.objects.filter(id=seat_id, room__status=RoomStatus.LIVE).first()
    if seat is None:
        return None
    interview = interview_locked(seat.interview_id)  # as a withdrawal does
    if Purpose.TRANSCRIPT not in allowed_now(interview):
        listening_forget(interview=interview)
        return None
    answers = list(
        Answer.objects.filter(interview=interview)
        .exclude(status=AnswerStatus.DISCARDED)
        .order_by("started_at")
    )
    begun = [answer.started_at.timestamp() for answer in answers]
    said: dict[int, list[Word]] = {}
    for word in words:
        place = bisect_right(begun, word.start) - 1
        if place >= 0 and not _over(answers[place], word):
            said.setdefault(place, []).append(word)
    kept = (
        _append(answers[place], begun[place], own, until) for place, own in sorted(said.items())
    )
    return interview, tuple(each for each in kept if each.rows)


def _over(answer: Answer, word: Word) -> bool:
    """The recording of this answer had ended, and no other had begun."""
    return answer.submitted_at is not None and answer.submitted_at.timestamp() < word.start


def _append(answer: Answer, began: float, words: Sequence[Word], until: float) -> HeardAnswer:
    """Settled at once: in a live interview nobody waits for a machine's decision."""
    listening, _ = Listening.objects.select_for_update().get_or_create(
        answer=answer,
        defaults={
            "company_id": answer.company_id,
            "due": False,
            "settled_at": timezone.now(),
            "outcome": OUTCOME,
        },
    )
    rows = tuple(
        [word.word, *map(_s, (word.start - began, word.end - began, word.confidence))]
        for word in words
        if (word.start + word.end) / 2 - began >= listening.heard_s
    )
    if rows:
        listening.words = [*listening.words, *rows]
        listening.heard_s = max(listening.heard_s, round(until - began, 3))
        listening.save(update_fields=["words", "heard_s"])
    return HeardAnswer(answer.id, rows)


def _s(value: float) -> float | None:
    return round(float(value), 3) if math.isfinite(value) else None
