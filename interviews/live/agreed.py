"""Events that rest on what a candidate agreed to: none comes into the stream after a withdrawal.

Whoever tells one reads how often something was taken back, *then* asks the rows what is allowed,
works, and tells; the event is refused if the number has moved meanwhile. A withdrawal counts first
and deletes afterwards, so that an event is either deleted or never there. A new agreement needs no
act: who reads from then on has the new number.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import redis

from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.live.stream import MOST_EVENTS, STREAM_SECONDS, event_text
from interviews.live.stretches import GAP_SECONDS, MOST, stretch_of

log = logging.getLogger(__name__)

# Number and event in one step. With words goes how many of their answer have been told now, with
# a stretch the list it belongs to.
_TELL = """
if (redis.call('HGET', KEYS[1], ARGV[1]) or '0') ~= ARGV[2] then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'e', ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[5])
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[3], ARGV[6], ARGV[7])
  redis.call('EXPIRE', KEYS[3], ARGV[5])
end
if ARGV[8] ~= '' then
  local last = redis.call('LINDEX', KEYS[4], -1)
  local from, till = string.match(last or '', '(%S+) (%S+)')
  if from and tonumber(ARGV[8]) - tonumber(till) < tonumber(ARGV[10]) then
    if tonumber(ARGV[9]) > tonumber(till) then
      redis.call('LSET', KEYS[4], -1, from .. ' ' .. ARGV[9])
    end
  else
    redis.call('RPUSH', KEYS[4], ARGV[8] .. ' ' .. ARGV[9])
    redis.call('LTRIM', KEYS[4], -tonumber(ARGV[11]), -1)
  end
  redis.call('EXPIRE', KEYS[4], ARGV[5])
end
return 1
"""


def withdrawals(client: redis.Redis, keys: RoomKeys) -> Counter[UUID]:
    """How often something was taken back at each seat. Read before the rows are asked."""
    found: Any = client.hgetall(keys.withdrawn)
    return Counter({UUID(seat.decode()): int(number) for seat, number in found.items()})


def withdrawal_count(client: redis.Redis, keys: RoomKeys, seat_id: UUID) -> None:
    """What was read before counts for nothing from now on."""
    pipe = client.pipeline(transaction=False)
    pipe.hincrby(keys.withdrawn, str(seat_id), 1)
    pipe.expire(keys.withdrawn, STREAM_SECONDS)
    pipe.execute()


def words_told(client: redis.Redis, keys: RoomKeys, seat_id: UUID) -> dict[UUID, int]:
    """Answer → how many of its words the screen was told."""
    found: Any = client.hgetall(keys.told(seat_id))
    return {UUID(answer.decode()): int(number) for answer, number in found.items()}


def tell_agreed(
    keys: RoomKeys,
    event: Mapping[str, Any],
    known: Counter[UUID],
    *,
    words: tuple[UUID, int] | None = None,
) -> bool:
    """Adds an event of a seat, unless something was taken back since ``known`` was read.

    ``words``: an answer, and how many of its words are told with this event. False: not told. A
    Valkey that is away is noted, never raised.
    """
    seat_id = UUID(event["seat"])
    text = event_text(event)
    answer, number = ("", "") if words is None else (str(words[0]), str(words[1]))
    kind, begins, ends = stretch_of(event) or ("", "", "")
    names = (keys.withdrawn, keys.events, keys.told(seat_id), keys.stretches(seat_id, kind))
    given = (str(seat_id), str(known[seat_id]), str(MOST_EVENTS), text, str(STREAM_SECONDS))
    joined = (str(begins), str(ends), str(GAP_SECONDS), str(MOST))
    try:
        return bool(valkey().eval(_TELL, 4, *names, *given, answer, number, *joined))
    except redis.RedisError as error:
        log.warning("an event of room %s is lost: %s", keys.room_id, error)
        return False
