"""When somebody speaks: Silero voice activity detection, with hysteresis and minimum durations.

The network judges 32 ms at a time and carries an LSTM state. The packaged *sequence* export runs a
whole block of frames in one call (silero-vad pull request 784), which spares a Python loop of 31
calls per second of sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from analysis.types import Floats, Segment
from analysis.voice.onnx import open_session

RATE = 16_000  # Hz
FRAME = 512  # samples the network judges at a time: 32 ms
CONTEXT = 64  # samples of the frame before, which it sees too
FRAME_S = FRAME / RATE
_BLOCK = 1024  # frames a call: 33 s, 2.6 MB


@dataclass(frozen=True, slots=True)
class ActivityConfig:
    """Where speech begins and ends.

    ``onset`` and ``offset`` are the defaults of the Silero authors (0.5, and 0.15 below it).
    ``min_speech_s``: theirs is 250 ms, which loses a short "yes" (230 ms in the packaged sample);
    120 ms is a short syllable. ``pad_s``: theirs is 30 ms; a little longer, because soft first and
    last consonants matter to the recogniser. ``min_pause_s``: pauses under about 250 ms
    are stops and breaths inside fluent speech, not pauses (Goldman-Eisler 1968).
    ``floor_dbfs``: a frame whose RMS is below this is digital silence or a muted microphone.
    """

    onset: float = 0.5
    offset: float = 0.35
    min_speech_s: float = 0.12
    min_pause_s: float = 0.25
    pad_s: float = 0.05
    floor_dbfs: float = -75.0


@dataclass(frozen=True, slots=True)
class Activity:
    """``probabilities`` (F,): speech probability of each 32 ms frame, from the first sample on."""

    duration_s: float
    probabilities: Floats
    speech: tuple[Segment, ...]
    pauses: tuple[Segment, ...]

    @property
    def speech_s(self) -> float:
        return sum(s.end - s.start for s in self.speech)

    def speaking_at(self, t: Floats) -> Floats:
        """1.0 where ``t`` (N,) lies inside a speech segment, else 0.0."""
        out = np.zeros(t.shape, np.float32)
        for segment in self.speech:
            out[(t >= segment.start) & (t < segment.end)] = 1.0
        return out


def _blocks(samples: Floats) -> Iterator[Floats]:
    """(B, 576) blocks: rows of 64 samples of context and 512 new ones, zeros at the end."""
    frames = -(-samples.size // FRAME)
    for first in range(0, frames, _BLOCK):
        start, end = first * FRAME - CONTEXT, min(first + _BLOCK, frames) * FRAME
        piece = np.zeros(end - start, np.float32)
        known = samples[max(0, start) : end]
        offset = max(0, -start)
        piece[offset : offset + known.size] = known
        yield np.lib.stride_tricks.sliding_window_view(piece, CONTEXT + FRAME)[::FRAME].copy()


class VoiceActivity:
    """The loaded network. One instance per process; calls share no state."""

    def __init__(self, model: Path, config: ActivityConfig | None = None, threads: int = 1) -> None:
        self.config = config or ActivityConfig()
        self._session = open_session(model, threads)

    def probabilities(self, samples: Floats) -> Floats:
        """Speech probability (F,) of each 32 ms frame of ``samples`` (N,) at 16 kHz."""
        if samples.size == 0:
            return np.zeros(0, np.float32)
        state = {name: np.zeros((1, 1, 128), np.float32) for name in ("h", "c")}
        parts = []
        for block in _blocks(samples):
            speech, state["h"], state["c"] = self._session.run(
                ["speech_probs", "hn", "cn"], {"input": block, **state}
            )
            parts.append(speech.reshape(-1))
        return np.concatenate(parts)

    def __call__(self, samples: Floats) -> Activity:
        """Speech segments and the pauses between them. Silence has neither."""
        duration = samples.size / RATE
        found = self.probabilities(samples)
        audible = np.where(_frame_dbfs(samples) >= self.config.floor_dbfs, found, 0.0)
        speech = speech_segments(audible.astype(np.float32), duration, self.config)
        return Activity(duration, found, speech, pauses_between(speech))


def _frame_dbfs(samples: Floats) -> Floats:
    """RMS level (F,) of each VAD frame, in dBFS."""
    whole = samples.size // FRAME
    rows = samples[: whole * FRAME].reshape(whole, FRAME)
    power = np.einsum("ij,ij->i", rows, rows)  # without a copy of hours of sound
    rest = samples[whole * FRAME :]
    if rest.size:
        power = np.append(power, rest @ rest)
    return np.asarray(10.0 * np.log10(np.maximum(power / FRAME, 1e-12)), np.float32)


def _runs(probabilities: Floats, config: ActivityConfig) -> list[tuple[int, int]]:
    """Frame ranges with hysteresis: start at ``onset``, end when it falls below ``offset``."""
    runs: list[tuple[int, int]] = []
    start = -1
    for i, p in enumerate(probabilities.tolist()):
        if start < 0 and p >= config.onset:
            start = i
        elif start >= 0 and p < config.offset:
            runs.append((start, i))
            start = -1
    if start >= 0:
        runs.append((start, probabilities.size))
    return runs


def speech_segments(
    probabilities: Floats, duration: float, config: ActivityConfig
) -> tuple[Segment, ...]:
    """Runs of speech in seconds: short gaps closed, then short runs dropped, then padded.

    ``confidence`` is the mean speech probability of the segment's frames.
    """
    joined: list[list[int]] = []
    for start, end in _runs(probabilities, config):
        if joined and (start - joined[-1][1]) * FRAME_S < config.min_pause_s + 2 * config.pad_s:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return tuple(
        Segment(
            "speech",
            max(0.0, start * FRAME_S - config.pad_s),
            min(duration, end * FRAME_S + config.pad_s),
            float(probabilities[start:end].mean()),
        )
        for start, end in joined
        if (end - start) * FRAME_S >= config.min_speech_s
    )


def pauses_between(speech: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Silences inside the talk. Before the first and after the last word is no pause."""
    return tuple(
        Segment("pause", before.end, after.start, min(before.confidence, after.confidence))
        for before, after in pairwise(speech)
    )
