"""The status machine of a room: the only place where its status changes.

A lobby that was opened too early is no dead end: a plan with another time or interviewer puts the
room back to scheduled, as long as nobody is in it (``room_plan.room_replan``).
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict
from interviews.dispatch import READY_TO_HEAR, READY_TO_LOOK, send_on_commit
from interviews.events import announce_room
from interviews.models import Room, RoomStatus

S = RoomStatus

MOVES: dict[str, frozenset[str]] = {
    S.SCHEDULED: frozenset({S.OPEN, S.CANCELLED}),
    S.OPEN: frozenset({S.SCHEDULED, S.LIVE, S.CANCELLED}),
    S.LIVE: frozenset({S.ENDED}),
    S.ENDED: frozenset(),
    S.CANCELLED: frozenset(),
}
#: Models are loaded while people are still gathering, and again where a worker was restarted since.
READY = dict.fromkeys((S.OPEN, S.LIVE), (READY_TO_LOOK, READY_TO_HEAR))
STAMPS = {S.OPEN: "opened_at", S.LIVE: "started_at", S.ENDED: "ended_at"}


class WrongRoomStatus(Conflict):
    id = "wrong_room_status"
    sentence = _("The live interview is at another stage by now. Reload the page to see where.")


def room_move(*, room: Room, to: RoomStatus, actor: Actor) -> Room:
    """Moves a room, by a conditional update: of two that move at once one is told so."""
    before = room.status
    if to not in MOVES[before]:
        raise WrongRoomStatus
    changes: dict[str, object] = {"status": to}
    if to in STAMPS:
        changes[STAMPS[to]] = timezone.now()
    if to == S.SCHEDULED:
        changes[STAMPS[S.OPEN]] = None
    if not Room.objects.filter(id=room.id, status=before).update(**changes):
        raise WrongRoomStatus
    for name, value in changes.items():
        setattr(room, name, value)
    audit_record(action=f"room.{to}", actor=actor, target=room, detail={"from": before})
    announce_room(room)
    for task in READY.get(to, ()):
        send_on_commit(task, room.company_id, room.id)
    return room
