"""Recordings of a live interview that broke off: gone on with, or closed when nobody comes back."""

from __future__ import annotations

from django.utils import timezone

from interviews.access import interview_locked, interviews_locked, seat_for_interview
from interviews.events import announce_room
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    InterviewQuestion,
    InterviewStatus,
    RoomStatus,
    Seat,
)
from interviews.selectors.room import may_record
from interviews.services.answer import (
    ConsentMissing,
    NothingRecorded,
    UploadIncomplete,
    answer_submit,
    take_destroy,
)
from interviews.services.room_answer import RoomNotLive, room_answer_submitted
from interviews.services.room_finish import GRACE
from interviews.services.room_question import question_continue


def recording_continue(*, interview: Interview) -> InterviewQuestion:
    """The question to record now, for a browser that came back or whose recording grew long.

    Raises ``RoomNotLive``.
    """
    seat = seat_for_interview(interview)
    if not may_record(seat.room, seat):
        raise RoomNotLive
    question = question_continue(interview=interview)
    announce_room(seat.room)
    return question


def room_recordings_close(*, interview: Interview) -> int:
    """Hands in what stayed open, as interrupted; what nothing arrived of is dropped. How many."""
    locked = interview_locked(interview.id)
    locked.candidate, locked.company = interview.candidate, interview.company
    open_takes = Answer.objects.filter(interview=locked, status=AnswerStatus.RECORDING)
    takes = list(open_takes.select_related("question", "media"))
    for answer in takes:
        try:
            answer_submit(interview=locked, answer_id=answer.id, seconds=None, interrupted=True)
        except (NothingRecorded, UploadIncomplete, ConsentMissing):
            take_destroy(interview=locked, answer=answer, interrupted=True)
    locked.refresh_from_db(fields=["status"])
    room_answer_submitted(interview=locked)
    return len(takes)


def rooms_close_due() -> int:
    """Closes what is still open some time after a room has ended; how many interviews."""
    due = Seat.objects.filter(
        room__status=RoomStatus.ENDED,
        room__ended_at__lt=timezone.now() - GRACE,
        interview__status=InterviewStatus.IN_PROGRESS,
    )
    interviews_locked(due.values_list("interview_id", flat=True))
    seats = list(due.select_related("interview__candidate", "interview__company"))
    for seat in seats:
        room_recordings_close(interview=seat.interview)
    return len(seats)
