"""Which tap has a room: a lease in Valkey, so that two taps never listen to one candidate."""

from __future__ import annotations

import redis.asyncio

from interviews.live.keys import RoomKeys

LEASE_MS = 6000
RENEW_SECONDS = 2.0

# Atomic: mine or nobody's becomes mine; another's stays.
_CLAIM = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
return 1
"""


class Lease:
    """Of the tap called ``holder``. All methods raise RedisError."""

    def __init__(self, valkey: redis.asyncio.Redis, keys: RoomKeys, holder: str) -> None:
        self._valkey, self._key, self._holder = valkey, keys.tap, holder

    async def claim(self) -> bool:
        """Takes or renews it; False: another tap has it. One that ran out is taken again."""
        held = await self._valkey.eval(_CLAIM, 1, self._key, self._holder, str(LEASE_MS))
        return bool(held)

    async def release(self) -> None:
        await self._valkey.eval(_RELEASE, 1, self._key, self._holder)
