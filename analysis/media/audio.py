"""Sound of any file as mono 16 kHz samples, the rate that every speech network here expects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
import av.error
import numpy as np

from analysis.types import AnalysisError, Floats, ProblemCode

RATE = 16_000  # Hz

Source = str | Path | BinaryIO


def mono_16k() -> av.AudioResampler:
    """A resampler to signed 16-bit mono at ``RATE``; ``None`` flushes what it holds back."""
    return av.AudioResampler(format="s16", layout="mono", rate=RATE)


def _samples(container: av.container.InputContainer) -> Iterator[np.ndarray]:
    resampler = mono_16k()
    try:
        for frame in container.decode(audio=0):
            frame.pts = None  # gaps are not filled here: the file is taken as one run of sound
            for part in resampler.resample(frame):
                yield part.to_ndarray()[0]
    except (av.error.InvalidDataError, av.error.EOFError):
        pass  # a truncated file: what came before is the answer
    for part in resampler.resample(None):
        yield part.to_ndarray()[0]


def read_audio(source: Source) -> tuple[Floats, int]:
    """Whole first sound track of ``source`` as (N,) float32 in -1..1, and the rate (16 kHz).

    For single sounds (evaluation, tests); recordings go through ``analysis.media.recording``.
    Raises ``AnalysisError``: EMPTY, NOT_A_VIDEO (no media at all) or NO_AUDIO_TRACK.
    """
    name = str(source) if isinstance(source, str | Path) else source
    try:
        container = av.open(name, mode="r")
    except FileNotFoundError:
        raise
    except (av.error.FFmpegError, ValueError) as error:
        raise AnalysisError(ProblemCode.NOT_A_VIDEO, str(error)) from error
    with container:
        if not container.streams.audio:
            raise AnalysisError(ProblemCode.NO_AUDIO_TRACK, "no sound track in the file")
        parts = list(_samples(container))
    if not parts or not sum(map(len, parts)):
        raise AnalysisError(ProblemCode.EMPTY, "the sound track holds no samples")
    return np.concatenate(parts).astype(np.float32) / 32768.0, RATE
