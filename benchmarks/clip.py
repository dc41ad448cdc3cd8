"""A recording to measure on: real faces, real speech, encoded as a browser's MediaRecorder does.

The samples are short, so they are shown one after the other, each time in another way: forwards,
mirrored, backwards, slowly zoomed. No two pictures are the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

from analysis.media.audio import RATE, read_audio
from analysis.weights import WeightStore

WIDTH, HEIGHT, FPS = 640, 480, 30
FACES = ("WolfgangLanger_Pexels.mp4", "single_face.mp4")
SPEECH = ("two_cities.wav", "beckett.wav", "clone-test.wav", "endgame_nagg_nell.wav")

Bgr = npt.NDArray[np.uint8]


def recording(store: WeightStore, folder: Path, seconds: int) -> Path:
    """The clip of this length, built on first use. VP8 and Opus in webm, about 75 kB a second."""
    path = folder / f"interview-{seconds}s-v1.webm"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.webm")
    with av.open(str(partial), "w") as file:
        picture = file.add_stream("libvpx", rate=FPS)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.bit_rate = 600_000
        picture.options = {"deadline": "realtime", "cpu-used": "8"}
        sound = file.add_stream("libopus", rate=48_000, layout="mono")
        sound.bit_rate = 32_000
        for i, bgr in enumerate(_pictures(store, seconds)):
            frame = av.VideoFrame.from_ndarray(bgr, format="bgr24")
            frame.pts, frame.time_base = i, Fraction(1, FPS)
            file.mux(picture.encode(frame))
        file.mux(picture.encode(None))
        for packet in _sound(store, seconds, sound):
            file.mux(packet)
    partial.rename(path)
    return path


def _pictures(store: WeightStore, seconds: int) -> Iterator[Bgr]:
    """``seconds`` of pictures; every pass over a sample looks different."""
    shown = 0
    turn = 0
    while True:
        for name in FACES:
            frames = _frames(store.path("samples_faces") / name)
            passes = 1 if len(frames) > 300 else 4  # the short sample forth and back
            for _ in range(passes):
                for bgr in frames[:: -1 if turn % 2 else 1]:
                    yield _seen(bgr, shown / FPS, mirrored=turn // 2 % 2 == 1)
                    shown += 1
                    if shown >= seconds * FPS:
                        return
                turn += 1


def _frames(path: Path) -> list[Bgr]:
    with av.open(str(path)) as file:
        return [np.asarray(f.to_ndarray(format="bgr24"), np.uint8) for f in file.decode(video=0)]


def _seen(bgr: Bgr, t: float, *, mirrored: bool) -> Bgr:
    """4:3 part of the picture, drifting and zooming slowly like a person who shifts on a chair."""
    height, width = bgr.shape[:2]
    scale = 0.94 + 0.05 * np.sin(t / 7.3)
    h, w = height * scale, height * scale * WIDTH / HEIGHT
    x = (width - w) / 2 + (width - w) * 0.08 * np.sin(t / 3.1)
    y = (height - h) / 2 * (1 + 0.8 * np.sin(t / 4.7))
    k = w / WIDTH
    matrix = np.array([[k, 0, x], [0, k, y]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(bgr, matrix, (WIDTH, HEIGHT), flags=flags)
    return np.asarray(cv2.flip(cut, 1) if mirrored else cut, np.uint8)


def _sound(store: WeightStore, seconds: int, stream: av.AudioStream) -> Iterator[Any]:
    """The speech samples one after the other, a second apart."""
    pause = np.zeros(RATE, np.float32)
    parts: list[npt.NDArray[np.float32]] = []
    while sum(map(len, parts)) < seconds * RATE:
        for name in SPEECH:
            parts += [read_audio(store.path("samples_speech") / name)[0], pause]
    samples = np.concatenate(parts)[: seconds * RATE]
    pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    for start in range(0, len(pcm), RATE):
        piece = np.ascontiguousarray(pcm[None, start : start + RATE])
        frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
        frame.rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)
