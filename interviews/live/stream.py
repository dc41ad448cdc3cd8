"""Events for the interviewer's screen: one Valkey stream a room, written by whoever knows, read by
each screen at its own pace.

A hint, not the truth: what must last is a row, and a snapshot of the rows replaces a stream that
was lost or has grown too long.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import redis
import redis.asyncio
from django.db import transaction

from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys

log = logging.getLogger(__name__)

MOST_EVENTS = 6000  # about 10 minutes of five candidates at two looks a second
STREAM_SECONDS = 6 * 3600
FIRST = "0-0"


def tell(keys: RoomKeys, event: Mapping[str, Any]) -> None:
    """Adds an event now. A Valkey that is away is noted, never raised: the rows know."""
    try:
        _add(valkey(), keys, event)
    except redis.RedisError as error:
        log.warning("an event of room %s is lost: %s", keys.room_id, error)


def tell_on_commit(keys: RoomKeys, event: Mapping[str, Any]) -> None:
    """The same once the rows it speaks of are there."""
    transaction.on_commit(partial(tell, keys, event))


def _add(client: redis.Redis, keys: RoomKeys, event: Mapping[str, Any]) -> None:
    pipe = client.pipeline(transaction=False)
    pipe.xadd(keys.events, {"e": event_text(event)}, maxlen=MOST_EVENTS)
    pipe.expire(keys.events, STREAM_SECONDS)
    pipe.execute()


def event_text(event: Mapping[str, Any]) -> str:
    """As it stands in the stream under "e", with the time it was told at."""
    timed = {"at": round(time.time(), 3), **event}
    return json.dumps(timed, ensure_ascii=False, allow_nan=False)


async def tell_async(client: redis.asyncio.Redis, keys: RoomKeys, event: Mapping[str, Any]) -> None:
    """For event loops; raises RedisError."""
    pipe = client.pipeline(transaction=False)
    pipe.xadd(keys.events, {"e": event_text(event)}, maxlen=MOST_EVENTS)
    pipe.expire(keys.events, STREAM_SECONDS)
    await pipe.execute()


async def newest_id(client: redis.asyncio.Redis, keys: RoomKeys) -> str:
    """The place of the last event; FIRST for none."""
    last: Any = await client.xrevrange(keys.events, count=1)
    return last[0][0].decode() if last else FIRST


async def holds(client: redis.asyncio.Redis, keys: RoomKeys, id_: str) -> bool:
    """Whether everything after the event ``id_`` is still there: the event itself is."""
    return id_ == FIRST or bool(await client.xrange(keys.events, min=id_, max=id_, count=1))


async def after(
    client: redis.asyncio.Redis, keys: RoomKeys, id_: str, *, block_ms: int, most: int = 500
) -> list[dict[str, Any]]:
    """Events after ``id_``, oldest first, each with its ``id``; waits up to ``block_ms``."""
    found: Any = await client.xread({keys.events: id_}, count=most, block=block_ms)
    if not found:
        return []
    ((_, entries),) = found
    return [{**json.loads(fields[b"e"]), "id": place.decode()} for place, fields in entries]


async def latest(
    client: redis.asyncio.Redis, keys: RoomKeys, until: str, *, look_back: int = 600
) -> list[dict[str, Any]]:
    """Of everything that is told again and again, the newest per seat up to ``until``."""
    found: Any = await client.xrevrange(keys.events, max=until, count=look_back)
    events = [json.loads(fields[b"e"]) | {"id": place.decode()} for place, fields in found]
    return fold(event for event in reversed(events) if event["type"] in REPLACED | ONE_EACH)


#: A newer one of the same seat takes the older one's place: a slow screen misses nothing by it.
REPLACED = frozenset({"signals", "voice"})
#: The same for a screen that opens: what rows do not know, or not as shown.
ONE_EACH = frozenset({"words", "answer", "analysis"})


def fold(
    events: Iterable[Mapping[str, Any]], replaced: frozenset[str] = REPLACED | ONE_EACH
) -> list[dict[str, Any]]:
    """The events without those that a newer one of the same type and seat replaces, in order."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for number, event in enumerate(events):
        one = event["type"] in replaced
        place = (event["type"], event.get("seat", "")) if one else (str(number), "")
        kept.pop(place, None)
        kept[place] = dict(event)
    return list(kept.values())
