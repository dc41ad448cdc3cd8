"""Who is connected to a room now: a Valkey hash, renewed by every ping.

No truth hangs on it. Whoever is in it is there; whether they may be is a row, and everybody who
reads it asks the rows (``realtime/room.py``). Lost with Valkey, it is back with the next ping.
All times are Valkey's own clock, so that web machines need not agree on one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypedDict, cast

import redis.asyncio

from interviews.live.keys import RoomKeys

INTERVIEWER = "interviewer"
ALIVE_SECONDS = 15.0  # three pings
KEPT_SECONDS = 300
COUNTS_SECONDS = 6 * 3600


class Streams(TypedDict):
    """Ids of a participant's own MediaStreams."""

    camera: str | None
    screen: str | None


class State(TypedDict):
    """``quality``: of their connection, 0 to 4."""

    audio: bool
    video: bool
    hand: bool
    quality: int | None


class Entry(TypedDict):
    """One connected participant. ``waiting``: has a socket, and is a peer to nobody.

    ``since``: when this connection first appeared (0.0: not yet). ``seen``: its last ping.
    """

    channel: str
    session: str
    waiting: bool
    streams: Streams
    state: State
    since: float
    seen: float


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody who is alive, oneself included, as of now.

    ``mine`` False: a newer connection of the same participant has taken the place.
    ``replaced``: the older connection whose place was taken.
    """

    now: float
    mine: bool
    since: float
    replaced: Entry | None
    present: dict[str, Entry]


def entry_new(*, channel: str, session: str) -> Entry:
    return Entry(
        channel=channel,
        session=session,
        waiting=True,
        streams=Streams(camera=None, screen=None),
        state=State(audio=False, video=False, hand=False, quality=None),
        since=0.0,
        seen=0.0,
    )


# One step, so that two connections of one participant cannot both believe to be the newer one.
_RENEW = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local mine = cjson.decode(ARGV[2])
if mine.since == 0 then mine.since = now end
mine.seen = now
local before = redis.call('HGET', KEYS[1], ARGV[1])
local newer = false
if before then
  local other = cjson.decode(before)
  newer = other.session ~= mine.session and other.since > mine.since
    and now - other.seen <= tonumber(ARGV[3])
end
if not newer then
  redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(mine))
  redis.call('EXPIRE', KEYS[1], tonumber(ARGV[4]))
end
return {string.format('%.6f', now), string.format('%.6f', mine.since), newer and 1 or 0,
  before or '', redis.call('HGETALL', KEYS[1])}
"""

_LEAVE = """
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before and cjson.decode(before).session == ARGV[2] then
  return redis.call('HDEL', KEYS[1], ARGV[1])
end
return 0
"""


async def renew(
    client: redis.asyncio.Redis, keys: RoomKeys, participant: str, entry: Entry
) -> Roll:
    """Says that ``participant`` is there, and reads who else is. Raises RedisError."""
    answer: Any = await cast(
        Any,
        client.eval(
            _RENEW,
            1,
            keys.peers,
            participant,
            json.dumps(entry),
            str(ALIVE_SECONDS),
            str(KEPT_SECONDS),
        ),
    )
    now, since, newer, before, flat = answer
    found = {flat[i].decode(): _entry(flat[i + 1]) for i in range(0, len(flat), 2)}
    alive = {who: e for who, e in found.items() if float(now) - e["seen"] <= ALIVE_SECONDS}
    older = _entry(before) if before and not newer else None
    replaced = older if older and older["session"] != entry["session"] else None
    return Roll(float(now), not newer, float(since), replaced, alive)


async def leave(
    client: redis.asyncio.Redis, keys: RoomKeys, participant: str, session: str
) -> bool:
    """Takes this very connection out; a newer one of the same participant stays.

    Returns whether it was there. Raises RedisError.
    """
    removed: Any = await cast(Any, client.eval(_LEAVE, 1, keys.peers, participant, session))
    return bool(removed)


async def count_refused(client: redis.asyncio.Redis, keys: RoomKeys, number: int) -> None:
    """Adds up what was refused in this room. Raises RedisError."""
    pipe = client.pipeline(transaction=False)
    pipe.hincrby(keys.counts, "refused", number)
    pipe.expire(keys.counts, COUNTS_SECONDS)
    await pipe.execute()


def _entry(stored: bytes) -> Entry:
    found: Entry = json.loads(stored)
    return found
