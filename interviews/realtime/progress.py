"""The portal's live progress: tells open pages of a company which interview has changed.

Messages carry ids only; the page asks the server for the row, and the row's view decides what
this person may see. A page that was away asks for everything when it is back.
"""

from __future__ import annotations

import json
import time
from typing import Any, Literal, TypedDict
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from hireapp.tenancy.resolvers import MembershipFact, memberships_of
from hireapp.tenancy.roles import Can, can
from hireapp.tenancy.views import SESSION_KEY
from interviews.events import InterviewChanged, progress_group

# WebSocket close codes 4000-4999 are the application's (RFC 6455, 7.4.2).
NOT_SIGNED_IN = 4401
NOT_A_MEMBER = 4403
# A colleague who is let go stops hearing after this long at the latest.
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

    user_id: UUID | None = None
    membership: MembershipFact | None = None
    checked_at = 0.0

    async def connect(self) -> None:
        user = self.scope["user"]
        if user is None or not user.is_authenticated:
            await self.close(NOT_SIGNED_IN)
            return
        self.user_id = user.pk
        self.membership = await self._current_membership()
        if self.membership is None:
            await self.close(NOT_A_MEMBER)
            return
        self.checked_at = time.monotonic()
        await self.channel_layer.group_add(
            progress_group(self.membership.company_id), self.channel_name
        )
        await self.accept()
        await self._say(Ready(type="ready"))

    async def disconnect(self, code: int) -> None:
        if self.membership is not None:
            await self.channel_layer.group_discard(
                progress_group(self.membership.company_id), self.channel_name
            )

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
        if not await self._still_a_member():
            await self.close(NOT_A_MEMBER)
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

    async def _still_a_member(self) -> bool:
        if time.monotonic() - self.checked_at < RECHECK_SECONDS:
            return True
        self.checked_at = time.monotonic()
        known = self.membership
        now = await self._current_membership(known.company_id if known else None)
        return known is not None and now is not None and now.company_id == known.company_id

    async def _current_membership(self, company_id: UUID | None = None) -> MembershipFact | None:
        """The membership chosen in the session, else the first: as the pages do."""
        if self.user_id is None:
            return None
        session: Any = self.scope["session"]
        chosen = company_id or await database_sync_to_async(session.get)(SESSION_KEY)
        memberships = await database_sync_to_async(memberships_of)(self.user_id)
        wanted = [m for m in memberships if str(m.company_id) == str(chosen)]
        if company_id is None:
            wanted = wanted or memberships
        return next((m for m in wanted[:1] if can(m.role, Can.VIEW)), None)
