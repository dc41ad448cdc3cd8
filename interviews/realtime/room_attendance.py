"""Who is in the room: what the rows allow, what presence in Valkey shows, what the browser knows.

The rows say who *may* be there (``RoomView``, read again when they change and every half minute),
presence says who *is*. Announcements over the channel layer are hints to read again.
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
from interviews.realtime.messages import Peer
from interviews.realtime.room_door import OPENED_ELSEWHERE, OVER, Door
from interviews.realtime.room_socket import UNREACHABLE, RoomSocket
from interviews.realtime.visitor import Shut
from interviews.selectors.room_people import RoomView

RECHECK_SECONDS = 30.0
# Two sockets learn of an admission at different moments: the later one looks again when it hears
# from somebody it does not know, but not more often than this.
HASTY_SECONDS = 1.0

Event = Mapping[str, Any]


def talk_group(keys: RoomKeys) -> str:
    """The signaling sockets of a room alone: ``room_group`` also has taps and dashboards."""
    return f"{room_group(keys.company_id, keys.room_id)}.talk"


class RoomAttendance(RoomSocket):
    """One participant's place in the room.

    ``view``: what the rows say; ``shown``: as the browser was told last.
    ``there``: who is connected. ``told``: which of them the browser knows as its peers. ``away``:
    peers without a socket, whose browsers may still be talking.
    """

    view: RoomView
    shown: RoomView
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
        self.away: dict[str, Peer] = {}
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
        await self.take_roll()
        self.told, self.waiting = self._peers(), self._waiting()
        await self._show_room(
            "welcome",
            you=self.view.you,
            session=self.entry["session"],
            ice_servers=ice_servers(self.view.you, now=time.time()),
            ice_policy=settings.ICE_TRANSPORT_POLICY,
        )

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
            await self.tell_room({"type": "presence.left"})
        if self.errors:
            await presence.count_refused(valkey, self.keys, self.errors)

    # --- What the channel layer says ------------------------------------------------------------
    async def room_changed(self, event: RoomChanged) -> None:
        await self._look()
        await self.take_roll()
        await self.tell_changes(and_room=True)

    async def presence_changed(self, event: Event) -> None:
        if event["from"] == self.view.you:
            return
        await self.fresh()
        await self.take_roll()
        entry = self.there.get(event["from"])
        let_in = entry is not None and not entry["waiting"]
        if let_in and event["from"] not in self.view.peers:
            await self.catch_up()
        else:
            await self.tell_changes()

    async def presence_left(self, event: Event) -> None:
        known = self.there.get(event["from"])
        if known is not None and known["session"] == event["session"]:
            del self.there[event["from"]]
            await self.tell_changes()

    async def presence_replaced(self, event: Event) -> None:
        raise Shut(OPENED_ELSEWHERE)

    # --- Rows and presence ----------------------------------------------------------------------
    async def _look(self) -> None:
        """Reads the rows. Raises ``Shut`` where the room is over."""
        self.view = await self.look_in()
        self.looked_at = time.monotonic()
        if self.view.over:
            self.told = {}
            await self._show_room("room")
            raise Shut(OVER)

    async def fresh(self) -> None:
        """Announcements may be lost: nothing is said or heard on rows read long ago."""
        if time.monotonic() - self.looked_at >= RECHECK_SECONDS:
            await self._look()
            await self.take_roll()
            await self.tell_changes()

    async def catch_up(self) -> None:
        """Somebody seems to know more than we do."""
        if time.monotonic() - self.looked_at >= HASTY_SECONDS:
            await self._look()
        await self.take_roll()
        await self.tell_changes()

    async def take_roll(self) -> None:
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
            await self.tell_room({"type": "presence.changed"})
            self.announced = waits

    def _groups(self) -> tuple[str, str]:
        return room_group(self.keys.company_id, self.keys.room_id), talk_group(self.keys)

    async def tell_room(self, message: Event) -> None:
        signed = {**message, **self.signed()}
        await self.soon(self.channel_layer.group_send(talk_group(self.keys), signed))

    def signed(self) -> dict[str, str]:
        return {"from": self.view.you, "session": self.entry["session"]}

    # --- What the browser is told ---------------------------------------------------------------
    async def tell_changes(self, *, and_room: bool = False) -> None:
        """Who came and went since the browser was last told; ``room`` names who came itself.

        ``final``: they are no peer any more, whatever becomes of their socket.
        """
        before, self.told = self.told, self._peers()
        missing = {who: p for who, p in (self.away | before).items() if who not in self.told}
        self.away = {who: p for who, p in missing.items() if who in self.view.peers}
        for who, peer in missing.items():
            final = who not in self.away
            if final or who in before:
                await self.say({"type": "peer.left", "peer": peer, "final": final})
        waited, self.waiting = self.waiting, self._waiting()
        if and_room or waited != self.waiting or self.view != self.shown:
            return await self._show_room("room")
        for who, peer in self.told.items():
            if who not in before or before[who]["session"] != peer["session"]:
                await self.say({"type": "peer.joined", "peer": peer})
        return None

    async def _show_room(self, kind: str, **more: Any) -> None:
        view = self.view
        told: dict[str, Any] = {"room": view.room, "seat": view.seat}
        told["peers"] = list(self.told.values())
        if view.you == INTERVIEWER:
            told["waiting"] = self.waiting
        await self.say({"type": kind, **more, **told})
        self.shown = view

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
