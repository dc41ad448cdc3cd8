"""The portal's live progress: tells open pages of a company which interview has changed.

Messages carry ids only; the page asks the server for the row, and the row's view decides what
this person may see. A page that was away asks for everything when it is back.
"""

from __future__ import annotations

import json
import time
from typing import Any, Literal, TypedDict

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from hireapp.tenancy.roles import Can
from interviews.events import InterviewChanged, progress_group
from interviews.realtime.visitor import Shut, Visitor

# A colleague who signs out or is let go stops hearing after this long at the latest.
RECHECK_SECONDS = 30.0
# Characters. What a client may say is shorter; deep nesting would exhaust the JSON reader.
LONGEST_MESSAGE = 500


class Changed(TypedDict):
    type: Literal["interview.changed"]
    interview_id: str
    position_id: str


class Ready(TypedDict):
    type: Literal["ready"]


class Pong(TypedDict):
    type: Literal["pong"]


class Refused(TypedDict):
    type: Literal["error"]
    id: Literal["not_json", "unknown_message"]


class ProgressConsumer(AsyncWebsocketConsumer):
    """``/ws/progress/``. The client may say ``{"type": "ping"}``; everything else is refused."""

    visitor: Visitor
    group = ""
    checked_at = 0.0

    async def connect(self) -> None:
        session: Any = self.scope["session"]
        self.visitor = Visitor(session.session_key, Can.VIEW)
        try:
            await self._look()
        except Shut as shut:
            await self.close(shut.code)
            return
        assert self.visitor.company_id is not None
        self.group = progress_group(self.visitor.company_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self._say(Ready(type="ready"))

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if len(text_data or "") > LONGEST_MESSAGE:
            await self._say(Refused(type="error", id="unknown_message"))
            return
        try:
            message = json.loads(text_data or "")
        except ValueError:
            await self._say(Refused(type="error", id="not_json"))
            return
        if isinstance(message, dict) and message.get("type") == "ping":
            await self._say(Pong(type="pong"))
        else:
            await self._say(Refused(type="error", id="unknown_message"))

    async def interview_changed(self, event: InterviewChanged) -> None:
        if time.monotonic() - self.checked_at > RECHECK_SECONDS:
            try:
                await self._look()
            except Shut as shut:
                await self.close(shut.code)
                return
        await self._say(
            Changed(
                type="interview.changed",
                interview_id=event["interview_id"],
                position_id=event["position_id"],
            )
        )

    async def _say(self, message: Changed | Ready | Pong | Refused) -> None:
        await self.send(text_data=json.dumps(message))

    async def _look(self) -> None:
        await database_sync_to_async(self.visitor.look)()
        self.checked_at = time.monotonic()
