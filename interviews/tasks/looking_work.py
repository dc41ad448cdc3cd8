"""One look at a live room: the newest frame of everybody who may be looked at, told at once.

Nothing waits for a slow machine: what comes after its deadline is dropped and counted.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from uuid import UUID

import redis
from django.conf import settings

from analysis.live.looking import LiveLook, SeatFrame, decoded
from analysis.live.signals import signals_document
from analysis.networks import shared_store
from interviews.live.agreed import tell_agreed, withdrawals
from interviews.live.connection import valkey
from interviews.live.counts import count_late
from interviews.live.keys import RoomKeys
from interviews.live.purposes import PICTURE
from interviews.live.samples import Frame, frames_take
from interviews.selectors.live import AnalysedSeat, analysed_seats
from interviews.tasks.database import in_scope

log = logging.getLogger(__name__)

#: For so long it is not asked again who may be looked at: a withdrawal stops it within this time.
ASK_EVERY_S = 2.0
#: A room that nobody has looked at for so long is over.
FORGET_AFTER_S = 30.0
#: For so long it is known whom a look was about that is never made.
LOOKED_SECONDS = 60


@cache
def eye() -> LiveLook:
    """Loaded once per process, when the first room opens."""
    return LiveLook(shared_store(), settings.WATCHER_THREADS)


NEVER = float("-inf")


@dataclass(slots=True)
class RoomView:
    """Whom this process may look at in a room, asked at ``asked_at`` (monotonic s)."""

    asked_at: float = NEVER
    looked_at: float = NEVER
    seats: dict[UUID, AnalysedSeat] = field(default_factory=dict)
    withdrawals: Counter[UUID] = field(default_factory=Counter)  # as of then


_rooms: dict[UUID, RoomView] = {}


def look_work(company_id: UUID, room_id: UUID, deadline: float) -> None:
    """Tells what the newest frames of a room show. ``deadline``: epoch s."""
    keys, client = RoomKeys(company_id, room_id), valkey()
    if time.time() > deadline:  # asks nobody: a backlog has to be gone at once
        count_late(client, keys, _known(room_id).seats)
        return
    view = _asked(client, keys)
    frames = sorted(frames_take(client, keys, view.seats), key=lambda frame: frame.sampled_at)
    for number, frame in enumerate(frames):
        if time.time() > deadline:
            count_late(client, keys, [late.seat_id for late in frames[number:]])
            return
        if not _look(keys, frame, view):
            view.asked_at = NEVER


def _look(keys: RoomKeys, frame: Frame, view: RoomView) -> bool:
    """False: what it shows was not told, perhaps because it may not be looked at any more."""
    bgr = decoded(frame.jpeg)
    if bgr is None:
        log.warning("a frame of seat %s is no picture", frame.seat_id)
        return True
    purposes = view.seats[frame.seat_id].purposes & PICTURE
    shown = SeatFrame(str(frame.seat_id), frame.sampled_at, bgr, purposes)
    found = ({"type": "signals", **signals_document(each)} for each in eye().look([shown]))
    return all(tell_agreed(keys, event, view.withdrawals) for event in found)


def look_expired(company_id: UUID, room_id: UUID) -> None:
    """The same for a message that its queue has thrown away."""
    keys = RoomKeys(company_id, room_id)
    try:
        client = valkey()
        names: Any = client.smembers(keys.looked)
        count_late(client, keys, [UUID(name.decode()) for name in names])
    except redis.RedisError as error:
        log.warning("late looks of room %s are not counted: %s", room_id, error)


def _remember(keys: RoomKeys, seats: Iterable[UUID]) -> None:
    """Whom a look is about, for those that are never made."""
    names = [str(seat) for seat in seats]
    pipe = valkey().pipeline(transaction=False)
    pipe.delete(keys.looked)
    if names:
        pipe.sadd(keys.looked, *names)
        pipe.expire(keys.looked, LOOKED_SECONDS)
    pipe.execute()


def get_ready_to_look() -> None:
    """Loads the networks before the first frame comes."""
    eye().prepare()


def _known(room_id: UUID) -> RoomView:
    return _rooms.setdefault(room_id, RoomView())


def _asked(client: redis.Redis, keys: RoomKeys) -> RoomView:
    """Whom to look at, at most ``ASK_EVERY_S`` old; nobody else is remembered."""
    now, view = time.monotonic(), _known(keys.room_id)
    view.looked_at = now
    if now - view.asked_at > ASK_EVERY_S:
        view.withdrawals = withdrawals(client, keys)  # before the rows are asked
        asking = partial(analysed_seats, keys.room_id)
        found = in_scope(keys.company_id, asking, backoff_s=())
        view.seats = {seat.seat_id: seat for seat in found if seat.purposes & PICTURE}
        view.asked_at = now
        _remember(keys, view.seats)
        for other in [i for i, v in _rooms.items() if now - v.looked_at > FORGET_AFTER_S]:
            del _rooms[other]
        eye().keep([str(seat) for each in _rooms.values() for seat in each.seats])
    return view
