"""One peer-to-peer connection of a scripted participant, and the one to the media tap: perfect
negotiation as docs/live.md asks, with aiortc in the place of a browser.

aiortc knows neither rollback nor an ICE restart: where a browser would do one of these, the
connection is made anew, which the other side tells by its certificate's fingerprint.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from aiortc.sdp import candidate_from_sdp
from av import AudioFrame

from tests.e2e.room.footage import Camera, Microphone, Player

POLITE_PAUSE_S = 0.7
UNANSWERED_S = 5.0
UNCONNECTED_S = 10.0
LOUD = 300  # of 32768: somebody speaks
TAP_PAUSE_S = 3.0
TAP_PATIENCE_S = 8.0
# A browser says after a few seconds that nobody answers any more; ICE in aiortc takes 30.
TAP_SILENT_S = 8.0

Say = Callable[[dict[str, Any]], Awaitable[bool]]
Message = dict[str, Any]


def configuration(servers: list[dict[str, Any]]) -> RTCConfiguration:
    """An empty list, not none: aiortc's default is a public STUN server."""
    return RTCConfiguration(iceServers=[RTCIceServer(**server) for server in servers])


async def _add(pc: RTCPeerConnection, candidate: Message | None) -> None:
    """A candidate that came after its description; one that is of no use is left out."""
    if not candidate or not candidate["candidate"] or pc.remoteDescription is None:
        return
    try:
        one = candidate_from_sdp(candidate["candidate"].removeprefix("candidate:"))
    except (ValueError, AssertionError, IndexError):
        return
    one.sdpMid, one.sdpMLineIndex = candidate.get("sdpMid"), candidate.get("sdpMLineIndex")
    if one.protocol.lower() == "udp" and not one.ip.endswith(".local"):
        await pc.addIceCandidate(one)


def _said(pc: RTCPeerConnection) -> Message:
    return {"type": pc.localDescription.type, "sdp": pc.localDescription.sdp}


def _same_end(known: str, new: str) -> bool:
    """Whether ``new`` comes from the connection that said ``known``, its ICE not restarted."""
    lines = re.compile(r"^a=(?:fingerprint|ice-ufrag):.*$", re.M)
    return set(lines.findall(new)) <= set(lines.findall(known))


