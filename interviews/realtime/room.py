"""The room socket: who may say what to whom, and who is there.

Three sources, in this order: the rows say who *may* be in the room (``RoomView``, read again when
they change), presence in Valkey says who *is* there, and only to those, one by one, is a message
handed on. The receiving socket checks once more: what comes from somebody whom its own rows do not
know as a peer goes no further. Announcements over the channel layer are hints to read again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import redis.asyncio
from channels.db import database_sync_to_async
from django.conf import settings

from interviews.events import RoomChanged, room_group
from interviews.live import presence
from interviews.live.connection import valkey_async
from interviews.live.keys import RoomKeys
from interviews.live.presence import ALIVE_SECONDS, INTERVIEWER, Entry, entry_new
from interviews.realtime.ice import ice_servers
from interviews.realtime.messages import (
    Candidate,
    Description,
    Message,
    Peer,
    Ping,
    Refused,
    StateSaid,
    StreamsSaid,
)
from interviews.realtime.room_door import (
    OPENED_ELSEWHERE,
    OVER,
    CandidateDoor,
    Door,
    InterviewerDoor,
    Shut,
)
from interviews.realtime.room_socket import UNREACHABLE, RoomSocket
from interviews.selectors.room_people import RoomView

RECHECK_SECONDS = 30.0
# Two sockets learn of an admission at different moments: the later one looks again when it hears
# from somebody it does not know, but not more often than this.
HASTY_SECONDS = 1.0
TAP_GROUP = "mediatap"

Event = Mapping[str, Any]


def talk_group(keys: RoomKeys) -> str:
    """The signaling sockets of a room alone: ``room_group`` also has taps and dashboards."""
    return f"{room_group(keys.company_id, keys.room_id)}.talk"


class RoomConsumer(RoomSocket):
    """One participant's socket. ``there``: who is connected. ``told``: which of them the browser
    knows as its peers.
    """

    view: RoomView
    keys: RoomKeys
    entry: Entry
    valkey: redis.asyncio.Redis | None = None
    looked_at = 0.0
    announced: bool | None = None  # what the others were last told: that we wait, or not

    def door(self) -> Door:
        raise NotImplementedError

    # --- Coming and going -----------------------------------------------------------------------
    async def enter(self) -> None:
        self.told: dict[str, Peer] = {}
        self.there: dict[str, Entry] = {}
        self.waiting: list[str] = []
        self.look_in = database_sync_to_async(self.door().look, thread_sensitive=False)
        self.view = await self.look_in()
        self.looked_at = time.monotonic()
        if self.view.over:
            raise Shut(OVER)
        self.keys = RoomKeys(self.view.company_id, self.view.room_id)
        self.entry = entry_new(channel=self.channel_name, session=secrets.token_urlsafe(12))
        self.valkey = valkey_async()
        for group in self._groups():
            await self.soon(self.channel_layer.group_add(group, self.channel_name))
        await self._take_roll()
        self.told, self.waiting = self._peers(), self._waiting()
        welcome = {
            "type": "welcome",
            "you": self.view.you,
            "session": self.entry["session"],
            "ice_servers": ice_servers(self.view.you, now=time.time()),
            "ice_policy": settings.ICE_TRANSPORT_POLICY,
        }
        await self.say({**welcome, **self._room()})

    async def withdraw(self) -> None:
        valkey, self.valkey = self.valkey, None
        if valkey is None:
            return
        try:
            await self.soon(self._say_goodbye(valkey))
        finally:
            await valkey.aclose()
            for group in self._groups():
                with suppress(*UNREACHABLE):
                    await self.soon(self.channel_layer.group_discard(group, self.channel_name))

    async def _say_goodbye(self, valkey: redis.asyncio.Redis) -> None:
        if await presence.leave(valkey, self.keys, self.view.you, self.entry["session"]):
            await self._tell_room({"type": "presence.left"})
        if self.errors:
            await presence.count_refused(valkey, self.keys, self.errors)

    # --- What the browser says ------------------------------------------------------------------
    async def act(self, message: Message) -> None:
        if isinstance(message, Ping):
            return await self._pinged()
        await self._fresh()
        match message:
            case Description(None, description):
                await self._to_tap("tap.offer", description=description)
            case Description(str(to), description):
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
            await self._fresh()
            await self._take_roll()
            await self._tell_changes()
        finally:
            await self.say({"type": "pong"})

    async def _forward(self, to: str, body: Event) -> None:
        """To one peer. One that has just gone misses it; who is no peer is not allowed."""
        if to not in self.told:
            await self._catch_up()
        if to not in self.view.peers:
            raise Refused("not_allowed")
        if to in self.told:
            relay = {"type": "relay.message", **self._signed(), "body": body}
            await self.soon(self.channel_layer.send(self.there[to]["channel"], relay))

    async def _tell_peers(self, body: Event, **said: Any) -> None:
        """To every peer, and through presence to those who come later."""
        if not self.view.is_in:
            await self._catch_up()
        if not self.view.is_in:
            raise Refused("not_allowed")
        self.entry.update(said)  # type: ignore[typeddict-item]
        await self._take_roll()
        await self._tell_room({"type": "relay.message", "body": body})

    async def _to_tap(self, kind: str, **content: Any) -> None:
        if not self.view.tapped:
            await self._catch_up()
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

    # --- What the channel layer says ------------------------------------------------------------
    async def room_changed(self, event: RoomChanged) -> None:
        await self._look()
        await self._take_roll()
        await self._tell_changes(and_room=True)

    async def presence_changed(self, event: Event) -> None:
        if event["from"] == self.view.you:
            return
        await self._fresh()
        await self._take_roll()
        entry = self.there.get(event["from"])
        let_in = entry is not None and not entry["waiting"]
        if let_in and event["from"] not in self.view.peers:
            await self._catch_up()
        else:
            await self._tell_changes()

    async def presence_left(self, event: Event) -> None:
        known = self.there.get(event["from"])
        if known is not None and known["session"] == event["session"]:
            del self.there[event["from"]]
            await self._tell_changes()

    async def presence_replaced(self, event: Event) -> None:
        raise Shut(OPENED_ELSEWHERE)

    async def relay_message(self, event: Event) -> None:
        """From another participant: handed on only if our own rows know them as a peer."""
        if event["from"] == self.view.you:
            return
        await self._fresh()
        if not self._knows(event):
            await self._catch_up()
        if self._knows(event):
            sender = {"from": event["from"], "session": event["session"]}
            await self.say({**event["body"], **sender})

    async def tap_answer(self, event: Event) -> None:
        if self._is_ours(event) and self.view.tapped:
            await self.say({"type": "tap.description", "description": event["description"]})

    async def tap_gone(self, event: Event) -> None:
        if self._is_ours(event):
            await self.say({"type": "tap.gone"})

    def _knows(self, event: Event) -> bool:
        peer = self.told.get(event["from"])
        return peer is not None and peer["session"] == event["session"]

    def _is_ours(self, event: Event) -> bool:
        """The tap answers one connection; a page that was reloaded offers again."""
        ours = (self.view.you, self.entry["session"])
        return (event["seat_id"], event["session"]) == ours

    # --- Rows and presence ----------------------------------------------------------------------
    async def _look(self) -> bool:
        """Reads the rows; whether something had changed. Raises ``Shut`` where the room is over."""
        before, self.view = self.view, await self.look_in()
        self.looked_at = time.monotonic()
        if self.view.over:
            await self.say({"type": "room", **self._room(), "peers": []})
            raise Shut(OVER)
        return self.view != before

    async def _fresh(self) -> None:
        """Announcements may be lost: nothing is said or heard on rows read long ago."""
        if time.monotonic() - self.looked_at >= RECHECK_SECONDS and await self._look():
            await self._take_roll()
            await self._tell_changes(and_room=True)

    async def _catch_up(self) -> None:
        """Somebody seems to know more than we do."""
        hasty = time.monotonic() - self.looked_at < HASTY_SECONDS
        changed = not hasty and await self._look()
        await self._take_roll()
        await self._tell_changes(and_room=changed)

    async def _take_roll(self) -> None:
        """Renews our own presence and reads who else is there.

        Whom Valkey has forgotten without their leaving stays for as long as a ping counts.
        """
        assert self.valkey is not None
        self.entry["waiting"] = waits = not self.view.is_in
        roll = await self.soon(presence.renew(self.valkey, self.keys, self.view.you, self.entry))
        if not roll.mine:
            raise Shut(OPENED_ELSEWHERE)
        self.entry["since"] = roll.since
        oldest = roll.now - ALIVE_SECONDS
        known = {who: entry for who, entry in self.there.items() if entry["seen"] >= oldest}
        self.there = {**known, **roll.present}
        self.there.pop(self.view.you, None)
        if roll.replaced is not None:
            message = {"type": "presence.replaced"}
            await self.soon(self.channel_layer.send(roll.replaced["channel"], message))
        if self.announced != waits:
            await self._tell_room({"type": "presence.changed"})
            self.announced = waits

    def _groups(self) -> tuple[str, str]:
        return room_group(self.keys.company_id, self.keys.room_id), talk_group(self.keys)

    async def _tell_room(self, message: Event) -> None:
        signed = {**message, **self._signed()}
        await self.soon(self.channel_layer.group_send(talk_group(self.keys), signed))

    def _signed(self) -> dict[str, str]:
        return {"from": self.view.you, "session": self.entry["session"]}

    # --- What the browser is told ---------------------------------------------------------------
    async def _tell_changes(self, *, and_room: bool = False) -> None:
        """Who came and went since the browser was last told; ``room`` names who came itself.

        ``final``: they are no peer any more, whatever becomes of their socket.
        """
        before, self.told = self.told, self._peers()
        for who, peer in before.items():
            if who not in self.told:
                final = who not in self.view.peers
                await self.say({"type": "peer.left", "peer": peer, "final": final})
        waited, self.waiting = self.waiting, self._waiting()
        if and_room or waited != self.waiting:
            return await self.say({"type": "room", **self._room()})
        for who, peer in self.told.items():
            if who not in before or before[who]["session"] != peer["session"]:
                await self.say({"type": "peer.joined", "peer": peer})
        return None

    def _room(self) -> dict[str, Any]:
        view = self.view
        told = {"room": view.room, "seat": view.seat, "peers": list(self.told.values())}
        return {**told, "waiting": self.waiting} if view.you == INTERVIEWER else told

    def _peers(self) -> dict[str, Peer]:
        """Who is there, is not waiting, and is a peer by the rows."""
        found = {}
        for who, person in self.view.peers.items():
            entry = self.there.get(who)
            if entry is not None and not entry["waiting"]:
                found[who] = Peer(
                    id=who,
                    session=entry["session"],
                    name=person.name,
                    role=person.role,
                    number=person.number,
                    streams=entry["streams"],
                    state=entry["state"],
                )
        return found

    def _waiting(self) -> list[str]:
        return [seat for seat in sorted(self.view.lobby) if seat in self.there]


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
