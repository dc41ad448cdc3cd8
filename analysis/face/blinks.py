"""Blinks from sampled eye openness, and what the sampling rate can say about their rate.

A blink keeps the lids more than half closed for roughly 0.15 s (down 90 ms, up 240 ms:
VanderWerf et al. 2003). Sampled every 0.2 s, about a quarter of all blinks falls between two
samples. So the rate is the seen number divided by the chance to be seen, with an interval that
covers chance and the spread of blink durations; what was seen is given beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analysis.types import Floats, Segment


@dataclass(frozen=True, slots=True)
class BlinkConfig:
    """Openness is a share of the person's usual openness in this recording."""

    closed: float = 0.55  # below: more than half closed, allowing for noise of the mesh
    open: float = 0.75  # an eye must have been this open just before and just after
    longest_s: float = 0.5  # longer closures are closed eyes or a lowered look
    near_s: float = 0.7  # how far "just before and after" reaches
    # Time below ``closed``: shortest, usual, longest (VanderWerf 2003; Caffier 2003).
    covered_s: tuple[float, float, float] = (0.08, 0.15, 0.25)
    shortest_watch_s: float = 10.0  # less visible time than this gives no rate


class Blinks(NamedTuple):
    """``rate`` per minute of visible time with a 95 % interval; NaN when watched too briefly."""

    events: tuple[Segment, ...]
    watched_s: float
    rate: float
    low: float
    high: float


def find_blinks(t: Floats, openness: Floats, config: BlinkConfig | None = None) -> Blinks:
    """Blinks in ``openness`` (N,), mean of both eyes relative to usual, at times ``t`` (N,)."""
    config = config or BlinkConfig()
    if len(t) < 3:
        return Blinks((), 0.0, *(float("nan"),) * 3)
    step = float(np.median(np.diff(t)))
    watched = float(np.isfinite(openness).sum()) * step
    events = tuple(
        Segment("blink", float(t[a]), float(t[b] + step), _certainty(openness[a : b + 1]))
        for a, b in _runs(openness < config.closed)
        if _is_blink(t, openness, a, b, step, config)
    )
    if watched < config.shortest_watch_s:
        return Blinks(events, watched, *(float("nan"),) * 3)
    shortest, usual, longest = (min(1.0, covered / step) for covered in config.covered_s)
    fewest, most = poisson_interval(len(events))
    per_minute = 60.0 / watched
    return Blinks(
        events,
        watched,
        len(events) / usual * per_minute,
        fewest / longest * per_minute,
        most / shortest * per_minute,
    )


def _is_blink(
    t: Floats, openness: Floats, a: int, b: int, step: float, config: BlinkConfig
) -> bool:
    """Short, and between open eyes on both sides."""
    if t[b] - t[a] + step > max(config.longest_s, 2 * step):
        return False
    before = openness[(t >= t[a] - config.near_s) & (t < t[a])]
    after = openness[(t > t[b]) & (t <= t[b] + config.near_s)]
    return all(np.any(side >= config.open) for side in (before, after))


def _certainty(openness: Floats) -> float:
    """1 for fully closed lids, towards 0 at the threshold's openness."""
    return float(np.clip(1.0 - np.min(openness), 0.0, 1.0))


def _runs(mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """First and last index of every stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in edges.reshape(-1, 2)]


def poisson_interval(count: int) -> tuple[float, float]:
    """95 % interval of the mean behind an observed count (Byar's approximation)."""
    low = 0.0
    if count:
        low = count * (1 - 1 / (9 * count) - 1.96 / (3 * count**0.5)) ** 3
    more = count + 1
    return low, more * (1 - 1 / (9 * more) + 1.96 / (3 * more**0.5)) ** 3
