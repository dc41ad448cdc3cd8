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
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import redis
import redis.asyncio
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import InterfaceError, OperationalError

from hireapp.core.errors import NotFound
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import User
from hireapp.tenancy.resolvers import MembershipFact, memberships_of
from hireapp.tenancy.roles import Can, can
from hireapp.tenancy.views import SESSION_KEY
from interviews.access import room_for_interviewer
from interviews.events import RoomChanged, room_group
from interviews.live.connection import valkey_async
from interviews.live.keys import RoomKeys
from interviews.live.stream import FIRST, REPLACED, after, fold, holds, latest, newest_id
from interviews.models import Seat
from interviews.realtime.progress import LONGEST_MESSAGE, NOT_A_MEMBER, NOT_SIGNED_IN
from interviews.selectors.room import room_state, seat_state, snapshot

log = logging.getLogger(__name__)

NO_SUCH_ROOM = 4404
#: RFC 6455, 7.4.1: the browser comes back.
SERVER_ERROR = 1011
BLOCK_MS = 2000
RECHECK_SECONDS = 30.0
#: After this long without reading, the stream may have been cut behind our back.
AWAY_SECONDS = 20.0
_PLACE = re.compile(r"\d{1,20}-\d{1,20}", re.ASCII)


class DashboardConsumer(AsyncWebsocketConsumer):
    """``/ws/rooms/<room_id>/dashboard/?since=<id>``. The client may say ``{"type": "ping"}``."""

    membership: MembershipFact | None = None
    keys: RoomKeys | None = None
    feed: asyncio.Task[None] | None = None
    last = ""
    checked_at = 0.0

    async def connect(self) -> None:
        """Accepted first: a browser reads the close code only of a socket that was open."""
        await self.accept()
        user: Any = self.scope["user"]
        if user is None or not user.is_authenticated:
            await self.close(NOT_SIGNED_IN)
            return
        self.user: User = user
        self.membership = await self._membership()
        if self.membership is None:
            await self.close(NOT_A_MEMBER)
            return
        self.room_id: UUID = self.scope["url_route"]["kwargs"]["room_id"]
        if not await database_sync_to_async(self._room_is_theirs)():
            await self.close(NO_SUCH_ROOM)
            return
        self.checked_at = time.monotonic()
        self.keys = RoomKeys(self.membership.company_id, self.room_id)
        await self.channel_layer.group_add(
            room_group(self.membership.company_id, self.room_id), self.channel_name
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
            states = await database_sync_to_async(self._states)()
        except Exception:  # or the consumer would end and its feed go on
            log.exception("dashboard of room %s", self.room_id)
            await self.close(SERVER_ERROR)
            return
        await self._tell(states)

    async def _feed(self, keys: RoomKeys, since: str) -> None:
        """Reads as long as the socket is open. Without Valkey or database it waits, unshut."""
        client = valkey_async()
        self.last = since
        try:
            while True:
                try:
                    await self._follow(client, keys)
                    return
                except (redis.RedisError, OSError, OperationalError, InterfaceError) as error:
                    log.warning("dashboard of room %s waits: %s", self.room_id, error)
                    await asyncio.sleep(1.0)
        except Exception:  # without a feed the socket would go on answering pings
            log.exception("dashboard of room %s", self.room_id)
            await self.close(SERVER_ERROR)
        finally:
            await client.aclose()

    async def _follow(self, client: redis.asyncio.Redis, keys: RoomKeys) -> None:
        if self.last and await holds(client, keys, self.last):
            # Rows that changed while it was away are in no stream: a consent taken back, a seat.
            await self._tell(await database_sync_to_async(self._states)())
        else:
            await self._snapshot(client, keys)
        read_at = time.monotonic()
        while await self._still_theirs():
            away = time.monotonic() - read_at > AWAY_SECONDS
            if away and not await holds(client, keys, self.last):
                await self._snapshot(client, keys)
            read_at = time.monotonic()
            events = await after(client, keys, self.last, block_ms=BLOCK_MS)
            for event in fold(events, REPLACED):
                await self._say(event)
            if events:
                self.last = events[-1]["id"]
        await self.close(NOT_A_MEMBER)

    async def _snapshot(self, client: redis.asyncio.Redis, keys: RoomKeys) -> None:
        """What happens while the rows are read is told after it: an event may come twice."""
        place = await newest_id(client, keys)
        rows = await database_sync_to_async(self._rows)()
        await self._say({**rows, "id": place, "latest": await latest(client, keys, place)})
        self.last = place

    async def _tell(self, states: Iterable[Mapping[str, Any]]) -> None:
        for told in states:
            await self._say({**told, "id": self.last, "at": round(time.time(), 3)})

    async def _say(self, message: Mapping[str, Any]) -> None:
        await self.send(text_data=json.dumps(message, ensure_ascii=False))

    def _since(self) -> str:
        given = parse_qs(self.scope["query_string"].decode("ascii", "replace")).get("since", [""])
        return given[0] if _PLACE.fullmatch(given[0]) and given[0] != FIRST else ""

    # --- Rows: in threads, in the company's scope -----------------------------------------------
    async def _membership(self) -> MembershipFact | None:
        session: Any = self.scope["session"]
        chosen = await database_sync_to_async(session.get)(SESSION_KEY)
        memberships = await database_sync_to_async(memberships_of)(self.user.pk)
        wanted = [m for m in memberships if str(m.company_id) == str(chosen)] or memberships
        return next((m for m in wanted[:1] if can(m.role, Can.RATE)), None)

    async def _still_theirs(self) -> bool:
        if time.monotonic() - self.checked_at < RECHECK_SECONDS:
            return True
        now = await self._membership()
        known = self.membership
        if now is None or known is None or now.company_id != known.company_id:
            return False
        theirs = await database_sync_to_async(self._room_is_theirs)()
        self.checked_at = time.monotonic()
        return theirs

    def _room_is_theirs(self) -> bool:
        assert self.membership is not None
        with company_scope(self.membership.company_id):
            try:
                room_for_interviewer(self.room_id, self.user)
            except NotFound:
                return False
            return True

    def _rows(self) -> dict[str, Any]:
        assert self.membership is not None
        with company_scope(self.membership.company_id):
            return snapshot(room_for_interviewer(self.room_id, self.user), self.user.pk)

    def _states(self) -> list[dict[str, Any]]:
        assert self.membership is not None
        with company_scope(self.membership.company_id):
            room = room_for_interviewer(self.room_id, self.user)
            seats = Seat.objects.filter(room=room).select_related("interview")
            told: list[dict[str, Any]] = [{"type": "room", "room": room_state(room)}]
            return told + [{"type": "seat", "seat": seat_state(seat)} for seat in seats]
