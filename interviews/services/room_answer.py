"""What is different about an answer in a live interview: it is recorded all the time the room is
live, to the newest question, without thinking time or retakes; and it is analysed afterwards.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.errors import Conflict, Gone
from interviews.access import seat_for_interview
from interviews.models import Interview, InterviewQuestion, InterviewStatus, RoomStatus
from interviews.selectors.room import current_question, may_record
from interviews.services.interview_status import WrongStatus
from interviews.services.room_finish import GRACE, live_interview_finish


class RoomNotLive(Conflict):
    id = "room_not_live"
    sentence = _("Nothing is recorded before the interview begins or after it ends.")


class QuestionPassed(Conflict):
    id = "question_passed"
    sentence = _("The interviewer has gone on to another question.")


class RoomOver(Gone):
    id = "room_over"
    sentence = _("The interview has been over for some time. What had arrived by then is kept.")


def room_may_begin(*, interview: Interview, question: InterviewQuestion) -> None:
    """Raises unless this question may be recorded now. Call with the interview locked."""
    seat = seat_for_interview(interview)
    if not may_record(seat.room, seat):
        raise RoomNotLive
    if interview.status != InterviewStatus.IN_PROGRESS:
        raise WrongStatus
    newest = current_question(interview)
    if newest is None or newest.id != question.id:
        raise QuestionPassed


def room_may_fill(*, interview: Interview) -> None:
    """Raises where a recording may not grow any more: some time after the end."""
    room = seat_for_interview(interview).room
    late = room.ended_at is not None and room.ended_at + GRACE < timezone.now()
    if late or room.status not in (RoomStatus.LIVE, RoomStatus.ENDED):
        raise RoomOver


def room_answer_submitted(*, interview: Interview) -> None:
    """The last one to be handed in after the end finishes the interview."""
    live_interview_finish(interview=interview, room=seat_for_interview(interview).room)
