"""A live interview as a conversation: what was asked so far, and what was heard meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from analysis.questions.types import Conversation, Turn
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    InterviewKind,
    InterviewQuestion,
    Listening,
    RoomStatus,
    Seat,
)
from interviews.selectors.consent import allowed_now
from interviews.selectors.dialogue import NEEDED, turn_of

#: What the time before the first question is an answer to, whatever it is called on a page.
INTRODUCTION = {"en": "Please introduce yourself.", "ko": "간단히 자기소개를 부탁드립니다."}


@dataclass(frozen=True, slots=True)
class LiveTalk:
    """``answer``: in which something was heard last; its turn is the last one.

    A turn for each question that was asked, answered or not: none is to come twice. ``labels`` and
    ``answers`` belong to the turns; None where nothing was recorded.
    """

    seat: Seat
    answer: Answer
    conversation: Conversation
    labels: tuple[str, ...]
    answers: tuple[UUID | None, ...]


def is_live(interview_id: UUID) -> bool:
    return Interview.objects.filter(id=interview_id, kind=InterviewKind.LIVE).exists()


def live_talk(interview_id: UUID) -> LiveTalk | None:
    """None before anybody spoke, without consent, where the job has no content, or when it is over.
    Other answers than the last one may be read while they are still being recorded.
    """
    seats = Seat.objects.filter(interview_id=interview_id, room__status=RoomStatus.LIVE)
    seat = seats.select_related("interview__position").first()
    if seat is None or not seat.interview.content_version:
        return None
    if not allowed_now(seat.interview) >= NEEDED:
        return None
    heard = _heard(seat.interview)
    if not heard:
        return None
    last = max(heard.values(), key=lambda each: each.answer.started_at).answer
    asked = InterviewQuestion.objects.filter(interview=seat.interview, asked_at__isnull=False)
    questions = sorted(asked, key=lambda q: (q.id == last.question_id, q.order, q.follow_up))
    known = [heard.get(question.id) for question in questions]
    turns = tuple(
        _introduced(turn_of(question, own.words if own else []), question, seat.interview.language)
        for question, own in zip(questions, known, strict=True)
    )
    return LiveTalk(
        seat,
        last,
        Conversation(seat.interview.language, turns),
        tuple(question.label for question in questions),
        tuple(own.answer_id if own else None for own in known),
    )


def _heard(interview: Interview) -> Mapping[Any, Listening]:
    """Question → what was heard of its answer; of several takes the last one."""
    rows = (
        Listening.objects.filter(answer__interview=interview)
        .exclude(answer__status=AnswerStatus.DISCARDED)
        .select_related("answer__question")
        .order_by("answer__take")
    )
    return {row.answer.question_id: row for row in rows if row.words}


def _introduced(turn: Turn, question: InterviewQuestion, language: str) -> Turn:
    """Openings that a competency has come from its content, and have an option."""
    welcome = question.kind == "opening" and not question.option_id
    return replace(turn, question=INTRODUCTION[language]) if welcome else turn
