"""What every room socket does with whatever it hears: answers errors, counts them, waits for
servers that are away, and cleans up however it ends.

``RoomConsumer`` (room.py) says what the messages mean.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Mapping
from typing import Any, Literal, TypeVar

import redis
from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import InterfaceError, OperationalError

from interviews.realtime.messages import Allowance, Error, ErrorId, Message, Refused, parse, size_of
from interviews.realtime.room_door import TOO_MANY_ERRORS, TRY_AGAIN
from interviews.realtime.visitor import Shut

log = logging.getLogger(__name__)

MOST_ERRORS = 100
REPLY_SECONDS = 3.0
# A browser that reads nothing for this long is gone: what is for it would pile up here.
READ_SECONDS = 10.0
# A database or a Valkey that is away: the socket waits for it.
UNREACHABLE = (redis.RedisError, OSError, OperationalError, InterfaceError)

Answer = TypeVar("Answer")


class RoomSocket(AsyncWebsocketConsumer):
    """``stage``: new → open (welcomed) → closed. Only an open one acts upon what arrives."""

    stage: Literal["new", "open", "closed"] = "new"
    entered = False
    errors = 0
    allowance: Allowance

    async def enter(self) -> None:
        """After accepting: welcomes, or raises ``Shut``."""
        raise NotImplementedError

    async def act(self, message: Message) -> None:
        """Does what a well-formed message asks. Raises ``Refused``, ``Shut``, UNREACHABLE."""
        raise NotImplementedError

    async def withdraw(self) -> None:
        """Leaves no trace; called once, however the socket ends."""
        raise NotImplementedError

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.allowance = Allowance(time.monotonic())
        try:
            await super().__call__(scope, receive, send)
        except UNREACHABLE as error:
            if self.entered:
                raise
            # No channel without Valkey: the browser tries again in a moment.
            log.warning("a room socket waits for its servers: %s", error)
            await send({"type": "websocket.close", "code": TRY_AGAIN})
        finally:
            await self._end()

    async def connect(self) -> None:
        """Accepted first: a browser reads the close code only of a socket that was open."""
        self.entered = True
        await self.accept()
        await self.enter()
        self.stage = "open"

    async def disconnect(self, code: int) -> None:
        await self._end()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Instead of Channels' own, which waits for a database thread before every message."""
        kind = message["type"]
        if self.stage != "open" and kind not in ("websocket.connect", "websocket.disconnect"):
            return
        try:
            await getattr(self, get_handler_name(message))(message)
        except Shut as shut:
            await self._shut(shut.code)
        except UNREACHABLE as error:
            log.warning("a room socket waits for its servers (%s): %s", kind, error)
            if kind == "websocket.connect":
                await self._shut(TRY_AGAIN)
            else:
                await self._error("unavailable")

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        size = size_of(text_data) if bytes_data is None else len(bytes_data)
        try:
            if not self.allowance.take(size, time.monotonic()):
                raise Refused("too_many")
            await self.act(parse(text_data))
        except Refused as refused:
            self.errors += 1
            await self._error(refused.id)
            if self.errors >= MOST_ERRORS:
                log.warning("a room socket was closed after %d errors", self.errors)
                raise Shut(TOO_MANY_ERRORS) from None

    async def say(self, message: Mapping[str, Any]) -> None:
        """To the browser; one that is gone or does not read is left."""
        if self.stage == "closed":
            return
        try:
            async with asyncio.timeout(READ_SECONDS):
                await self.send(text_data=json.dumps(message))
        except OSError:
            raise Shut(TRY_AGAIN) from None

    async def soon(self, work: Awaitable[Answer]) -> Answer:
        """The answer of a server; a TimeoutError (one of UNREACHABLE) when it does not come."""
        async with asyncio.timeout(REPLY_SECONDS):
            return await work

    async def _error(self, error_id: ErrorId) -> None:
        await self.say(Error(type="error", id=error_id, count=self.errors))

    async def _shut(self, code: int) -> None:
        self.stage = "closed"
        try:
            async with asyncio.timeout(READ_SECONDS):
                await self.close(code)
        except OSError:
            pass  # it was gone already
        await self._end()

    async def _end(self) -> None:
        self.stage = "closed"
        if not self.entered:
            return
        self.entered = False
        try:
            await self.withdraw()
        except UNREACHABLE as error:
            log.info("a room socket left without saying so: %s", error)
