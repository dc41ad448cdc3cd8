"""Changing a live interview that was planned: another time, more people. Everybody concerned gets
a letter with the calendar entry as it is now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict
from hireapp.tenancy.models import User
from interviews.access import room_locked
from interviews.models import (
    MOST_SEATS,
    Candidate,
    ConsentRecord,
    Interview,
    Room,
    RoomStatus,
    Seat,
)
from interviews.services.invitation import WAITING, current_link, mail_again, room_link_end
from interviews.services.room import NoCandidates, plausible_time, room_cancel, seat_take
from interviews.services.room_status import WrongRoomStatus


class Promised(Conflict):
    id = "promised"
    sentence = _(
        "A candidate has already agreed without this recording. Plan a new interview instead."
    )


def room_replan(
    *,
    room: Room,
    interviewer: User,
    candidates: Sequence[Candidate],
    starts_at: datetime,
    minutes: int,
    time_zone: str,
    candidates_meet: bool,
    interviewer_recorded: bool,
    actor: Actor,
) -> Room:
    """Before the lobby opens. Who is new in ``candidates`` is invited; nobody is taken out by it
    (that is ``invitation.interview_cancel``, for each).

    Raises ``Promised`` where the interviewer's voice was not to be recorded and somebody has
    agreed to that.
    """
    locked = room_locked(room.id)
    if locked.status != RoomStatus.SCHEDULED:
        raise WrongRoomStatus
    plausible_time(starts_at, time_zone)
    if interviewer_recorded and not locked.interviewer_recorded and _somebody_agreed(locked):
        raise Promised
    locked.interviewer, locked.starts_at, locked.minutes = interviewer, starts_at, minutes
    locked.time_zone, locked.candidates_meet = time_zone, candidates_meet
    locked.interviewer_recorded = interviewer_recorded
    locked.calendar_sequence += 1
    locked.save()
    _change_people(locked, candidates, actor)
    audit_record(
        action="room.replanned",
        actor=actor,
        target=locked,
        detail={"starts_at": str(starts_at), "seats": locked.seats.count()},
    )
    return locked


def room_call_off(*, room: Room, actor: Actor) -> Room:
    """Cancels it and tells every candidate."""
    before = room_locked(room.id).status
    cancelled = room_cancel(room=room, actor=actor)
    if before != RoomStatus.CANCELLED:
        for seat in Seat.objects.filter(room=cancelled).select_related("interview"):
            mail_again(interview=seat.interview)
    return cancelled


def _somebody_agreed(room: Room) -> bool:
    return ConsentRecord.objects.filter(interview__seat__room=room).exists()


def _change_people(room: Room, people: Sequence[Candidate], actor: Actor) -> None:
    """Everybody who still comes is written to; who is new is invited."""
    wanted = {person.id: person for person in people}
    last = 0
    for seat in Seat.objects.filter(room=room).select_related("interview"):
        last = seat.number
        wanted.pop(seat.interview.candidate_id, None)
        if seat.interview.status in WAITING:
            _extend_link(seat.interview, room)
            mail_again(interview=seat.interview)
    if last + len(wanted) > MOST_SEATS:
        raise NoCandidates
    for number, person in enumerate(wanted.values(), start=last + 1):
        seat_take(room=room, number=number, candidate=person, actor=actor, mail=True)


def _extend_link(interview: Interview, room: Room) -> None:
    link = current_link(interview)
    if link is not None and link.expires_at < room_link_end(room.starts_at):
        link.expires_at = room_link_end(room.starts_at)
        link.save(update_fields=["expires_at"])
