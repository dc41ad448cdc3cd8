"""The transcript of a live interview: who said what, in the order of the clock.

Each candidate was recorded apart, so whose words they are is known and never guessed. The
interviewer's part are the questions they marked as asked, and their words where recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from interviews.models import (
    Answer,
    AnswerStatus,
    InterviewQuestion,
    InterviewStatus,
    Listening,
    Room,
    RoomVoice,
    Seat,
    Transcript,
)
from interviews.selectors.room import shown_names
from interviews.selectors.spoken import spoken_lines


@dataclass(frozen=True, slots=True)
class Line:
    """``speaker`` "" is the interviewer, asking ``to`` (names). ``seconds``: since the start."""

    at: datetime
    seconds: float
    speaker: str
    text: str
    to: tuple[str, ...] = ()
    interview_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RoomTranscript:
    """``draft``: some answers are not analysed yet; their words are those heard live."""

    lines: tuple[Line, ...]
    draft: bool


def room_transcript(room: Room, *, user_id: UUID) -> RoomTranscript:
    """Seven queries, however long it was."""
    seats = [
        seat
        for seat in Seat.objects.filter(room=room).select_related(
            "interview__candidate", "interview__position"
        )
        if seat.interview.status != InterviewStatus.WITHDRAWN
    ]
    names = shown_names(room, seats, user_id)
    name_of = {seat.interview_id: names[seat.id] for seat in seats}
    begun = room.started_at or room.starts_at
    answers = Answer.objects.filter(interview__in=name_of).exclude(status=AnswerStatus.DISCARDED)
    written = dict(Transcript.objects.filter(answer__in=answers).values_list("answer_id", "words"))
    heard = dict(Listening.objects.filter(answer__in=answers).values_list("answer_id", "words"))
    said = [
        Line(at, (at - begun).total_seconds(), name_of[answer.interview_id], line.text,
             interview_id=answer.interview_id)
        for answer in answers
        for line in spoken_lines(written.get(answer.id) or heard.get(answer.id) or [])
        for at in (answer.started_at + timedelta(seconds=line.start),)
    ]  # fmt: skip
    told = [*said, *_asked(begun, name_of), *_interviewer(room, begun)]
    lines = sorted(told, key=lambda line: line.at)
    return RoomTranscript(tuple(lines), draft=any(id_ not in written for id_ in heard))


def _interviewer(room: Room, begun: datetime) -> list[Line]:
    return [
        Line(at, (at - begun).total_seconds(), "", line.text)
        for voice in RoomVoice.objects.filter(room=room)
        for line in spoken_lines(voice.words or [])
        for at in (voice.started_at + timedelta(seconds=line.start),)
    ]


def _asked(begun: datetime, name_of: dict[UUID, str]) -> list[Line]:
    """One line for a question, however many were asked it in one go."""
    questions = InterviewQuestion.objects.filter(
        interview__in=name_of, asked_at__isnull=False
    ).exclude(kind__in=("opening", "continued"))
    together: dict[tuple[str, int], list[InterviewQuestion]] = {}
    for question in questions.order_by("asked_at"):
        assert question.asked_at is not None  # filtered
        second = int(question.asked_at.timestamp())
        keys = [(question.text, second), (question.text, second - 1)]
        near = next((key for key in keys if key in together), keys[0])
        together.setdefault(near, []).append(question)
    return [_line(begun, group, name_of) for group in together.values()]


def _line(begun: datetime, group: Sequence[InterviewQuestion], name_of: dict[UUID, str]) -> Line:
    at = group[0].asked_at
    assert at is not None
    to = tuple(name_of[question.interview_id] for question in group)
    return Line(at, (at - begun).total_seconds(), "", group[0].text, to=to)


def transcript_text(transcript: RoomTranscript, *, interviewer: str) -> str:
    """As plain text, a line for each: time, name, words."""
    return "".join(
        f"[{_clock(line.seconds)}] {line.speaker or interviewer}: {line.text}\n"
        for line in transcript.lines
    )


def _clock(seconds: float) -> str:
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
