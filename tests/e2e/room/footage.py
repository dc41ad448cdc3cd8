"""What a scripted candidate shows and says, as a file that any process can play; and the tracks of
aiortc that play it in real time.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from tests.analysis.recordings import Unseekable, recorded

WIDTH, HEIGHT, FPS = 320, 240, 5
RATE = 48_000
STEP = RATE // 50  # samples of a packet: 20 ms
SILENT_PACKETS = 10  # of silence only every so many is sent, as browsers may (RFC 7587, DTX)

Bgr = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """``pictures`` (N, H, W, 3) BGR, ``FPS`` a second, there and back; ``sound`` (M,) at 48 kHz."""

    pictures: Bgr
    sound: Samples

    @property
    def seconds(self) -> float:
        return self.sound.size / RATE

    def picture(self, number: int) -> Bgr:
        """The loop turns round at its ends: no jump."""
        last = len(self.pictures) - 1
        at = number % max(1, 2 * last)
        return self.pictures[at if at <= last else 2 * last - at]

    def save(self, path: Path) -> None:
        np.savez(path, pictures=self.pictures, sound=self.sound)

    @classmethod
    def load(cls, path: Path) -> Footage:
        with np.load(path) as stored:
            return cls(stored["pictures"], stored["sound"])

    def recording(self, seconds: float | None = None) -> bytes:
        """What a browser would have recorded of it: webm with neither length nor index."""
        length = self.seconds if seconds is None else seconds
        sink = Unseekable()
        recorded(
            sink,
            times=np.arange(0, length, 1 / FPS).tolist(),
            picture=lambda t: self.picture(round(t * FPS)),
            sounds=[(0.0, self.sound[: round(length * RATE)].astype(np.float32) / 32768)],
        )
        return bytes(sink.data)

    def camera_file(self, path: Path, seconds: float = 6.0) -> Path:
        """Motion JPEG, which Chromium plays in a loop as its camera."""
        with av.open(str(path), "w", format="mjpeg") as out:
            stream = out.add_stream("mjpeg", rate=FPS)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
            for number in range(round(seconds * FPS)):
                frame = VideoFrame.from_ndarray(self.picture(number), format="bgr24")
                frame.pts = number
                out.mux(stream.encode(frame.reformat(format="yuvj420p")))
            out.mux(stream.encode(None))
        return path


class Player:
    """Pictures all the time; the sound when ``speak`` was called, silence otherwise."""

    def __init__(self, footage: Footage) -> None:
        self.footage = footage
        self._begun = time.monotonic()
        self._speaks_from: float | None = None

    def speak(self) -> float:
        """Says it once, from now on; returns how many seconds it takes."""
        self._speaks_from = self.now()
        return self.footage.seconds

    def now(self) -> float:
        return time.monotonic() - self._begun

    def silent_at(self, t: float) -> bool:
        """Whether nothing is being said at ``t`` s."""
        begun = self._speaks_from
        return begun is None or not begun <= t < begun + self.footage.seconds

    def sound_at(self, t: float) -> Samples:
        """(960,) for the packet at ``t`` s."""
        packet = np.zeros(STEP, np.int16)
        if self._speaks_from is not None and t >= self._speaks_from:
            at = round((t - self._speaks_from) * 50) * STEP
            piece = self.footage.sound[at : at + STEP]
            packet[: piece.size] = piece
        return packet


class Camera(MediaStreamTrack):
    """Begins when it is first asked, which is when the connection stands, as a browser does.

    Pictures are as encoders take them: aiortc would convert each one for each connection anew.
    """

    kind = "video"

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self._number: int | None = None

    async def recv(self) -> VideoFrame:
        if self.readyState != "live":
            raise MediaStreamError
        if self._number is None:
            self._number = round(self._player.now() * FPS)
        await asyncio.sleep(self._number / FPS - self._player.now())
        picture = self._player.footage.picture(self._number)
        planes = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
        frame = VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = self._number, Fraction(1, FPS)
        self._number += 1
        return frame


class Microphone(MediaStreamTrack):
    """The same for sound. Silence is sent sparely: each packet costs Python a fifth of a ms at
    either end, and five who are silent at once would take half a core.
    """

    kind = "audio"

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self._number: int | None = None

    async def recv(self) -> AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        if self._number is None:
            self._number = round(self._player.now() * 50)
        t = self._number / 50
        await asyncio.sleep(t - self._player.now())
        samples = self._player.sound_at(t)
        frame = AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._number * STEP, Fraction(1, RATE)
        self._number += SILENT_PACKETS if self._player.silent_at(t) else 1
        return frame
