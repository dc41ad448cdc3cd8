"""Recordings for tests: the packaged samples, and media made on the spot with PyAV."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from analysis.weights import WeightStore

STORE = WeightStore()
RATE = 48_000


def face_sample(name: str) -> Path:
    return STORE.path("samples_faces") / name


def speech_sample(name: str) -> Path:
    return STORE.path("samples_speech") / name


class Unseekable(io.RawIOBase):
    """A sink that cannot go back, as a browser's recorder has: no duration, no index."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, piece: Any) -> int:
        self.data += bytes(piece)
        return len(piece)


def tone(seconds: float, hertz: float = 440.0, level: float = 0.3) -> np.ndarray:
    """(N,) float32 at 48 kHz."""
    t = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def shade(t: float, size: tuple[int, int] = (160, 120)) -> np.ndarray:
    """A picture that is dark on its left, light on its right, and drifts with time."""
    width, height = size
    row = np.linspace(30, 220, width) + 10 * np.sin(t)
    grey = np.repeat(row[None].clip(0, 255).astype(np.uint8), height, axis=0)
    return np.repeat(grey[:, :, None], 3, axis=2)


def recorded(
    sink: Any,
    *,
    times: Iterable[float] | None = None,
    picture: Callable[[float], np.ndarray] | None = shade,
    sounds: Iterable[tuple[float, np.ndarray]] = (),
    container: str = "webm",
    codecs: tuple[str, str] = ("libvpx", "libopus"),
    turned: int = 0,
    options: dict[str, str] | None = None,
) -> None:
    """Encode pictures at ``times`` (s) and ``sounds`` (start in s, 48 kHz) to ``sink``."""
    target = str(sink) if isinstance(sink, Path) else sink
    moments = list(times or [])
    with av.open(target, "w", format=container, options=options or {}) as file:
        video = audio = None
        if picture is not None and moments:
            first = picture(moments[0])
            video = file.add_stream(codecs[0], rate=30)
            video.height, video.width = first.shape[:2]
            video.pix_fmt = "yuv420p"
            video.time_base = video.codec_context.time_base = Fraction(1, 1000)
            video.options = _fast(codecs[0])
            if turned:
                video.set_display_rotation(turned)
        sounds = list(sounds)
        if sounds:
            audio = file.add_stream(codecs[1], rate=RATE, layout="mono")
        if video is not None and picture is not None:
            for t in moments:
                frame = av.VideoFrame.from_ndarray(picture(t), format="bgr24")
                frame.pts, frame.time_base = round(t * 1000), Fraction(1, 1000)
                file.mux(video.encode(frame))
            file.mux(video.encode(None))
        if audio is not None:
            for start, samples in sounds:
                _encode_sound(file, audio, start, samples)
            file.mux(audio.encode(None))


def _fast(codec: str) -> dict[str, str]:
    if codec == "libvpx":
        return {"deadline": "realtime", "cpu-used": "8"}
    return {"preset": "ultrafast"} if codec == "libx264" else {}


def _encode_sound(file: Any, audio: Any, start: float, samples: np.ndarray) -> None:
    pcm = (samples.clip(-1, 1) * 32767).astype(np.int16)
    for i in range(0, len(pcm), 960):
        piece = np.zeros((1, 960), np.int16)
        piece[0, : len(pcm[i : i + 960])] = pcm[i : i + 960]
        frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
        frame.rate, frame.time_base = RATE, Fraction(1, RATE)
        frame.pts = round(start * RATE) + i
        file.mux(audio.encode(frame))


def as_a_browser_records(seconds: float = 3.0, **kind: Any) -> io.BytesIO:
    """webm with VP8 and Opus and neither duration nor index."""
    sink = Unseekable()
    recorded(
        sink,
        times=np.arange(0, seconds, 1 / 30).tolist(),
        sounds=[(0.0, tone(seconds))],
        **kind,
    )
    return io.BytesIO(bytes(sink.data))