class Link:
    """``frames``: how many arrived, by "video", "audio" and "loud" (sound with somebody in it)."""

    def __init__(
        self, you: str, peer: str, say: Say, player: Player, config: RTCConfiguration
    ) -> None:
        self.peer = peer
        self.frames: Counter[str] = Counter()
        self.made = 0  # connections so far: one, unless something broke
        self.leaves_at: float | None = None
        self._polite = you != "interviewer" and (peer == "interviewer" or you > peer)
        self._say, self._player, self._config = say, player, config
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open()
        self._watching = asyncio.create_task(self._watch())

    @property
    def state(self) -> str:
        return str(self._pc.connectionState)

    async def receive(self, message: Message) -> None:
        """A ``description`` or ``candidate`` of the peer's, one after the other."""
        async with self._lock:
            if message["type"] == "candidate":
                await _add(self._pc, message["candidate"])
            else:
                await self._described(message["description"])

    async def resume(self) -> None:
        """Our own socket was away: what may have been lost is said again."""
        async with self._lock:
            if self._pc.signalingState == "have-local-offer":
                await self._describe()

    def tell_recording(self, on: bool) -> None:
        """To the peer itself, once the channel is open and whenever it has changed."""
        if self._channel.readyState != "open" or self._told == on:
            return
        self._told = on
        state = "recording" if on else "off"
        self._channel.send(json.dumps({"type": "recording", "state": state}))

    async def close(self) -> None:
        self._watching.cancel()
        await self._shut()

    def _open(self) -> None:
        self.made += 1
        self._pc = pc = RTCPeerConnection(self._config)
        self._channel = pc.createDataChannel("room", negotiated=True, id=0)
        self._told: bool | None = None
        self._waits_since: float | None = time.monotonic()
        self._offered_at = 0.0
        pc.addTrack(Microphone(self._player))
        pc.addTrack(Camera(self._player))
        pc.on("track", self._read)

    async def _shut(self) -> None:
        for sender in self._pc.getSenders():
            if sender.track is not None:
                sender.track.stop()
        await self._pc.close()

    async def _renew(self) -> None:
        await self._shut()
        self._open()

    async def _offer(self) -> None:
        await self._pc.setLocalDescription(await self._pc.createOffer())
        await self._describe()

    async def _describe(self) -> None:
        self._offered_at = time.monotonic()
        await self._say({"type": "description", "to": self.peer, "description": _said(self._pc)})

    async def _described(self, description: Message) -> None:
        known = self._pc.remoteDescription
        if known is not None and not _same_end(known.sdp, description["sdp"]):
            await self._renew()
            if description["type"] != "offer":
                return
        offering = self._pc.signalingState == "have-local-offer"
        if description["type"] == "offer":
            if offering and not self._polite:
                return
            if offering:
                await self._renew()
        elif not offering:
            return  # said twice
        await self._pc.setRemoteDescription(RTCSessionDescription(**description))
        if description["type"] == "offer":
            await self._pc.setLocalDescription(await self._pc.createAnswer())
            await self._describe()

    async def _watch(self) -> None:
        """Begins, and finds what was lost on the way: nothing waits for ever."""
        await asyncio.sleep(POLITE_PAUSE_S if self._polite else 0)
        async with self._lock:
            if self._pc.remoteDescription is None and self._pc.signalingState == "stable":
                await self._offer()
        while True:
            await asyncio.sleep(1)
            async with self._lock:
                await self._look()

    async def _look(self) -> None:
        now = time.monotonic()
        if self._pc.connectionState == "connected":
            self._waits_since = None
            return
        self._waits_since = self._waits_since or now
        if now - self._waits_since > UNCONNECTED_S or self.state in ("failed", "closed"):
            await self._renew()
            await self._offer()
        elif (
            self._pc.signalingState == "have-local-offer" and now - self._offered_at > UNANSWERED_S
        ):
            await self._describe()

    def _read(self, track: MediaStreamTrack) -> None:
        task = asyncio.create_task(self._count(track))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _count(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                self.frames[track.kind] += 1
                if isinstance(frame, AudioFrame):
                    self.frames["loud"] += bool(np.abs(frame.to_ndarray()).max() > LOUD)


async def _reported_at(pc: RTCPeerConnection, begun: float) -> float:
    """When the other end last said what it had received (epoch s)."""
    report = await pc.getStats()
    said = [
        one.timestamp.timestamp() for one in report.values() if one.type == "remote-inbound-rtp"
    ]
    return max([begun, *said])


class TapLink:
    """The same face and voice for whoever listens along; offered again whenever it is gone.

    ``state``: "off", "connecting", "on" or "waiting". ``taken``: how often it was on.
    """

    def __init__(self, say: Say, player: Player) -> None:
        self.state = "off"
        self.taken = 0
        self._say, self._player = say, player
        self._config = configuration([])
        self._offer = 0  # number of the newest; what is said of others comes late
        self._answer: asyncio.Queue[Message | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def allow(self, allowed: bool, config: RTCConfiguration) -> None:
        self._config = config
        if allowed and self._task is None:
            self._task = asyncio.create_task(self._keep())
        elif not allowed and self._task is not None:
            self._task.cancel()
            self._task = None
            self.state = "off"

    def hear(self, message: Message) -> None:
        """``tap.description`` and ``tap.gone``."""
        if message["offer"] == self._offer:
            self._answer.put_nowait(message.get("description"))

    async def _keep(self) -> None:
        while True:
            self.state = "connecting"
            pc = RTCPeerConnection(self._config)
            tracks = (Camera(self._player), Microphone(self._player))
            try:
                with contextlib.suppress(TimeoutError):
                    await self._once(pc, tracks)
            finally:
                for track in tracks:
                    track.stop()
                await pc.close()
            self.state = "waiting"
            await asyncio.sleep(TAP_PAUSE_S)

    async def _once(self, pc: RTCPeerConnection, tracks: tuple[MediaStreamTrack, ...]) -> None:
        """Until the connection is gone, or was never made: a TimeoutError."""
        for track in tracks:
            pc.addTransceiver(track, "sendonly")
        await pc.setLocalDescription(await pc.createOffer())
        self._offer += 1
        while not self._answer.empty():
            self._answer.get_nowait()
        said = {"offer": self._offer, "description": _said(pc)}
        await self._say({"type": "tap.description", **said})
        async with asyncio.timeout(TAP_PATIENCE_S):
            answer = await self._answer.get()
            if answer is None:
                return
            await pc.setRemoteDescription(RTCSessionDescription(**answer))
            while pc.connectionState != "connected":
                await asyncio.sleep(0.05)
        self.state = "on"
        self.taken += 1
        begun = time.time()
        while pc.connectionState == "connected" and self._answer.empty():
            await asyncio.sleep(0.5)
            if time.time() - await _reported_at(pc, begun) > TAP_SILENT_S:
                return
