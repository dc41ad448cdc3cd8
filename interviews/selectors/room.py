"""A live interview as its sockets and pages tell it (the shapes are in docs/live.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from analysis.types import Purpose
from interviews.live.purposes import analysed_live
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    InterviewQuestion,
    Listening,
    Room,
    RoomNote,
    RoomStatus,
    Scorecard,
    Seat,
    SeatStatus,
    Suggestion,
)
from interviews.selectors.consent import allowed_now

#: How many words of the answer under way, and rankings, a screen that opens is given.
WORDS, SUGGESTIONS = 200, 12


def room_state(room: Room) -> dict[str, Any]:
    """For everybody in it. ``plan`` is another number whenever the plan was changed: a page that
    was made by an older one is made again.
    """
    return {
        "id": str(room.id),
        "status": room.status,
        "plan": room.calendar_sequence,
        "candidates_meet": room.candidates_meet,
        "interviewer_recorded": room.interviewer_recorded,
        "started_at": room.started_at.isoformat() if room.started_at else None,
        "title": room.position.title,
        "company": room.company.name,
    }


def seat_state(seat: Seat) -> dict[str, Any]:
    """For the candidate who sits there, and for the interviewer."""
    interview = seat.interview
    allowed = allowed_now(interview)
    question = current_question(interview)
    return {
        "id": str(seat.id),
        "number": seat.number,
        "status": seat.status,
        "interview_status": interview.status,
        "recorded": Purpose.RECORDING in allowed,
        "analysed": sorted(analysed_live(allowed)),
        "question": question_document(question) if question else None,
    }


def current_question(interview: Interview) -> InterviewQuestion | None:
    """The newest question of a live interview; None before it begins."""
    asked = InterviewQuestion.objects.filter(interview=interview, asked_at__isnull=False)
    found: InterviewQuestion | None = asked.order_by("-order", "-follow_up").first()
    return found


def question_document(question: InterviewQuestion) -> dict[str, Any]:
    return {
        "id": str(question.id),
        "label": question.label,
        "text": question.text,
        "kind": question.kind,
        "asked_at": question.asked_at.isoformat() if question.asked_at else None,
    }


def note_document(note: RoomNote) -> dict[str, Any]:
    return {
        "id": str(note.id),
        "seat": str(note.seat_id) if note.seat_id else None,
        "text": note.text,
        "author": str(note.author),
        "at": note.created_at.isoformat(),
    }


def suggestion_document(suggestion: Suggestion, seat_id: UUID) -> dict[str, Any]:
    """As the ``suggestions`` event has it."""
    return {
        "seat": str(seat_id),
        "suggestion": str(suggestion.id),
        "ranked": suggestion.ranked,
        "asked": suggestion.asked,
        "at": suggestion.created_at.timestamp(),
    }


def shown_names(room: Room, seats: Sequence[Seat], user_id: UUID) -> dict[UUID, str]:
    """Seat → name; the code where blind review hides it until this person has rated."""
    if not room.position.blind:
        return {seat.id: seat.interview.candidate.name for seat in seats}
    rated = set(
        Scorecard.objects.filter(
            interview__in=[seat.interview_id for seat in seats],
            rater_id=user_id,
            submitted_at__isnull=False,
        ).values_list("interview_id", flat=True)
    )
    return {
        seat.id: seat.interview.candidate.name
        if seat.interview_id in rated
        else seat.interview.candidate.code
        for seat in seats
    }


def snapshot(room: Room, user_id: UUID) -> dict[str, Any]:
    """All that the rows know, for an interviewer's screen that opens or was away too long."""
    seats = list(
        Seat.objects.filter(room=room).select_related(
            "interview__candidate", "interview__position", "interview__company"
        )
    )
    names = shown_names(room, seats, user_id)
    return {
        "type": "snapshot",
        "room": room_state(room),
        "seats": [{**_seat(seat), "name": names[seat.id]} for seat in seats],
        "suggestions": _suggestions(seats),
        "notes": [
            note_document(note)
            for note in RoomNote.objects.filter(room=room).select_related("author")
        ],
    }


def _seat(seat: Seat) -> dict[str, Any]:
    questions = InterviewQuestion.objects.filter(interview=seat.interview, asked_at__isnull=False)
    answer = newest_recording(seat.interview)
    heard = Listening.objects.filter(answer=answer).first() if answer else None
    return {
        **seat_state(seat),
        "interview": str(seat.interview_id),
        "questions": [question_document(question) for question in questions],
        "answer": str(answer.id) if answer else None,
        "words": heard.words[-WORDS:] if heard else [],
    }


def newest_recording(interview: Interview) -> Answer | None:
    """The answer that is being recorded, else the one recorded last."""
    found: Answer | None = (
        Answer.objects.filter(interview=interview)
        .exclude(status=AnswerStatus.DISCARDED)
        .order_by("-started_at")
        .first()
    )
    return found


def _suggestions(seats: Sequence[Seat]) -> list[dict[str, Any]]:
    """The newest rankings of all seats, newest first."""
    seat_of = {seat.interview_id: seat.id for seat in seats}
    found = Suggestion.objects.filter(interview__in=seat_of).order_by("-created_at")[:SUGGESTIONS]
    return [suggestion_document(one, seat_of[one.interview_id]) for one in found]


def seats_in(room: Room) -> list[Seat]:
    """Those who are let in."""
    admitted = Seat.objects.filter(room=room, status=SeatStatus.ADMITTED)
    return list(admitted.select_related("interview"))


def may_record(room: Room, seat: Seat) -> bool:
    """Nothing is recorded before the interview begins, after it ends, or of who is not in it."""
    return room.status == RoomStatus.LIVE and seat.status == SeatStatus.ADMITTED
