"""The interviewer's screen: first all there is to know, then every event, at its own pace.

Each socket reads the room's stream for itself, so nobody waits for a slow one; it is given the
newest signals when it is ready again, and everything else in full. A screen that was away names
the last event it has; where the stream has lost it, a fresh snapshot of the rows comes instead.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qs
from uuid import UUID

import redis
import redis.asyncio
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import InterfaceError, OperationalError

from hireapp.tenancy.models import User
from interviews.events import RoomChanged, room_group
from interviews.live.connection import valkey_async
from interviews.live.keys import RoomKeys
from interviews.live.stream import FIRST, REPLACED, after, fold, holds, latest, newest_id
from interviews.live.stretches import stretches
from interviews.models import Room, RoomStatus, Seat
from interviews.realtime.progress import LONGEST_MESSAGE
from interviews.realtime.room_door import OVER, InterviewerDoor
from interviews.realtime.visitor import Shut
from interviews.selectors.room import room_state, seat_state, snapshot

log = logging.getLogger(__name__)

#: RFC 6455, 7.4.1: the browser comes back.
SERVER_ERROR = 1011
BLOCK_MS = 2000
RECHECK_SECONDS = 30.0
#: After this long without reading, the stream may have been cut behind our back.
AWAY_SECONDS = 20.0
ROOM_OVER = frozenset({RoomStatus.ENDED, RoomStatus.CANCELLED})
_PLACE = re.compile(r"\d{1,20}-\d{1,20}", re.ASCII)

Read = TypeVar("Read")


class DashboardConsumer(AsyncWebsocketConsumer):
    """``/ws/rooms/<room_id>/dashboard/?since=<id>``, until the room is over. The client may say
    ``{"type": "ping"}``.
    """

    door: InterviewerDoor
    keys: RoomKeys | None = None
    feed: asyncio.Task[None] | None = None
    last = ""

    async def connect(self) -> None:
        """Accepted first: a browser reads the close code only of a socket that was open."""
        await self.accept()
        session: Any = self.scope["session"]
        self.room_id: UUID = self.scope["url_route"]["kwargs"]["room_id"]
        self.door = InterviewerDoor(self.room_id, session.session_key)
        try:
            self.keys = await self._read(_keys)
        except Shut as shut:
            await self.close(shut.code)
            return
        await self.channel_layer.group_add(
            room_group(self.keys.company_id, self.room_id), self.channel_name
        )
        self.feed = asyncio.create_task(self._feed(self.keys, self._since()))

    async def disconnect(self, code: int) -> None:
        if self.feed is not None:
            self.feed.cancel()
        if self.keys is not None:
            await self.channel_layer.group_discard(
                room_group(self.keys.company_id, self.room_id), self.channel_name
            )

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            message = (
                json.loads(text_data or "") if len(text_data or "") < LONGEST_MESSAGE else None
            )
        except (ValueError, RecursionError):
            message = None
        known = isinstance(message, dict) and message.get("type") == "ping"
        answer = {"type": "pong"} if known else {"type": "error", "id": "unknown_message"}
        await self._say(answer)

    async def room_changed(self, event: RoomChanged) -> None:
        """Rows have changed: status, seats, consent. Told as they are now."""
        try:
            await self._tell_states()
        except Shut as shut:
            await self._shut(shut.code)
        except Exception:  # or the consumer would end and its feed go on
            log.exception("dashboard of room %s", self.room_id)
            await self._shut(SERVER_ERROR)

    async def _feed(self, keys: RoomKeys, since: str) -> None:
        """Reads as long as the socket is open. Without Valkey or database it waits, unshut."""
        client = valkey_async()
        self.last = since
        try:
            while True:
                try:
                    await self._follow(client, keys)
                except (redis.RedisError, OSError, OperationalError, InterfaceError) as error:
                    log.warning("dashboard of room %s waits: %s", self.room_id, error)
                    await asyncio.sleep(1.0)
        except Shut as shut:
            await self.close(shut.code)
        except Exception:  # without a feed the socket would go on answering pings
            log.exception("dashboard of room %s", self.room_id)
            await self.close(SERVER_ERROR)
        finally:
            await client.aclose()

    async def _follow(self, client: redis.asyncio.Redis, keys: RoomKeys) -> NoReturn:
        if self.last and await holds(client, keys, self.last):
            # Rows that changed while it was away are in no stream: a consent taken back, a seat.
            await self._tell_states()
        else:
            await self._snapshot(client, keys)
        read_at = looked_at = time.monotonic()
        while True:
            if time.monotonic() - looked_at > RECHECK_SECONDS:
                await self._read(_keys)
                looked_at = time.monotonic()
            away = time.monotonic() - read_at > AWAY_SECONDS
            if away and not await holds(client, keys, self.last):
                await self._snapshot(client, keys)
            read_at = time.monotonic()
            events = await after(client, keys, self.last, block_ms=BLOCK_MS)
            for event in fold(events, REPLACED):
                await self._say(event)
            if events:
                self.last = events[-1]["id"]

    async def _snapshot(self, client: redis.asyncio.Redis, keys: RoomKeys) -> None:
        """What happens while the rows are read is told after it: an event may come twice."""
        place = await newest_id(client, keys)
        rows = await self._read(_rows)
        newest = await latest(client, keys, place)
        for seat in rows["seats"]:
            seat["stretches"] = await stretches(client, keys, UUID(seat["id"]))
        await self._say({**rows, "id": place, "latest": newest})
        self.last = place

    async def _tell_states(self) -> None:
        """The rows as they are now; that it is over is the last that is told."""
        room, seats = await self._read(_states)
        for told in ({"type": "room", "room": room}, *seats):
            await self._say({**told, "id": self.last, "at": round(time.time(), 3)})
        if room["status"] in ROOM_OVER:
            raise Shut(OVER)

    async def _shut(self, code: int) -> None:
        """Nothing comes after it."""
        if self.feed is not None:
            self.feed.cancel()
        await self.close(code)

    async def _say(self, message: Mapping[str, Any]) -> None:
        await self.send(text_data=json.dumps(message, ensure_ascii=False))

    def _since(self) -> str:
        given = parse_qs(self.scope["query_string"].decode("ascii", "replace")).get("since", [""])
        return given[0] if _PLACE.fullmatch(given[0]) and given[0] != FIRST else ""

    async def _read(self, read: Callable[[Room, User], Read]) -> Read:
        """In a thread, in the company's scope. Raises ``Shut`` once the room is not theirs."""
        return await database_sync_to_async(self.door.read)(read)


def _keys(room: Room, _user: User) -> RoomKeys:
    _not_over(room)
    return RoomKeys(room.company_id, room.id)


def _rows(room: Room, user: User) -> dict[str, Any]:
    _not_over(room)
    return snapshot(room, user.pk)


def _states(room: Room, _user: User) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    seats = Seat.objects.filter(room=room).select_related("interview")
    return room_state(room), [{"type": "seat", "seat": seat_state(seat)} for seat in seats]


def _not_over(room: Room) -> None:
    """What was heard and noted is read on reports then, and each view of them is in the log."""
    if room.status in ROOM_OVER:
        raise Shut(OVER)
