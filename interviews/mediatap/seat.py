"""One candidate at the tap, from an offer to the end of its connection."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import cv2
from aiortc import RTCIceCandidate
from av import FFmpegError
from django.db import Error as DatabaseError

from interviews.live.keys import RoomKeys
from interviews.live.samples import RATE, frame_put, sound_put
from interviews.mediatap import messages
from interviews.mediatap.offers import (
    HOSTILE,
    MOST_CANDIDATES,
    BadCandidate,
    BadOffer,
    CheckedOffer,
    checked_candidate,
    checked_offer,
)
from interviews.mediatap.peer import Peer
from interviews.mediatap.pictures import Picture, jpeg
from interviews.mediatap.sound import Block
from interviews.mediatap.surroundings import AWAY, VALKEY_SECONDS, Surroundings
from interviews.mediatap.threads import Busy
from interviews.selectors.tap import Taken, tap_admission

ANSWER_SECONDS = 10.0  # candidates are gathered within them
ADMISSION_SECONDS = 10.0
OFFER_EVERY = 0.5  # s between the beginnings of one seat's connections
UNCONFIRMED_AFTER = 15.0  # s without an answer of the rows: nothing is taken
MOST_BLOCKS = 20  # of sound on their way to Valkey: ten seconds, then the oldest goes
HEAR_BYTES = round(1.5 * RATE) * 2
PENDING_SECONDS = 10  # a message that got lost is sent again after this
AGAIN_SECONDS = 0.2  # between tries to put a block of sound into Valkey
LAST_SECONDS = 1.0  # for the last words of a connection; a tap that stops has 1.6

NOT_ALLOWED, UNCONFIRMED, NO_MEDIA = "not_allowed", "unconfirmed", "no_media"
CHANGED, REFUSED, LOST = "changed", "refused", "connection_lost"


class TapSeat:
    """``peer`` is None until the offer is answered. ``begun``: when it was taken up (monotonic)."""

    def __init__(self, around: Surroundings, keys: RoomKeys, offer: messages.Offer) -> None:
        self.place = offer.place
        self.offer = offer
        self.peer: Peer | None = None
        self.begun = time.monotonic()
        self._around, self._keys = around, keys
        self._trickled: asyncio.Queue[Any] = asyncio.Queue(MOST_CANDIDATES)
        self._blocks: asyncio.Queue[Block] = asyncio.Queue(MOST_BLOCKS)
        self._unheard = 0  # bytes of sound that no message speaks of
        self._sound_ends = 0.0  # of what was passed on, epoch seconds
        self._confirmed_at = 0.0

    async def hold(self) -> str:
        """Answers the offer and stays until the connection is over; returns why it is."""
        seat_id = self.place.seat_id
        try:
            offer = checked_offer(self.offer.description)
        except BadOffer as error:
            self._around.count("bad_offer", seat_id, error)
            return REFUSED
        self._around.counts["bad_candidate"] += offer.bad_candidates
        try:
            taken = await self._admission()
        except (DatabaseError, Busy, TimeoutError):
            return UNCONFIRMED
        if taken is None:
            return NOT_ALLOWED
        self._confirmed_at = time.monotonic()
        peer = Peer(taken, self._around.ice_servers(), self._keep_block)
        tasks: list[asyncio.Task[None]] = []
        try:
            if not await self._answered(peer, offer):
                return REFUSED
            self.peer = peer
            tasks += [asyncio.create_task(self._trickle(peer, offer))]
            tasks += [asyncio.create_task(self._pass_on_sound())]
            for task in tasks:
                task.add_done_callback(peer.failed)
            return await peer.over
        finally:
            await asyncio.shield(asyncio.ensure_future(self._end(peer, tasks)))

    async def _end(self, peer: Peer, tasks: list[asyncio.Task[None]]) -> None:
        """The last words first, where they may still be taken."""
        with contextlib.suppress(*AWAY):
            async with asyncio.timeout(LAST_SECONDS):
                await self._pass_on_the_rest(peer)
        for task in tasks:
            task.cancel()
        await peer.close()

    async def _answered(self, peer: Peer, offer: CheckedOffer) -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                sdp = await peer.answer(offer)
        except (*HOSTILE, OSError) as error:  # a TimeoutError is an OSError
            self._around.count("bad_offer", self.place.seat_id, type(error).__name__)
            return False
        await self._around.say(self.offer.reply, messages.answer(self.offer, sdp))
        return True

    # --- Whether it may ---

    async def confirm(self) -> None:
        """Asks the rows again; ends the connection where what may be taken is not the same."""
        if self.peer is None:
            return
        try:
            taken = await self._admission()
        except (DatabaseError, Busy, TimeoutError):
            return
        if taken == self.peer.taken:
            self._confirmed_at = time.monotonic()
            self.peer.taking = True
            return
        self.peer.taking = False
        self.peer.finish(NOT_ALLOWED if taken is None else CHANGED)

    async def _admission(self) -> Taken | None:
        place = self.place
        async with asyncio.timeout(ADMISSION_SECONDS):
            return await self._around.rows.run(
                tap_admission, place.company_id, place.room_id, place.seat_id
            )

    def look_after(self) -> str | None:
        """Called every second. An empty text: on. None: not connected yet. Otherwise why nothing
        is taken.
        """
        if self.peer is None or not self.peer.connected:
            return None
        if time.monotonic() - self._confirmed_at > UNCONFIRMED_AFTER:
            self.peer.taking = False
            return UNCONFIRMED
        self.peer.look_after()
        return "" if self.peer.receives else NO_MEDIA

    # --- Candidates that trickle in ---

    def trickle(self, candidate: Any) -> None:
        """Those that arrive before the answer wait for it; too many are too many."""
        try:
            self._trickled.put_nowait(candidate)
        except asyncio.QueueFull:
            self._around.counts["bad_candidate"] += 1

    async def _trickle(self, peer: Peer, offer: CheckedOffer) -> None:
        for _ in range(MOST_CANDIDATES):
            raw = await self._trickled.get()
            fragment = raw.get("usernameFragment") if isinstance(raw, dict) else None
            if fragment is not None and fragment not in offer.fragments:
                continue  # of an older offer
            try:
                candidate: RTCIceCandidate | None = checked_candidate(raw)
                if candidate is not None:
                    await peer.add(candidate)
            except (BadCandidate, *HOSTILE, OSError) as error:
                self._around.count("bad_candidate", self.place.seat_id, type(error).__name__)

    # --- What is passed on ---

    def picture(self) -> Picture | None:
        """The newest, if there is a new one and it may be taken."""
        return self.peer.pictures.take() if self.peer and self.peer.taking else None

    async def pass_on_picture(self, picture: Picture) -> bool:
        """Whether it is in Valkey now."""
        try:
            data = await self._around.coder.run(jpeg, picture.frame)
            if self.peer is None or not self.peer.taking:
                return False
            async with asyncio.timeout(VALKEY_SECONDS):
                await frame_put(
                    *(self._around.valkey, self._keys, self.place.seat_id), picture.at, data
                )
        except (Busy, FFmpegError, cv2.error, ValueError, *AWAY) as error:
            self._around.count("dropped_frame", self.place.seat_id, repr(error))
            return False
        return True

    def _keep_block(self, block: Block) -> None:
        if self._blocks.full():
            self._blocks.get_nowait()
            self._blocks.task_done()
            self._around.counts["dropped_sound"] += 1
        self._blocks.put_nowait(block)

    async def _pass_on_sound(self) -> None:
        while True:
            block = await self._blocks.get()
            if await self._put(block) and self._unheard >= HEAR_BYTES:
                with contextlib.suppress(*AWAY):  # the next block asks again
                    await self._ask_to_hear()
            self._blocks.task_done()

    async def _put(self, block: Block) -> bool:
        """Whether it is in Valkey now: tried again for as long as it may be taken."""
        while self.peer is not None and self.peer.taking:
            try:
                await self._sound_put(block)
            except AWAY as error:
                self._around.count("late_sound", self.place.seat_id, repr(error))
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            self._unheard += len(block.pcm)
            self._sound_ends = block.begins_at + len(block.pcm) / 2 / RATE
            return True
        return False

    async def _sound_put(self, block: Block) -> None:
        valkey, seat_id = self._around.valkey, self.place.seat_id
        async with asyncio.timeout(VALKEY_SECONDS):
            await sound_put(valkey, self._keys, seat_id, block.begins_at, block.pcm)

    async def _ask_to_hear(self) -> None:
        """One message at a time: while one waits in the queue, it stands for what came since."""
        mark = self._keys.hear_pending(self.place.seat_id)
        async with asyncio.timeout(VALKEY_SECONDS):
            asked = await self._around.valkey.set(mark, b"1", nx=True, ex=PENDING_SECONDS)
        if asked:
            self._unheard = 0
            self._around.publisher.hear(self._keys, self.place.seat_id)

    async def _pass_on_the_rest(self, peer: Peer) -> None:
        """A block without sound says that nothing follows: the last words wait for no others."""
        if not peer.taking:
            return
        peer.flush()
        await self._blocks.join()
        if self._sound_ends and peer.taking:
            await self._sound_put(Block(self._sound_ends, b""))
            await self._ask_to_hear()
