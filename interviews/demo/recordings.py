"""Recordings for the demo, as a browser would have sent them: webm, VP8 and Opus, in memory.

Faces and voices come from the sample packages that the weights installer fetches; only their
combination is ours. Where an answer has to be about a job, our English voice says it. Nothing about
a recording is known in advance: the pipeline looks and listens.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from analysis.voice.synthesis import Synthesiser
from analysis.weights import WeightStore

WIDTH, HEIGHT, FPS = 640, 480, 15
RATE = 48_000
Bgr = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Clip:
    """A face and a voice. ``face``: video or still; ``voice``: part of a sound file, or none.

    ``says``: text for our own voice instead of a file; then ``seconds`` is what it takes.
    """

    face: str
    voice: str | None
    start_s: float
    seconds: float
    # Part of the picture: left, top, width in shares of its width; the height follows as 3:4.
    crop: tuple[float, float, float] = (0.0, 0.0, 1.0)
    says: str = ""


def compose(clip: Clip, store: WeightStore | None = None) -> bytes:
    """The recording as webm bytes."""
    store = store or WeightStore()
    face = store.path("samples_faces") / clip.face
    sound = None
    if clip.says:
        sound = _spoken(clip.says)
        clip = replace(clip, seconds=math.ceil(len(sound) / RATE) + 1.0)
        sound = np.pad(sound, (0, max(0, round(clip.seconds * RATE) - len(sound))))
    elif clip.voice:
        sound = _sound(store.path("samples_speech") / clip.voice, clip.start_s, clip.seconds)
    sink = io.BytesIO()
    with av.open(sink, "w", format="webm") as writer:
        video = writer.add_stream("libvpx", rate=FPS)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.bit_rate = 450_000
        video.options = {"deadline": "realtime", "cpu-used": "8"}
        audio = (
            writer.add_stream("libopus", rate=RATE, layout="mono") if sound is not None else None
        )
        for number, picture in enumerate(_pictures(face, clip)):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            writer.mux(video.encode(frame))
            if audio is not None and sound is not None:
                piece = sound[number * RATE // FPS : (number + 1) * RATE // FPS]
                writer.mux(audio.encode(_frame(piece, number * RATE // FPS)))
        writer.mux(video.encode(None))
        if audio is not None:
            writer.mux(audio.encode(None))
    return sink.getvalue()


def seconds_of(recording: bytes) -> float:
    """How long a composed recording is."""
    with av.open(io.BytesIO(recording), "r") as reader:
        return (reader.duration or 0) / av.time_base


def _pictures(face: Path, clip: Clip) -> Iterator[Bgr]:
    count = round(clip.seconds * FPS)
    if face.suffix in {".jpg", ".png"}:
        photo = cv2.imread(str(face))
        if photo is None:
            raise FileNotFoundError(face)
        yield from _still(_cropped(photo.astype(np.uint8, copy=False), clip.crop), count)
        return
    frames = [_cropped(frame, clip.crop) for frame in _decoded(face, clip.seconds)]
    there_and_back = frames + frames[-2:0:-1]  # no jump where a short clip begins again
    for number in range(count):
        yield there_and_back[number % len(there_and_back)]


def _decoded(path: Path, seconds: float) -> Iterator[Bgr]:
    """Frames at our rate, upright as stored."""
    wanted = 0.0
    with av.open(str(path)) as reader:
        for frame in reader.decode(video=0):
            moment = frame.time or 0.0
            if moment >= seconds:
                return
            if moment >= wanted:
                wanted += 1 / FPS
                yield frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False)


def _cropped(picture: Bgr, crop: tuple[float, float, float]) -> Bgr:
    """Cut to 4:3, black where the picture ends."""
    height, width = picture.shape[:2]
    left, top, wide = (round(share * width) for share in crop)
    high = wide * HEIGHT // WIDTH
    cut = picture[top : min(height, top + high), left : min(width, left + wide)]
    scale = min(WIDTH / cut.shape[1], HEIGHT / cut.shape[0])
    small = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    canvas = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    y, x = (HEIGHT - small.shape[0]) // 2, (WIDTH - small.shape[1]) // 2
    canvas[y : y + small.shape[0], x : x + small.shape[1]] = small
    return canvas


def _still(picture: Bgr, count: int) -> Iterator[Bgr]:
    """A photo moved about slowly as a hand-held camera would, with a sensor's noise."""
    noise = np.random.default_rng(7)
    for number in range(count):
        t = number / FPS
        angle = 2.2 * np.sin(0.9 * t) + 0.8 * np.sin(2.3 * t)
        scale = 1.06 + 0.03 * np.sin(0.35 * t)
        matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), angle, scale)
        matrix[:, 2] += [9 * np.sin(0.6 * t), 5 * np.sin(1.1 * t)]
        moved = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
        grain = noise.normal(0, 2.0, (HEIGHT, WIDTH, 1))
        yield np.clip(moved + grain, 0, 255).astype(np.uint8)


def _sound(path: Path, start_s: float, seconds: float) -> npt.NDArray[np.int16]:
    """Mono samples at 48 kHz, silence where the file has ended."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts: list[npt.NDArray[np.int16]] = []
    with av.open(str(path)) as reader:
        for frame in reader.decode(audio=0):
            frame.pts = None
            parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    parts += [part.to_ndarray()[0] for part in resampler.resample(None)]
    samples = np.concatenate(parts)[round(start_s * RATE) :]
    wanted = round(seconds * RATE)
    return np.pad(samples[:wanted], (0, max(0, wanted - len(samples))))


def _spoken(text: str) -> npt.NDArray[np.int16]:
    """Our English voice, mono at 48 kHz."""
    voice = Synthesiser()
    samples = (voice(text) * 32767).astype(np.int16)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
    frame.sample_rate = voice.rate
    parts = [
        part.to_ndarray()[0] for part in (*resampler.resample(frame), *resampler.resample(None))
    ]
    return np.concatenate(parts)


def _frame(samples: npt.NDArray[np.int16], at: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
    return frame
