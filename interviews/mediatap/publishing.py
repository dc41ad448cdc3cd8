"""Messages to those who look and listen, sent by name. What cannot be sent now is not worth sending
later: the next tick, or the next second of sound, says the same.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from hireapp.celery import app
from interviews.dispatch import HEAR, LOOK
from interviews.live.keys import RoomKeys
from interviews.mediatap.threads import Busy, Threads

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # after its tick nobody needs the look any more
HEAR_SECONDS = 30.0  # the sound waits two minutes; the next message covers it too

Send = Callable[..., Any]


class Publisher:
    """Sends from a thread of its own: a broker that hangs holds up that thread alone."""

    def __init__(self, send: Send = app.send_task) -> None:
        self._send = send
        self._thread = Threads("publish", 1, most_waiting=64)
        self._tasks: set[asyncio.Task[None]] = set()

    def look(self, keys: RoomKeys) -> None:
        deadline = time.time() + LOOK_SECONDS
        self._later(LOOK, [str(keys.company_id), str(keys.room_id), deadline], deadline)

    def hear(self, keys: RoomKeys, seat_id: UUID) -> None:
        arguments = [str(keys.company_id), str(keys.room_id), str(seat_id)]
        self._later(HEAR, arguments, time.time() + HEAR_SECONDS)

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._thread.close()

    def _later(self, name: str, arguments: list[Any], deadline: float) -> None:
        task = asyncio.ensure_future(self._try(name, arguments, deadline))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try(self, name: str, arguments: list[Any], deadline: float) -> None:
        try:
            await self._thread.run(self._publish, name, arguments, deadline)
        except (Busy, OperationalError, RedisError, OSError) as error:
            log.warning("%s was not sent: %r", name, error)

    def _publish(self, name: str, arguments: list[Any], deadline: float) -> None:
        if time.time() < deadline:
            expires = datetime.fromtimestamp(deadline, UTC)
            self._send(name, args=arguments, expires=expires, retry=False)
