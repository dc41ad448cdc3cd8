"""What every part of a tap shares: Valkey, the channel layer, threads, settings, counters."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import redis.asyncio
from aiortc import RTCIceServer
from redis.exceptions import RedisError

from interviews.mediatap.publishing import Publisher
from interviews.mediatap.threads import Threads

log = logging.getLogger(__name__)

VALKEY_SECONDS = 2.0  # the client itself would wait for ever
#: Valkey is away; what was to be said or stored is dropped.
AWAY = (RedisError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``holder``: the tap's own name. ``rows``: threads that ask the database; ``coder``: those
    that make JPEGs. ``ice_servers``: for each connection anew, credentials run out. ``counts``:
    what was refused and dropped since the start.
    """

    holder: str
    layer: Any
    valkey: redis.asyncio.Redis
    rows: Threads
    coder: Threads
    publisher: Publisher
    fps: float
    ice_servers: Callable[[], Sequence[RTCIceServer]]
    counts: Counter[str] = field(default_factory=Counter)

    async def say(self, channel: str, message: Mapping[str, Any]) -> None:
        """To one socket. Lost where Valkey is away: the browser offers again.

        Twice, for a connection that died with the last Valkey is only found out by using it.
        """
        for last in (False, True):
            try:
                async with asyncio.timeout(VALKEY_SECONDS):
                    await self.layer.send(channel, dict(message))
                return
            except AWAY as error:
                if last:
                    log.warning("%s was not told: %r", message["type"], error)

    def count(self, what: str, seat_id: UUID, error: object = "") -> None:
        """Of a single seat; the log says more than the number."""
        self.counts[what] += 1
        log.info("seat %s: %s %s", seat_id, what, error)
