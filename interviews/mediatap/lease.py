"""Which tap has a room: a lease in Valkey, so that two taps never listen to one candidate."""

from __future__ import annotations

import redis.asyncio

from interviews.live.holding import CLAIM, RELEASE
from interviews.live.keys import RoomKeys

LEASE_MS = 6000
RENEW_SECONDS = 2.0


class Lease:
    """Of the tap called ``holder``. All methods raise RedisError."""

    def __init__(self, valkey: redis.asyncio.Redis, keys: RoomKeys, holder: str) -> None:
        self._valkey, self._key, self._holder = valkey, keys.tap, holder

    async def claim(self) -> bool:
        """Takes or renews it; False: another tap has it. One that ran out is taken again."""
        held = await self._valkey.eval(CLAIM, 1, self._key, self._holder, str(LEASE_MS))
        return bool(held)

    async def release(self) -> None:
        await self._valkey.eval(RELEASE, 1, self._key, self._holder)
