"""What was too much to look at or to listen to in time: counted for each seat, and said now and
then, never silently left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

import redis
import redis.asyncio

from interviews.live.keys import RoomKeys
from interviews.live.stream import tell

COUNTS_SECONDS = 6 * 3600
#: So often at most an interviewer is told that frames are left out.
TELL_EVERY_S = 10


def count_late(client: redis.Redis, keys: RoomKeys, seats: Iterable[UUID]) -> None:
    """A frame of each of ``seats`` came too late to be looked at."""
    for seat_id in seats:
        late = _add(client, keys, f"late:{seat_id}", 1)
        if client.set(keys.work(f"told-late:{seat_id.hex}"), b"1", nx=True, ex=TELL_EVERY_S):
            _tell(keys, seat_id, "late", late)


def count_lost(client: redis.Redis, keys: RoomKeys, seat_id: UUID, seconds: float) -> None:
    """So many seconds of sound went before anybody could listen to them."""
    lost = _add(client, keys, f"lost:{seat_id}", max(1, round(seconds)))
    _tell(keys, seat_id, "overloaded", lost)


async def late_looks(client: redis.asyncio.Redis, keys: RoomKeys, seat_id: UUID) -> int:
    """Frames that were too late so far."""
    late: Any = await cast(Any, client.hget(keys.counts, f"late:{seat_id}"))
    return int(late or 0)


def _add(client: redis.Redis, keys: RoomKeys, name: str, number: int) -> int:
    pipe = client.pipeline(transaction=False)
    pipe.hincrby(keys.counts, name, number)
    pipe.expire(keys.counts, COUNTS_SECONDS)
    return int(pipe.execute()[0])


def _tell(keys: RoomKeys, seat_id: UUID, why: str, number: int) -> None:
    event = {"type": "analysis", "seat": str(seat_id), "on": True, "why": why, "late": number}
    tell(keys, event)
