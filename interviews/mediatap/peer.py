"""One candidate's connection: answered once, only receiving, every track read until it is closed.

An unread track keeps every frame it gets, and so does a decoder that is slower than its sender:
both are ends of a connection here, never of the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCIceCandidate,
    RTCIceServer,
    RTCPeerConnection,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from interviews.mediatap.offers import HOSTILE, BadOffer, CheckedOffer
from interviews.mediatap.pictures import Newest, too_large
from interviews.mediatap.sound import Block, Blocks
from interviews.selectors.tap import Taken

log = logging.getLogger(__name__)

CONNECT_SECONDS = 20.0  # ICE over a relay and DTLS take a few
CLOSE_SECONDS = 3.0
SILENT_AFTER = 3.0  # s without a frame of anything: nobody is looked at
#: Coded frames that wait for their decoder: ten seconds of picture, thirty of sound (20 ms each),
#: which arrives at once when a starved machine gets to it.
MOST_UNDECODED = {"video": 150, "audio": 1500}

LOST, TOO_MUCH = "connection_lost", "too_much"


class Peer:
    """``taken``: what was allowed when it was made; the rest is answered ``inactive``.

    ``taking``: whether it is allowed at this moment; frames that arrive otherwise are dropped.
    ``on_block``: called with each block of sound, in the event loop.
    """

    def __init__(
        self, taken: Taken, ice_servers: Sequence[RTCIceServer], on_block: Callable[[Block], None]
    ) -> None:
        self.taken = taken
        self.taking = True
        self.pictures = Newest()
        self.over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._on_block = on_block
        self._sound = Blocks()  # an offer has one section of sound at most
        self._media_at = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._patience: asyncio.TimerHandle | None = None
        # An empty list, not none: aiortc's default is a public STUN server.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=list(ice_servers)))
        self._connection.on("track", self._read)
        self._connection.on("connectionstatechange", self._changed)

    async def answer(self, offer: CheckedOffer) -> str:
        """The answer's SDP, candidates gathered. Raises BadOffer and what is in ``HOSTILE``."""
        await self._connection.setRemoteDescription(offer.description)
        wanted = {"video": self.taken.frames, "audio": self.taken.sound}
        for transceiver in self._connection.getTransceivers():
            transceiver.direction = "recvonly" if wanted[transceiver.kind] else "inactive"
        if not any(wanted[one.kind] for one in self._connection.getTransceivers()):
            raise BadOffer("offers nothing that may be taken")
        for candidate in offer.candidates:
            await self.add(candidate)
        await self._connection.setLocalDescription()
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(CONNECT_SECONDS, self._connected_in_time)
        return self._connection.localDescription.sdp

    async def add(self, candidate: RTCIceCandidate) -> None:
        """Raises what is in ``HOSTILE``."""
        await self._connection.addIceCandidate(candidate)

    @property
    def connected(self) -> bool:
        return self._connection.connectionState == "connected"

    @property
    def receives(self) -> bool:
        """Whether anything arrived lately."""
        return self.connected and time.monotonic() - self._media_at < SILENT_AFTER

    def finish(self, why: str) -> None:
        """The first reason counts."""
        if not self.over.done():
            self.over.set_result(why)

    def look_after(self) -> None:
        """Called now and then: ends a connection whose decoder cannot follow, or has died."""
        for one in self._connection.getTransceivers():
            if _undecoded(one.receiver) > MOST_UNDECODED[one.kind]:
                self.finish(TOO_MUCH)

    def flush(self) -> None:
        """Hands on what is too short for a block: nothing follows it."""
        for block in self._sound.rest():
            self._on_block(block)

    async def close(self) -> None:
        self.taking = False
        self.finish(LOST)
        self.pictures.take()
        if self._patience is not None:
            self._patience.cancel()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for receiver in self._connection.getReceivers():
            _drop_undecoded(receiver)
        with contextlib.suppress(*HOSTILE, OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._connection.close()

    def _changed(self) -> None:
        if self._connection.connectionState in {"failed", "closed"}:
            self.finish(LOST)

    def _connected_in_time(self) -> None:
        if not self.connected:
            self.finish(LOST)

    def _read(self, track: MediaStreamTrack) -> None:
        task = asyncio.ensure_future(self._consume(track))
        self._tasks.add(task)
        task.add_done_callback(self.failed)

    def failed(self, task: asyncio.Task[None]) -> None:
        """Of a task that serves this connection. A mistake ends it: the browser offers again."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a connection ended", exc_info=error)
            self.finish(LOST)

    async def _consume(self, track: MediaStreamTrack) -> None:
        """Reads to the end, whatever is wanted of it."""
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                self._media_at = time.monotonic()
                if not self.taking:
                    continue
                if isinstance(frame, VideoFrame) and self.taken.frames:
                    self._picture(frame)
                elif isinstance(frame, AudioFrame) and self.taken.sound:
                    for block in self._sound.add(frame, time.time()):
                        self._on_block(block)

    def _picture(self, frame: VideoFrame) -> None:
        if too_large(frame):
            self.finish(TOO_MUCH)
        else:
            self.pictures.put(frame)


def _undecoded(receiver: Any) -> int:
    """Frames that wait for aiortc's decoder thread. Its queue is private and has no bound; the
    pinned version has it under this name (a test says so).
    """
    return cast(int, _decoder_queue(receiver).qsize())


def _drop_undecoded(receiver: Any) -> None:
    """Closing waits in the event loop for the decoder thread, and so for all that it has to do."""
    with contextlib.suppress(queue.Empty):
        while True:
            _decoder_queue(receiver).get_nowait()


def _decoder_queue(receiver: Any) -> Any:
    return receiver._RTCRtpReceiver__decoder_queue
