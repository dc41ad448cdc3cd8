"""A room that this tap holds: its seats, its lease, one tick for all its pictures."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from interviews.events import room_group
from interviews.live.connection import valkey
from interviews.live.counts import late_looks
from interviews.live.keys import RoomKeys
from interviews.live.samples import samples_forget
from interviews.live.stream import tell_async
from interviews.mediatap import messages
from interviews.mediatap.lease import RENEW_SECONDS, Lease
from interviews.mediatap.seat import CHANGED, NOT_ALLOWED, OFFER_EVERY, TapSeat
from interviews.mediatap.surroundings import AWAY, VALKEY_SECONDS, Surroundings
from interviews.mediatap.threads import Busy

log = logging.getLogger(__name__)

CHECK_SECONDS = 4.0  # a withdrawal ends everything within five
KEEP_SECONDS = 1.0  # between looks at the seats
HEARTBEAT_MS = 5000
IDLE_SECONDS = 10.0  # without a seat: the room is given back
MOST_MESSAGES = 400  # waiting while the lease is asked for

STOPPED = "stopped"


class TapRoom:
    """``run()`` until it is idle, held by another tap, or cancelled."""

    def __init__(
        self, around: Surroundings, company_id: UUID, room_id: UUID, channel: str, wait: float
    ) -> None:
        self.keys = RoomKeys(company_id, room_id)
        self._around, self._channel, self._wait = around, channel, wait
        self._lease = Lease(around.valkey, self.keys, around.holder)
        self._messages: asyncio.Queue[messages.Offer | messages.Trickled] = asyncio.Queue(
            MOST_MESSAGES
        )
        self._seats: dict[UUID, TapSeat] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._told: dict[UUID, str] = {}
        self._to_forget: set[UUID] = set()
        self._changed = asyncio.Event()
        self._busy_at = time.monotonic()
        self._held = True

    @property
    def peers(self) -> int:
        return len(self._seats)

    def put(self, message: messages.Offer | messages.Trickled) -> None:
        try:
            self._messages.put_nowait(message)
        except asyncio.QueueFull:
            self._around.counts["not_read"] += 1

    def rows_changed(self) -> None:
        self._changed.set()

    async def run(self) -> None:
        await asyncio.sleep(self._wait)  # who has less to do asks first
        if not await self._claimed():
            return
        try:
            await self._listen()
            parts = [self._read(), self._sample(), self._keep(), self._check()]
            await _first_of(parts)
        finally:
            await asyncio.shield(asyncio.ensure_future(self._leave()))

    async def _claimed(self) -> bool:
        """Without an answer of Valkey's nobody else can have taken it: what is held stays."""
        try:
            async with asyncio.timeout(VALKEY_SECONDS):
                self._held = await self._lease.claim()
        except AWAY as error:
            log.warning("the lease of room %s: %r", self.keys.room_id, error)
        return self._held

    async def _listen(self) -> None:
        group = room_group(self.keys.company_id, self.keys.room_id)
        with contextlib.suppress(*AWAY):  # then the rows are asked by the clock alone
            async with asyncio.timeout(VALKEY_SECONDS):
                await self._around.layer.group_add(group, self._channel)

    async def _leave(self) -> None:
        """Everything closed; whoever sat here is told to offer again."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        seats = list(self._seats.values())
        await asyncio.gather(*(self._part(seat, STOPPED) for seat in seats))
        group = room_group(self.keys.company_id, self.keys.room_id)
        with contextlib.suppress(*AWAY):
            async with asyncio.timeout(VALKEY_SECONDS):
                await self._lease.release()
                await self._around.layer.group_discard(group, self._channel)

    # --- Offers and candidates ---

    async def _read(self) -> None:
        while True:
            message = await self._messages.get()
            if isinstance(message, messages.Offer):
                self._offered(message)
                continue
            seat = self._seats.get(message.place.seat_id)
            if seat is not None and seat.place == message.place:
                seat.trickle(message.candidate)

    def _offered(self, offer: messages.Offer) -> None:
        """A new offer of a seat takes the place of its old connection."""
        seat_id = offer.place.seat_id
        before, task = self._seats.get(seat_id), self._tasks.get(seat_id)
        seat = TapSeat(self._around, self.keys, offer)
        self._seats[seat_id] = seat
        serving = asyncio.create_task(self._serve(seat, before, task))
        self._tasks[seat_id] = serving
        serving.add_done_callback(lambda done: self._served(seat, done))

    async def _serve(
        self, seat: TapSeat, before: TapSeat | None, task: asyncio.Task[None] | None
    ) -> None:
        if before is not None and task is not None:
            task.cancel()
            await asyncio.wait([task])
            await asyncio.sleep(before.begun + OFFER_EVERY - time.monotonic())
        seat.begun = time.monotonic()
        why = await seat.hold()
        if why in {NOT_ALLOWED, CHANGED}:
            self._to_forget.add(seat.place.seat_id)
            await self._forget()
        await self._part(seat, why)

    def _served(self, seat: TapSeat, task: asyncio.Task[None]) -> None:
        """A mistake ends one connection; its browser finds that out and offers again."""
        if task.cancelled():
            return  # replaced, or the room ends
        if (error := task.exception()) is not None:
            self._around.counts["seat_failed"] += 1
            log.error("seat %s ended", seat.place.seat_id, exc_info=error)
        if self._seats.get(seat.place.seat_id) is seat:
            del self._seats[seat.place.seat_id]
            del self._tasks[seat.place.seat_id]

    async def _part(self, seat: TapSeat, why: str) -> None:
        if self._held:
            await self._tell(seat.place.seat_id, why)
        await self._around.say(seat.offer.reply, messages.gone(seat.offer))

    # --- Pictures ---

    async def _sample(self) -> None:
        """All seats at the same moment, so that they are looked at in one batch."""
        tick = 1 / self._around.fps
        phase = self.keys.room_id.int % 997 / 997 * tick  # rooms take turns
        while True:
            await asyncio.sleep(tick - (time.monotonic() + phase) % tick)
            found = [(seat, seat.picture()) for seat in self._seats.values()]
            passed = await asyncio.gather(
                *(seat.pass_on_picture(picture) for seat, picture in found if picture is not None)
            )
            if any(passed):
                self._around.publisher.look(self.keys)

    # --- Lease, heartbeat, events ---

    async def _keep(self) -> None:
        renewed = time.monotonic()
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            now = time.monotonic()
            if now - renewed >= RENEW_SECONDS:
                renewed = now
                if not await self._claimed():
                    log.info("another tap has room %s", self.keys.room_id)
                    return
            if self._seats:
                self._busy_at = now
            elif now - self._busy_at > IDLE_SECONDS:
                return
            await self._forget()
            await asyncio.gather(*(self._report(seat) for seat in list(self._seats.values())))

    async def _report(self, seat: TapSeat) -> None:
        why = seat.look_after()
        if why is None:
            return
        if why == "" and seat.peer is not None:
            state = json.dumps({"frames": seat.peer.taken.frames, "sound": seat.peer.taken.sound})
            with contextlib.suppress(*AWAY):
                async with asyncio.timeout(VALKEY_SECONDS):
                    key = self.keys.tap_seat(seat.place.seat_id)
                    await self._around.valkey.set(key, state, px=HEARTBEAT_MS)
        await self._tell(seat.place.seat_id, why)

    async def _tell(self, seat_id: UUID, why: str) -> None:
        """An event, once for each change; tried again while Valkey is away."""
        if why == CHANGED or self._told.get(seat_id) == why:
            return  # what may be taken has changed: the browser offers again at once
        client = self._around.valkey
        with contextlib.suppress(*AWAY):
            async with asyncio.timeout(VALKEY_SECONDS):
                if why:
                    await client.delete(self.keys.tap_seat(seat_id))
                late = await late_looks(client, self.keys, seat_id)
                event = {"type": "analysis", "seat": str(seat_id), "on": not why, "why": why}
                await tell_async(client, self.keys, {**event, "late": late})
            self._told[seat_id] = why

    # --- Whether it may ---

    async def _check(self) -> None:
        """By the clock, and at once when rows of the room have changed."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._changed.wait()
            self._changed.clear()
            await asyncio.gather(*(seat.confirm() for seat in list(self._seats.values())))

    async def _forget(self) -> None:
        """What was taken of those who no longer agree; tried again while Valkey is away."""
        for seat_id in list(self._to_forget):
            with contextlib.suppress(*AWAY, Busy):
                async with asyncio.timeout(VALKEY_SECONDS):
                    await self._around.rows.run(samples_forget, valkey(), self.keys, seat_id)
                self._to_forget.discard(seat_id)


async def _first_of(parts: list[Coroutine[Any, Any, None]]) -> None:
    """Until one of ``parts`` ends; the others are cancelled. Raises what it raised."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
