"""After a live interview: what was recorded is handed in, each candidate's interview finishes, and
the analysis begins. While people talk the machine belongs to them.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from uuid import UUID

import redis
from django.db import transaction

from hireapp.audit.services import SYSTEM
from interviews.access import interview_locked
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.live.samples import samples_forget
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    InterviewStatus,
    Room,
    RoomStatus,
    Seat,
)
from interviews.services.analysis_run import analysis_enqueue, analysis_settle
from interviews.services.interview_status import interview_move

log = logging.getLogger(__name__)

#: How long a browser may still hand in its last answer after the end.
GRACE = timedelta(minutes=2)


def room_interviews_finish(*, room: Room) -> int:
    """Finishes the interviews of an ended room that wait for nothing any more; how many."""
    finished = 0
    for seat in Seat.objects.filter(room=room).select_related("interview"):
        finished += live_interview_finish(interview=interview_locked(seat.interview_id), room=room)
        samples_forget_on_commit(room=room, seat_id=seat.id)
    return finished


def samples_forget_on_commit(*, room: Room, seat_id: UUID) -> None:
    """Picture and sound that nobody has looked at yet go at once, not when their time runs out."""
    transaction.on_commit(partial(_forget, RoomKeys(room.company_id, room.id), seat_id))


def _forget(keys: RoomKeys, seat_id: UUID) -> None:
    try:
        samples_forget(valkey(), keys, seat_id)
    except redis.RedisError as error:  # they run out within minutes
        log.warning("samples of seat %s are left to their time: %s", seat_id, error)


def live_interview_finish(*, interview: Interview, room: Room) -> bool:
    """Finishes a live interview once its room has ended and no answer is still on its way.

    Call with the interview locked. Its answers are analysed from now on.
    """
    if room.status != RoomStatus.ENDED or interview.status != InterviewStatus.IN_PROGRESS:
        return False
    answers = Answer.objects.filter(interview=interview)
    if answers.filter(status=AnswerStatus.RECORDING).exists():
        return False
    interview_move(interview=interview, to=InterviewStatus.FINISHED, actor=SYSTEM)
    for answer in answers.filter(status=AnswerStatus.SUBMITTED, runs__isnull=True):
        answer.interview = interview
        analysis_enqueue(answer=answer)
    analysis_settle(interview=interview)
    return True
