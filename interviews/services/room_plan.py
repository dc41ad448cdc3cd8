"""Changing a live interview that was planned: another time, more people. Everybody concerned gets
a letter with the calendar entry as it is now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict
from hireapp.tenancy.models import User
from interviews.access import room_locked
from interviews.events import announce_room
from interviews.models import (
    MOST_SEATS,
    Candidate,
    ConsentRecord,
    Interview,
    Room,
    RoomStatus,
    Seat,
    SeatStatus,
)
from interviews.selectors.seats import seats_taken
from interviews.services.invitation import WAITING, current_link, mail_again, room_link_end
from interviews.services.room import (
    NoCandidates,
    plausible_time,
    room_cancel,
    seat_take,
    seats_locked,
)
from interviews.services.room_letter import interviewer_write
from interviews.services.room_status import WrongRoomStatus, room_move


class Promised(Conflict):
    id = "promised"
    sentence = _(
        "A candidate has already agreed to be without this recording, or without other candidates. "
        "Plan a new interview instead."
    )


class SomebodyIsIn(Conflict):
    id = "somebody_is_in"
    sentence = _(
        "Somebody has been let in already. The interviewer takes them out first, or it is called "
        "off."
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
    """Before it is live, while nobody is in the room. Who is new in ``candidates`` is invited;
    nobody is taken out by it (that is ``invitation.interview_cancel``, for each). Another time or
    interviewer closes a lobby that is open.

    Raises ``SomebodyIsIn``, and ``Promised`` where somebody has agreed to an interviewer who is not
    recorded, or to nobody else in the room, and that would no longer be so.
    """
    locked = room_locked(room.id)
    if locked.status not in (RoomStatus.SCHEDULED, RoomStatus.OPEN):
        raise WrongRoomStatus
    plausible_time(starts_at, time_zone)
    seats = seats_locked(locked)
    if seats.filter(status=SeatStatus.ADMITTED).exists():
        raise SomebodyIsIn
    coming = [seat.interview for seat in seats if seat.interview.status in WAITING]
    if (starts_at, interviewer) != (locked.starts_at, locked.interviewer):
        _close_lobby(locked, actor)
    told, holder = _told(locked), locked.interviewer
    locked.interviewer, locked.starts_at, locked.minutes = interviewer, starts_at, minutes
    locked.time_zone, locked.candidates_meet = time_zone, candidates_meet
    locked.interviewer_recorded = interviewer_recorded
    locked.calendar_sequence += 1
    locked.save()
    _change_people(locked, coming, candidates, actor)
    if _told(locked) - told and _somebody_agreed(coming):
        raise Promised
    announce_room(locked)
    for person in {holder, interviewer}:
        interviewer_write(room=locked, interviewer=person)
    audit_record(
        action="room.replanned",
        actor=actor,
        target=locked,
        detail={"starts_at": str(starts_at), "seats": locked.seats.count()},
    )
    return locked


def room_call_off(*, room: Room, actor: Actor) -> Room:
    """Cancels it and tells the interviewer, and every candidate who was still to come."""
    locked = room_locked(room.id)
    if locked.status == RoomStatus.CANCELLED:
        return locked
    coming = [s.interview for s in seats_locked(locked) if s.interview.status in WAITING]
    cancelled = room_cancel(room=locked, actor=actor)
    for interview in coming:
        mail_again(interview=interview)
    interviewer_write(room=cancelled, interviewer=cancelled.interviewer)
    return cancelled


def _close_lobby(room: Room, actor: Actor) -> None:
    """Whoever was taken out of it is expected again, by the letter that they get."""
    if room.status == RoomStatus.OPEN:
        room_move(room=room, to=RoomStatus.SCHEDULED, actor=actor)
        Seat.objects.filter(room=room, status=SeatStatus.REMOVED).update(status=SeatStatus.EXPECTED)


def _told(room: Room) -> set[str]:
    """What the notice tells of this room that somebody may not want (``selectors/consent.py``)."""
    others = room.candidates_meet and seats_taken(room).count() > 1
    facts = {"recorded": room.interviewer_recorded, "others": others}
    return {name for name, so in facts.items() if so}


def _somebody_agreed(interviews: Sequence[Interview]) -> bool:
    return ConsentRecord.objects.filter(interview__in=interviews).exists()


def _change_people(
    room: Room, coming: Sequence[Interview], people: Sequence[Candidate], actor: Actor
) -> None:
    """Everybody who still comes is written to; who is new, or was called off, is invited."""
    for interview in coming:
        _extend_link(interview, room)
        mail_again(interview=interview)
    expected = {interview.candidate_id for interview in coming}
    new = {person.id: person for person in people if person.id not in expected}
    if len(coming) + len(new) > MOST_SEATS:
        raise NoCandidates
    last = room.seats.aggregate(last=Max("number"))["last"] or 0
    for number, person in enumerate(new.values(), start=last + 1):
        seat_take(room=room, number=number, candidate=person, actor=actor, mail=True)


def _extend_link(interview: Interview, room: Room) -> None:
    link = current_link(interview)
    if link is not None and link.expires_at < room_link_end(room.starts_at):
        link.expires_at = room_link_end(room.starts_at)
        link.save(update_fields=["expires_at"])
