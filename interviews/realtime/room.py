"""The room socket: who may say what to whom.

A message is handed to one peer whom the rows allow and presence shows (``RoomAttendance``), never
to a group of them. The receiving socket checks once more: what comes from somebody whom its own
rows do not know as a peer goes no further.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from interviews.realtime.messages import (
    Candidate,
    Description,
    Message,
    Ping,
    Refused,
    StateSaid,
    StreamsSaid,
    TapOffer,
)
from interviews.realtime.room_attendance import Event, RoomAttendance
from interviews.realtime.room_door import CandidateDoor, Door, InterviewerDoor

TAP_GROUP = "mediatap"


class RoomConsumer(RoomAttendance):
    """One participant's socket: from the browser to the others, and from them to the browser."""

    # --- What the browser says ------------------------------------------------------------------
    async def act(self, message: Message) -> None:
        if isinstance(message, Ping):
            return await self._pinged()
        await self.fresh()
        match message:
            case TapOffer(offer, description):
                await self._to_tap("tap.offer", offer=offer, description=description)
            case Description(to, description):
                await self._forward(to, {"type": "description", "description": description})
            case Candidate(None, candidate):
                await self._to_tap("tap.candidate", candidate=candidate)
            case Candidate(str(to), candidate):
                await self._forward(to, {"type": "candidate", "candidate": candidate})
            case StreamsSaid(streams):
                await self._tell_peers({"type": "streams", "streams": streams}, streams=streams)
            case StateSaid(state):
                await self._tell_peers({"type": "state", **state}, state=state)
        return None

    async def _pinged(self) -> None:
        """Answered whatever happens: the browser keeps this socket while servers are away."""
        try:
            await self.fresh()
            await self.take_roll()
            await self.tell_changes()
        finally:
            await self.say({"type": "pong"})

    async def _forward(self, to: str, body: Event) -> None:
        """To one peer. One that has just gone misses it; who is no peer is not allowed."""
        if to not in self.told:
            await self.catch_up()
        if to not in self.view.peers:
            raise Refused("not_allowed")
        entry = self.there.get(to)
        if to in self.told and entry is not None:
            relay = {"type": "relay.message", **self.signed(), "body": body}
            await self.soon(self.channel_layer.send(entry["channel"], relay))

    async def _tell_peers(self, body: Event, **said: Any) -> None:
        """To every peer, and through presence to those who come later."""
        if not self.view.is_in:
            await self.catch_up()
        if not self.view.is_in:
            raise Refused("not_allowed")
        self.entry.update(said)  # type: ignore[typeddict-item]
        await self.take_roll()
        await self.tell_room({"type": "relay.message", "body": body})

    async def _to_tap(self, kind: str, **content: Any) -> None:
        if not self.view.tapped:
            await self.catch_up()
        if not self.view.tapped:
            raise Refused("not_allowed")
        message = {
            "type": kind,
            "company_id": str(self.keys.company_id),
            "room_id": str(self.keys.room_id),
            "seat_id": self.view.you,
            "session": self.entry["session"],
            "reply": self.channel_name,
            **content,
        }
        await self.soon(self.channel_layer.group_send(TAP_GROUP, message))

    # --- What the others and the tap say ------------------------------------------------------
    async def relay_message(self, event: Event) -> None:
        """From another participant: handed on only if our own rows know them as a peer."""
        if event["from"] == self.view.you:
            return
        await self.fresh()
        if not self._knows(event):
            await self.catch_up()
        if self._knows(event):
            sender = {"from": event["from"], "session": event["session"]}
            await self.say({**event["body"], **sender})

    async def tap_answer(self, event: Event) -> None:
        if self._is_ours(event) and self.view.tapped:
            said = {"offer": event["offer"], "description": event["description"]}
            await self.say({"type": "tap.description", **said})

    async def tap_gone(self, event: Event) -> None:
        if self._is_ours(event):
            await self.say({"type": "tap.gone", "offer": event["offer"]})

    def _knows(self, event: Event) -> bool:
        peer = self.told.get(event["from"])
        return peer is not None and peer["session"] == event["session"]

    def _is_ours(self, event: Event) -> bool:
        """The tap answers one connection; a page that was reloaded offers again."""
        ours = (self.view.you, self.entry["session"])
        return (event["seat_id"], event["session"]) == ours


class InterviewerConsumer(RoomConsumer):
    """``/ws/rooms/<room_id>/``."""

    def door(self) -> Door:
        room_id = self.scope["url_route"]["kwargs"]["room_id"]
        session: Any = self.scope["session"]
        return InterviewerDoor(room_id, session.session_key)


class CandidateConsumer(RoomConsumer):
    """``/ws/i/<token>/room/``."""

    def door(self) -> Door:
        token = self.scope["url_route"]["kwargs"]["token"]
        cookies: Any = self.scope["cookies"]
        return CandidateDoor(token, cookies.get(settings.LANGUAGE_COOKIE_NAME))
