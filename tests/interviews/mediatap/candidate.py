"""A candidate's browser for tests: aiortc that sends a real face and real speech to the tap."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any
from uuid import uuid4

import av
import numpy as np
import numpy.typing as npt
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from analysis.weights import WeightStore
from interviews.mediatap.messages import GROUP, Place

FPS, RATE = 15, 48_000
STEP = RATE // 50  # samples of a packet: 20 ms
Pictures = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """``pictures`` (N, H, W, 3) BGR at 15 a second, ``sound`` (M,) at 48 kHz; both repeat."""

    pictures: Pictures
    sound: Samples


@cache
def footage(
    face: str, voice: str, *, start_s: float = 0.0, seconds: float = 4.0, width: int = 320
) -> Footage:
    """From the sample packages, cut to 4:3."""
    store = WeightStore()
    height = width * 3 // 4
    pictures = []
    with av.open(str(store.path("samples_faces") / face)) as clip:
        for frame in islice(clip.decode(video=0), 0, round(seconds * 30), 2):
            wide = min(frame.width, frame.height * 4 // 3)
            left = (frame.width - wide) // 2
            tall = wide * 3 // 4
            whole = frame.to_ndarray(format="bgr24")[:tall, left : left + wide]
            cut = VideoFrame.from_ndarray(np.ascontiguousarray(whole), format="bgr24")
            pictures.append(cut.reformat(width, height).to_ndarray())
    return Footage(np.stack(pictures), _speech(store, voice, start_s, seconds))


def _speech(store: WeightStore, voice: str, start_s: float, seconds: float) -> Samples:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts = []
    with av.open(str(store.path("samples_speech") / voice)) as clip:
        for frame in clip.decode(audio=0):
            frame.pts = None
            parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    return np.concatenate(parts)[round(start_s * RATE) :][: round(seconds * RATE)]


#: Two people: another face, another voice, another part of another text.
ANNA = ("single_face.mp4", "two_cities.wav")
BEN = ("WolfgangLanger_Pexels.mp4", "endgame_nagg_nell.wav")


class Camera(MediaStreamTrack):
    kind = "video"

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures, self._number = pictures, 0
        self._begun = time.monotonic()

    async def recv(self) -> VideoFrame:
        if self.readyState != "live":
            raise MediaStreamError
        await asyncio.sleep(self._begun + self._number / FPS - time.monotonic())
        picture = self._pictures[self._number % len(self._pictures)]
        frame = VideoFrame.from_ndarray(picture, format="bgr24")
        frame.pts, frame.time_base = self._number, Fraction(1, FPS)
        self._number += 1
        return frame


class Microphone(MediaStreamTrack):
    kind = "audio"

    def __init__(self, sound: Samples) -> None:
        super().__init__()
        self._sound, self._number = sound, 0
        self._begun = time.monotonic()

    async def recv(self) -> AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        await asyncio.sleep(self._begun + self._number / 50 - time.monotonic())
        at = self._number * STEP
        piece = np.take(self._sound, range(at, at + STEP), mode="wrap")
        frame = AudioFrame.from_ndarray(piece[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        self._number += 1
        return frame


class CandidateBrowser:
    """Speaks to the tap over the channel layer, as the room socket does for a browser."""

    def __init__(self, layer: Any, company_id: Any, room_id: Any, seat_id: Any) -> None:
        self.place = Place(company_id, room_id, seat_id, uuid4().hex)
        self.connection: RTCPeerConnection | None = None
        self.number = 0  # of the newest offer
        self._layer = layer
        self._channel = ""

    def _message(self, kind: str, **more: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "company_id": str(self.place.company_id),
            "room_id": str(self.place.room_id),
            "seat_id": str(self.place.seat_id),
            "session": self.place.session,
            **more,
        }

    async def say_offer(self, description: Any, number: int | None = None) -> None:
        self.number = self.number + 1 if number is None else number
        if not self._channel:
            self._channel = await self._layer.new_channel()
        offer = {"offer": self.number, "reply": self._channel, "description": description}
        await self._layer.group_send(GROUP, self._message("tap.offer", **offer))

    async def say_candidate(self, candidate: Any) -> None:
        await self._layer.group_send(GROUP, self._message("tap.candidate", candidate=candidate))

    async def hear(self, seconds: float = 20.0) -> dict[str, Any]:
        """The tap's next word to this seat."""
        async with asyncio.timeout(seconds):
            message: dict[str, Any] = await self._layer.receive(self._channel)
        assert message["seat_id"] == str(self.place.seat_id)
        assert message["session"] == self.place.session
        return message

    async def offer(self, shown: Footage, *, video: bool = True, audio: bool = True) -> None:
        """A connection of its own for each offer; the one before is left as it is."""
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        if video:
            self.connection.addTransceiver(Camera(shown.pictures), "sendonly")
        if audio:
            self.connection.addTransceiver(Microphone(shown.sound), "sendonly")
        await self.connection.setLocalDescription(await self.connection.createOffer())
        local = self.connection.localDescription
        await self.say_offer({"type": local.type, "sdp": local.sdp})

    async def answered(self) -> str:
        """Takes the answer and waits for the connection; returns the answer's SDP."""
        message = await self.hear()
        assert message["type"] == "tap.answer", message
        return await self._take(message)

    async def _take(self, message: dict[str, Any]) -> str:
        assert self.connection is not None
        description = message["description"]
        await self.connection.setRemoteDescription(RTCSessionDescription(**description))
        async with asyncio.timeout(20):
            while self.connection.connectionState != "connected":
                await asyncio.sleep(0.02)
        return str(description["sdp"])

    async def join(self, shown: Footage, **wanted: bool) -> str:
        await self.offer(shown, **wanted)
        return await self.answered()

    async def join_after_refusals(self, shown: Footage) -> None:
        """Hears the refusals of earlier offers first."""
        await self.offer(shown)
        assert self.connection is not None
        while (message := await self.hear())["type"] == "tap.gone":
            pass
        await self._take(message)

    async def leave(self) -> None:
        if self.connection is not None:
            for sender in self.connection.getSenders():
                if sender.track is not None:
                    sender.track.stop()
            await self.connection.close()
