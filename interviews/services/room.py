"""Live interviews: planned, opened, held, ended; who is let in.

Every act may be repeated without harm: a second press finds what the first one did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import SYSTEM, Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from hireapp.tenancy.models import User
from interviews.access import interviews_locked, room_locked
from interviews.events import announce_interview, announce_room
from interviews.models import (
    MOST_SEATS,
    Candidate,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
    Position,
    PositionStatus,
    Room,
    RoomStatus,
    Seat,
    SeatStatus,
)
from interviews.services.interview_status import MOVES, interview_move
from interviews.services.invitation import (
    LONGEST_LINK,
    PositionClosed,
    interview_create,
    link_create,
    room_link_end,
)
from interviews.services.room_finish import room_interviews_finish
from interviews.services.room_letter import interviewer_write
from interviews.services.room_status import WrongRoomStatus, room_move

# Kinds of questions that only a live interview has.
OPENING, CONTINUED = "opening", "continued"
#: Of an answer to one question; a browser turns its recording over before.
ANSWER_SECONDS = 900
#: A room that nobody ended, or never began, is closed this long after its planned end.
FORGOTTEN = timedelta(hours=3)
#: Who may be let in: the candidate has answered the notice.
READY = (InterviewStatus.CONSENTED, InterviewStatus.IN_PROGRESS)


class NoCandidates(Invalid):
    id = "no_candidates"
    sentence = _("Choose between one and five candidates.")


class InThePast(Invalid):
    id = "in_the_past"
    sentence = _("This time has passed. Choose a later one.")


class TooFarAhead(Invalid):
    id = "too_far_ahead"
    sentence = _("A link works for 90 days at most. Choose a time within the next 89 days.")


class NoSuchTimeZone(Invalid):
    id = "no_such_time_zone"
    sentence = _("This time zone is not known.")


class NotReady(Conflict):
    id = "not_ready"
    sentence = _("This candidate has not answered the notice yet and cannot be let in.")


def room_schedule(
    *,
    position: Position,
    interviewer: User,
    candidates: Sequence[Candidate],
    starts_at: datetime,
    minutes: int,
    time_zone: str,
    candidates_meet: bool,
    interviewer_recorded: bool,
    actor: Actor,
    mail: bool = True,
) -> Room:
    """Plans a live interview: a seat, an interview and a link for each candidate.

    ``mail``: links are sent after commit, with the calendar entry, and one to the interviewer.
    Raises ``AlreadyInvited`` where a candidate has a live interview for this position already.
    """
    if position.status != PositionStatus.OPEN:
        raise PositionClosed
    people = list(dict.fromkeys(candidates))
    if not 1 <= len(people) <= MOST_SEATS:
        raise NoCandidates
    plausible_time(starts_at, time_zone)
    room: Room = Room.objects.create(
        position=position,
        interviewer=interviewer,
        starts_at=starts_at,
        minutes=minutes,
        time_zone=time_zone,
        candidates_meet=candidates_meet,
        interviewer_recorded=interviewer_recorded,
        created_by_id=actor.id,
    )
    for number, candidate in enumerate(people, start=1):
        seat_take(room=room, number=number, candidate=candidate, actor=actor, mail=mail)
    if mail:
        interviewer_write(room=room, interviewer=interviewer)
    audit_record(
        action="room.scheduled",
        actor=actor,
        target=room,
        detail={"position": str(position.id), "seats": len(people), "starts_at": str(starts_at)},
    )
    return room


def plausible_time(starts_at: datetime, time_zone: str) -> None:
    """Raises ``InThePast``, ``TooFarAhead`` (the link has to work a day longer) or
    ``NoSuchTimeZone``.
    """
    now = timezone.now()
    if starts_at < now - timedelta(minutes=5):
        raise InThePast
    if starts_at - now > LONGEST_LINK - timedelta(days=1):  # the year 9999 has no day after it
        raise TooFarAhead
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NoSuchTimeZone from error


def seat_take(
    *, room: Room, number: int, candidate: Candidate, actor: Actor, mail: bool
) -> Interview:
    """A seat with its own interview and link; ``mail``: the link is sent after commit."""
    interview = interview_create(
        position=room.position,
        candidate=candidate,
        actor=actor,
        kind=InterviewKind.LIVE,
        language=room.position.language,
    )
    Seat.objects.create(room=room, interview=interview, number=number)
    link_create(interview=interview, expires_at=room_link_end(room.starts_at), mail=mail)
    announce_interview(interview)
    return interview


def room_open(*, room: Room, actor: Actor) -> Room:
    """The interviewer is there: candidates who come wait to be let in."""
    locked = room_locked(room.id)
    if locked.status in (RoomStatus.OPEN, RoomStatus.LIVE):
        return locked
    return room_move(room=locked, to=RoomStatus.OPEN, actor=actor)


def room_start(*, room: Room, actor: Actor) -> Room:
    """The interview begins, and with it recording and analysis, for everybody who is let in."""
    locked = room_locked(room.id)
    if locked.status == RoomStatus.LIVE:
        return locked
    seats = seats_locked(locked)
    room_move(room=locked, to=RoomStatus.LIVE, actor=actor)
    for seat in seats.filter(status=SeatStatus.ADMITTED):
        _begin(seat, actor)
    return locked


def room_end(*, room: Room, actor: Actor) -> Room:
    """Ends it for all. What was recorded until now is still handed in; then it is analysed."""
    locked = room_locked(room.id)
    if locked.status == RoomStatus.ENDED:
        return locked
    seats = seats_locked(locked)
    room_move(room=locked, to=RoomStatus.ENDED, actor=actor)
    for seat in seats:
        _nobody_came(seat.interview)
    room_interviews_finish(room=locked)
    return locked


def room_cancel(*, room: Room, actor: Actor) -> Room:
    """It does not take place, and its interviews are cancelled. Links still open a candidate's own
    data; letters are ``room_plan.room_call_off``.
    """
    locked = room_locked(room.id)
    if locked.status == RoomStatus.CANCELLED:
        return locked
    seats = seats_locked(locked)
    locked.calendar_sequence += 1
    locked.save(update_fields=["calendar_sequence"])
    room_move(room=locked, to=RoomStatus.CANCELLED, actor=actor)
    for seat in seats:
        if InterviewStatus.CANCELLED in MOVES[seat.interview.status]:
            interview_move(interview=seat.interview, to=InterviewStatus.CANCELLED, actor=actor)
    return locked


def rooms_end_forgotten() -> int:
    """Ends rooms that were left live long after their time, and cancels, without letters, those
    that nobody held; returns how many.
    """
    under_way = Room.objects.filter(
        status__in=(RoomStatus.SCHEDULED, RoomStatus.OPEN, RoomStatus.LIVE),
        starts_at__lt=timezone.now() - FORGOTTEN,
    )
    due = [room.id for room in under_way if _forgotten(room)]
    locked = Room.objects.select_for_update().filter(id__in=due).order_by("id")
    rooms = [room for room in locked if _forgotten(room)]
    interviews_locked(Seat.objects.filter(room__in=rooms).values_list("interview_id", flat=True))
    for room in rooms:
        if room.status == RoomStatus.LIVE:
            room_end(room=room, actor=SYSTEM)
        else:
            _never_held(room)
    return len(rooms)


def _forgotten(room: Room) -> bool:
    begun = max(room.starts_at, room.started_at or room.opened_at or room.starts_at)
    late = begun + timedelta(minutes=room.minutes) + FORGOTTEN < timezone.now()
    return late and room.status in (RoomStatus.SCHEDULED, RoomStatus.OPEN, RoomStatus.LIVE)


def _never_held(room: Room) -> None:
    room_move(room=room, to=RoomStatus.CANCELLED, actor=SYSTEM)
    for seat in _seats(room):
        _nobody_came(seat.interview)


def seat_admit(*, seat: Seat, actor: Actor) -> Seat:
    """Lets a candidate in. Raises ``NotReady`` before they have answered the notice."""
    room = room_locked(seat.room_id)
    if room.status not in (RoomStatus.OPEN, RoomStatus.LIVE):
        raise WrongRoomStatus
    current: Seat = seats_locked(room).get(id=seat.id)
    if current.status == SeatStatus.ADMITTED:
        return current
    if current.interview.status not in READY:
        raise NotReady
    _admit(room, current, actor)
    announce_room(room)
    return current


def seats_admit_all(*, room: Room, actor: Actor) -> list[Seat]:
    """Lets everybody in who is ready and was not removed."""
    locked = room_locked(room.id)
    if locked.status not in (RoomStatus.OPEN, RoomStatus.LIVE):
        raise WrongRoomStatus
    ready = seats_locked(locked).filter(status=SeatStatus.EXPECTED, interview__status__in=READY)
    admitted = list(ready)
    for seat in admitted:
        _admit(locked, seat, actor)
    announce_room(locked)
    return admitted


def seat_remove(*, seat: Seat, actor: Actor) -> Seat:
    """Takes a candidate out of the room; the interviewer may let them in again."""
    room = room_locked(seat.room_id)
    current: Seat = _seats(room).get(id=seat.id)
    if current.status != SeatStatus.REMOVED:
        current.status = SeatStatus.REMOVED
        current.save(update_fields=["status"])
        audit_record(action="seat.removed", actor=actor, target=current, detail={})
        announce_room(room)
    return current


def seats_locked(room: Room) -> QuerySet[Seat]:
    """The seats of a locked room. Their interviews are locked before anything goes to the log:
    room, interviews, log is the order of every act on a room.
    """
    interviews_locked(Seat.objects.filter(room=room).values_list("interview_id", flat=True))
    return _seats(room)


def _seats(room: Room) -> QuerySet[Seat]:
    return Seat.objects.filter(room=room).select_related("interview__candidate")


def _admit(room: Room, seat: Seat, actor: Actor) -> None:
    seat.status = SeatStatus.ADMITTED
    seat.admitted_at = seat.admitted_at or timezone.now()
    seat.save(update_fields=["status", "admitted_at"])
    audit_record(action="seat.admitted", actor=actor, target=seat, detail={"number": seat.number})
    if room.status == RoomStatus.LIVE:
        _begin(seat, actor)


def _begin(seat: Seat, actor: Actor) -> None:
    """The candidate's own interview begins, with the time before the first question."""
    interview = seat.interview
    if interview.status != InterviewStatus.CONSENTED:
        return
    interview_move(interview=interview, to=InterviewStatus.IN_PROGRESS, actor=actor)
    with translation.override(interview.language):
        welcome = _now("Welcome and introduction")
    InterviewQuestion.objects.get_or_create(
        interview=interview,
        order=1,
        follow_up=0,
        defaults={
            "company_id": interview.company_id,
            "text": welcome,
            "kind": OPENING,
            "thinking_seconds": 0,
            "answer_seconds": ANSWER_SECONDS,
            "retakes": 0,
            "asked_at": timezone.now(),
        },
    )


def _nobody_came(interview: Interview) -> None:
    """Who never took part: the interview has run out, and may be planned anew. Call with it
    locked.
    """
    if interview.started_at is None and InterviewStatus.EXPIRED in MOVES[interview.status]:
        interview_move(interview=interview, to=InterviewStatus.EXPIRED, actor=SYSTEM)
