"""The tap itself: hears offers on the channel layer and hands them to the rooms it holds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import redis.asyncio
from aiortc import RTCIceServer
from django.conf import settings

from interviews.live.connection import valkey_async
from interviews.mediatap import messages
from interviews.mediatap.publishing import Publisher
from interviews.mediatap.room import TapRoom
from interviews.mediatap.surroundings import AWAY, VALKEY_SECONDS, Surroundings
from interviews.mediatap.threads import Threads
from interviews.realtime.ice import ice_servers

log = logging.getLogger(__name__)

STOP_SECONDS = 1.6  # of closing everything; the process has two
AGAIN_SECONDS = 1.0  # between tries to reach Valkey
YIELD_SECONDS = 0.02  # for each connection held: who has fewer answers first
LONGEST_YIELD = 0.4


class Tap:
    """``layer``: a channel layer. ``run()`` until cancelled, then ``close()``."""

    def __init__(
        self,
        layer: Any,
        *,
        client: redis.asyncio.Redis | None = None,
        publisher: Publisher | None = None,
        fps: float | None = None,
    ) -> None:
        self.around = Surroundings(
            holder=f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}",
            layer=layer,
            valkey=client or valkey_async(),
            rows=Threads("rows", 2, most_waiting=500, rows=True),
            coder=Threads("coder", 2, most_waiting=60),
            publisher=publisher or Publisher(),
            fps=fps or settings.LIVE_FPS,
            ice_servers=_ice_servers,
        )
        self.ready = asyncio.Event()
        self._channel = ""
        self._rooms: dict[tuple[UUID, UUID], TapRoom] = {}
        self._tasks: dict[tuple[UUID, UUID], asyncio.Task[None]] = {}

    @property
    def peers(self) -> int:
        return sum(room.peers for room in self._rooms.values())

    @property
    def rooms(self) -> int:
        return len(self._rooms)

    async def run(self) -> None:
        layer = self.around.layer
        while not self._channel:
            try:
                async with asyncio.timeout(VALKEY_SECONDS):
                    channel = await layer.new_channel("mediatap.")
                    await layer.group_add(messages.GROUP, channel)
            except AWAY as error:
                log.warning("cannot listen yet: %r", error)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self._channel = channel
        log.info("tap %s listens", self.around.holder)
        self.ready.set()
        while True:
            try:
                self._handle(await layer.receive(self._channel))
            except ValueError as error:  # not what a channel layer writes
                self.around.counts["not_understood"] += 1
                log.warning("a message was not understood: %r", error)

    async def close(self) -> None:
        """Tells everybody to offer again, gives the rooms back, closes what is open."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for threads in (self.around.rows, self.around.coder):
            threads.close()
        self.around.publisher.close()
        with contextlib.suppress(*AWAY):
            async with asyncio.timeout(0.2):
                await self.around.valkey.aclose()
        log.info("tap %s ends: %s", self.around.holder, dict(self.around.counts))

    def _handle(self, message: Mapping[str, Any]) -> None:
        """Groups of rooms carry more than is meant for a tap: unknown messages are left alone."""
        kind = message.get("type")
        if kind == "room.changed":
            for (_, room_id), room in self._rooms.items():
                if str(room_id) == message.get("room_id"):
                    room.rows_changed()
        elif kind in {"tap.offer", "tap.candidate"}:
            try:
                self._hand_on(messages.understood(message))
            except messages.NotUnderstood as error:
                self.around.counts["not_understood"] += 1
                log.warning("%s not understood: %s", kind, error)

    def _hand_on(self, message: messages.Offer | messages.Trickled) -> None:
        place = message.place.company_id, message.place.room_id
        room = self._rooms.get(place)
        if room is None:
            if isinstance(message, messages.Trickled):
                return  # of a room that another tap holds
            wait = min(LONGEST_YIELD, YIELD_SECONDS * self.peers)
            room = self._rooms[place] = TapRoom(self.around, *place, self._channel, wait)
            task = asyncio.create_task(room.run())
            self._tasks[place] = task
            task.add_done_callback(lambda done: self._room_over(place, done))
        room.put(message)

    def _room_over(self, place: tuple[UUID, UUID], task: asyncio.Task[None]) -> None:
        """A mistake in one room ends that room; its candidates' browsers offer again."""
        del self._rooms[place], self._tasks[place]
        if not task.cancelled() and (error := task.exception()) is not None:
            self.around.counts["room_failed"] += 1
            log.error("room %s ended", place[1], exc_info=error)


def _ice_servers() -> list[RTCIceServer]:
    """The same servers as the browsers use; aiortc takes the first STUN and the first TURN."""
    return [
        RTCIceServer(
            urls=one["urls"], username=one.get("username"), credential=one.get("credential")
        )
        for one in ice_servers("tap", now=time.time())
    ]
