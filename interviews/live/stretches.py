"""When somebody spoke, and when they looked away, since the interview began: what the strip of the
interviewer's screen shows, also after a reload. The stream of events is too short for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import redis.asyncio

from analysis.types import Purpose
from interviews.live.keys import RoomKeys
from interviews.live.purposes import PICTURE, SOUND

#: Kind → the purposes it rests on.
KINDS: Mapping[str, frozenset[Purpose]] = {"speech": SOUND, "away": PICTURE}
#: What is less than this after the last one makes that longer (s); the screen does the same.
GAP_SECONDS = 2.0
LOOK_SECONDS = 0.5
MOST = 2000  # of one kind


class Stretch(NamedTuple):
    """Epoch seconds."""

    kind: str
    begins_at: float
    ends_at: float


def stretch_of(event: Mapping[str, Any]) -> Stretch | None:
    """What an event of the dashboard adds (docs/live.md)."""
    if event["type"] == "voice" and event.get("speaking"):
        return Stretch("speech", event["from"], event["until"])
    if event["type"] == "signals" and (event.get("face") or {}).get("looking") is False:
        at = event["sampled_at"]
        return Stretch("away", at, round(at + LOOK_SECONDS, 3))
    return None


async def stretches(
    client: redis.asyncio.Redis, keys: RoomKeys, seat_id: UUID
) -> dict[str, list[list[float]]]:
    """Kind → ``[[begins_at, ends_at], …]``, oldest first."""
    pipe = client.pipeline(transaction=False)
    for kind in KINDS:
        pipe.lrange(keys.stretches(seat_id, kind), 0, -1)
    found = await pipe.execute()
    return {
        kind: [[float(at) for at in row.split()] for row in rows]
        for kind, rows in zip(KINDS, found, strict=True)
    }
