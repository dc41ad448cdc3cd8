"""A room as one of its participants may see it: what they are told, and who they may talk with.

Whoever is not in the room yet, or no longer, is nobody's peer and has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from interviews.live.presence import INTERVIEWER
from interviews.models import Interview, Room, RoomStatus, Seat, SeatStatus
from interviews.selectors.room import room_state, seat_state, shown_names
from interviews.selectors.seats import GONE, seats_taken

#: People talk before it begins, too; recorded and analysed they are only while it is live.
TALKING = frozenset({RoomStatus.OPEN, RoomStatus.LIVE})
_OVER = frozenset({RoomStatus.ENDED, RoomStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the room, under the name that this viewer may read."""

    id: str
    name: str
    role: Literal["interviewer", "candidate"]
    number: int | None


@dataclass(frozen=True, slots=True)
class RoomView:
    """``you``: the viewer's participant id. ``is_in``: they may talk with ``peers``.

    ``lobby``: seats that are not let in, for the interviewer alone. ``tapped``: something of this
    candidate may be looked at or listened to now. ``over``: nothing will happen here any more.
    """

    company_id: UUID
    room_id: UUID
    you: str
    is_in: bool
    over: bool
    room: dict[str, Any]
    seat: dict[str, Any] | None
    peers: dict[str, Person]
    lobby: frozenset[str]
    tapped: bool


def room_view_of_interviewer(room: Room, user_id: UUID) -> RoomView:
    """``room`` as ``access.room_for_interviewer`` gives it."""
    here = list(seats_taken(room).select_related("interview__candidate"))
    admitted = [seat for seat in here if seat.status == SeatStatus.ADMITTED]
    talking = room.status in TALKING
    names = shown_names(room, admitted, user_id) if talking else {}
    return RoomView(
        company_id=room.company_id,
        room_id=room.id,
        you=INTERVIEWER,
        is_in=talking,
        over=room.status in _OVER,
        room=room_state(room),
        seat=None,
        peers={
            str(seat.id): Person(str(seat.id), names[seat.id], "candidate", seat.number)
            for seat in admitted
            if talking
        },
        lobby=frozenset(str(seat.id) for seat in here if seat.status != SeatStatus.ADMITTED),
        tapped=False,
    )


def room_view_of_candidate(seat: Seat, interview: Interview, language: str) -> RoomView:
    """``seat`` as ``access.seat_for_interview`` gives it."""
    room: Room = seat.room
    over = room.status in _OVER or interview.status in GONE
    is_in = not over and room.status in TALKING and seat.status == SeatStatus.ADMITTED
    shown = seat_state(seat)
    return RoomView(
        company_id=room.company_id,
        room_id=room.id,
        you=str(seat.id),
        is_in=is_in,
        over=over,
        room=room_state(room),
        seat=shown,
        peers=_peers_of_candidate(room, seat, language) if is_in else {},
        lobby=frozenset(),
        tapped=is_in and room.status == RoomStatus.LIVE and bool(shown["analysed"]),
    )


def _peers_of_candidate(room: Room, seat: Seat, language: str) -> dict[str, Person]:
    """The interviewer by name; other candidates by number alone: that they apply here is theirs
    to tell."""
    interviewer = str(room.interviewer.name or room.company.name)
    found = {INTERVIEWER: Person(INTERVIEWER, interviewer, "interviewer", None)}
    if not room.candidates_meet:
        return found
    others = seats_taken(room).filter(status=SeatStatus.ADMITTED).exclude(id=seat.id)
    with translation.override(language):
        for other_id, number in others.values_list("id", "number"):
            name = _("Candidate %(number)d") % {"number": number}
            found[str(other_id)] = Person(str(other_id), name, "candidate", number)
    return found
