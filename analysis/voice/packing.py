"""Speech packed into few full windows, and window times mapped back to the recording.

Whisper's encoder costs the same for a window whether it holds speech or silence, so silence is cut
out first and what remains is laid end to end. Windows are balanced, because all windows of a batch
are padded to the longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.types import Floats, Segment

RATE = 16_000  # Hz


@dataclass(frozen=True, slots=True)
class PackingConfig:
    """``window_s``: at most Whisper's 30 s. ``pad_s``: pause kept on each side of a stretch, so
    that the recogniser still hears where phrases end."""

    window_s: float = 24.0
    pad_s: float = 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """``start``-``end`` of the recording, which lies at ``offset`` in the window (seconds)."""

    start: float
    end: float
    offset: float


@dataclass(frozen=True, slots=True)
class Window:
    pieces: tuple[Piece, ...]

    @property
    def length_s(self) -> float:
        last = self.pieces[-1]
        return last.offset + last.end - last.start

    def samples(self, recording: Floats) -> Floats:
        """The window's sound (N,)."""
        parts = [recording[round(p.start * RATE) : round(p.end * RATE)] for p in self.pieces]
        return np.concatenate(parts)

    def in_recording(self, start: float, end: float) -> tuple[float, float]:
        """Window times to recording times. What straddles a cut goes where its middle lies."""
        middle = (start + end) / 2
        piece = next((p for p in reversed(self.pieces) if p.offset <= middle), self.pieces[0])
        shift = piece.start - piece.offset
        first = min(max(start + shift, piece.start), piece.end)
        return first, min(max(end + shift, first), piece.end)


def _padded(speech: Sequence[Segment], duration: float, pad_s: float) -> list[tuple[float, float]]:
    """Stretches with some of the pause around them; neighbours share a short pause in halves."""
    stretches = []
    for i, segment in enumerate(speech):
        before = 0.0 if i == 0 else (speech[i - 1].end + segment.start) / 2
        after = duration if i + 1 == len(speech) else (segment.end + speech[i + 1].start) / 2
        stretches.append(
            (max(before, segment.start - pad_s), min(after, segment.end + pad_s, duration))
        )
    return stretches


def _split(
    stretch: tuple[float, float], probabilities: Floats, frame_s: float, window_s: float
) -> list[tuple[float, float]]:
    """A stretch longer than a window, cut where speech is least likely in its second half."""
    start, end = stretch
    parts = []
    while end - start > window_s:
        first = int((start + window_s / 2) / frame_s)
        last = max(first + 1, int((start + window_s) / frame_s))
        cut = (first + int(np.argmin(probabilities[first:last])) + 0.5) * frame_s
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]


def _filled(stretches: Sequence[tuple[float, float]], capacity: float) -> list[list[int]]:
    """Indices of stretches per window, in order, each window up to ``capacity`` seconds."""
    windows: list[list[int]] = []
    used = np.inf
    for i, (start, end) in enumerate(stretches):
        if used + end - start > capacity + 1e-6:
            windows.append([])
            used = 0.0
        windows[-1].append(i)
        used += end - start
    return windows


def _balanced(stretches: Sequence[tuple[float, float]], window_s: float) -> list[list[int]]:
    """As few windows as fit, and among those the smallest longest one (bisection on capacity)."""
    best = _filled(stretches, window_s)
    low, high = max(end - start for start, end in stretches), window_s
    while high - low > 0.1:
        middle = (low + high) / 2
        attempt = _filled(stretches, middle)
        if len(attempt) == len(best):
            best, high = attempt, middle
        else:
            low = middle
    return best


def pack(
    speech: Sequence[Segment],
    probabilities: Floats,
    frame_s: float,
    duration: float,
    config: PackingConfig,
    only: Sequence[Segment] | None = None,
) -> tuple[Window, ...]:
    """Windows that hold all speech, or ``only`` those stretches of it. No speech: no windows."""
    wanted = range(len(speech)) if only is None else [speech.index(s) for s in only]
    padded = _padded(speech, duration, config.pad_s)
    stretches = [
        part for i in wanted for part in _split(padded[i], probabilities, frame_s, config.window_s)
    ]
    if not stretches:
        return ()
    windows = []
    for indices in _balanced(stretches, config.window_s):
        pieces, offset = [], 0.0
        for i in indices:
            start, end = stretches[i]
            pieces.append(Piece(start, end, offset))
            offset += end - start
        windows.append(Window(tuple(pieces)))
    return tuple(windows)
