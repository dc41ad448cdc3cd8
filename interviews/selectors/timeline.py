"""The lanes of an answer's timeline: which there are, what they are called, and their points.

The page draws what stands here and knows no lane by name. A lane whose purpose is not allowed, or
that holds no measurement, does not appear at all: nothing shows that something was refused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import numpy as np
from django.utils.translation import gettext

from analysis.types import Floats, Purpose, SignalTable
from interviews.selectors.column_words import COLUMN_WORDS
from interviews.selectors.finding_purposes import segment_allowed
from interviews.selectors.lanes import LANES, PINS, LaneSpec, Words
from interviews.selectors.problem_texts import problem_text
from interviews.selectors.signals_file import Signals, signals_for

MOST_POINTS = 2000
#: Below this a measurement is drawn as uncertain (hatched).
SURE = 0.5


class Series(TypedDict):
    """Known points only. Between two that lie further apart than ``gap`` seconds nothing is known.

    ``sure`` (0..1 each, None unknown) only where the lane has a confidence.
    """

    key: str
    label: str
    about: str
    gap: float
    t: list[float]
    v: list[float]
    sure: list[float | None] | None


class State(TypedDict):
    """``short``: what is drawn where ``label`` would be too long; only where there is room."""

    kind: str
    label: str
    start: float
    end: float
    sure: float | None
    short: NotRequired[str]


class Lane(TypedDict):
    key: str
    label: str
    unit: str
    kind: str
    hue: int
    size: str
    low: float
    high: float
    digits: int
    up: str
    down: str
    sure: float
    series: list[Series]
    states: list[State]


class Timeline(TypedDict):
    duration: float
    lanes: list[Lane]
    pins: list[State]


def timeline(
    *,
    signals: Signals,
    segments: Sequence[Mapping[str, Any]],
    problems: Sequence[Mapping[str, Any]],
    duration: float,
    purposes: frozenset[Purpose],
) -> Timeline:
    """Only what ``purposes`` allow, at most ``MOST_POINTS`` points a series."""
    visible = signals_for(signals, purposes)
    shown = [s for s in segments if segment_allowed(s["kind"], purposes)]
    lanes = [lane for spec in LANES if (lane := _lane(spec, visible, shown, duration))]
    return {"duration": duration, "lanes": lanes, "pins": _pins(shown, problems, duration)}


def _lane(
    spec: LaneSpec, signals: Signals, segments: Sequence[Mapping[str, Any]], duration: float
) -> Lane | None:
    series = [s for key, label in spec.columns if (s := _series(spec, key, label, signals))]
    labels = dict(spec.states)
    states = [_state(s, str(labels[s["kind"]])) for s in segments if s["kind"] in labels]
    if spec.columns and not series:
        return None
    if spec.states and not states:
        return None
    low, high = _axis(spec, series)
    return {
        "key": spec.key,
        "label": str(spec.label),
        "unit": str(spec.unit),
        "kind": spec.kind,
        "hue": spec.hue,
        "size": spec.size,
        "low": low,
        "high": high,
        "digits": spec.digits,
        "up": str(spec.up),
        "down": str(spec.down),
        "sure": SURE,
        "series": series,
        "states": states,
    }


def _series(spec: LaneSpec, key: str, label: Words, signals: Signals) -> Series | None:
    lane, _dot, name = key.partition(".")
    table = signals.tables.get(lane)
    if table is None or name not in table.columns:
        return None
    values = table.columns[name] * np.float32(spec.scale)
    known = np.isfinite(values)
    if not known.any():
        return None
    sure = _confidence(spec.confidence, signals, table)
    t, v, s = downsampled(table.t[known], values[known], None if sure is None else sure[known])
    return {
        "key": name,
        "label": str(label),
        "about": str(COLUMN_WORDS.get(key, signals.specs[key].about)),
        "gap": _gap(t),
        "t": [round(float(x), 2) for x in t],
        "v": [round(float(x), spec.digits + 1) for x in v],
        "sure": None if s is None else _rounded(s, 2),
    }


def _gap(t: Floats) -> float:
    """Two and a half times the usual distance: lanes run at rates from 1 to 10 per second."""
    return round(float(np.median(np.diff(t))) * 2.5, 2) if t.size > 1 else 1.0


def _confidence(key: str, signals: Signals, table: SignalTable) -> Floats | None:
    lane, _dot, name = key.partition(".")
    own = signals.tables.get(lane)
    if not key or own is None or name not in own.columns or own.t.shape != table.t.shape:
        return None
    return own.columns[name]


def downsampled(
    t: Floats, values: Floats, sure: Floats | None, most: int = MOST_POINTS
) -> tuple[Floats, Floats, Floats | None]:
    """Means of runs of equally many samples. Unknown confidences do not count."""
    run = math.ceil(t.size / most)
    if run <= 1:
        return t, values, sure
    parts = [_means(t, run), _means(values, run)]
    return parts[0], parts[1], None if sure is None else _means(sure, run)


def _means(values: Floats, run: int) -> Floats:
    padded = np.pad(values, (0, -values.size % run), constant_values=np.nan).reshape(-1, run)
    known = np.isfinite(padded)
    count = known.sum(axis=1)
    total = np.where(known, padded, 0).sum(axis=1)
    out = np.full(count.shape, np.nan, np.float32)
    np.divide(total, count, out=out, where=count > 0)
    return out


def _rounded(values: Floats, digits: int) -> list[float | None]:
    return [round(float(v), digits) if np.isfinite(v) else None for v in values]


def _axis(spec: LaneSpec, series: Sequence[Series]) -> tuple[float, float]:
    """Fixed ends where the lane has them, so that answers can be compared; wider if need be.

    An axis around zero stays symmetric.
    """
    values = [v for s in series for v in s["v"]]
    if not values:
        return 0.0, 1.0
    margin = (max(values) - min(values)) * 0.08 or 1.0
    low = spec.low if spec.low is not None else min(values) - margin
    high = spec.high if spec.high is not None else max(values) + margin
    low, high = min(low, min(values)), max(high, max(values))
    if spec.low is not None and spec.low < 0 and spec.low == -(spec.high or 0.0):
        low, high = -max(-low, high), max(-low, high)
    return round(low, 2), round(high, 2)


def _state(segment: Mapping[str, Any], label: str) -> State:
    return {
        "kind": segment["kind"],
        "label": label,
        "start": segment["start"],
        "end": segment["end"],
        "sure": segment["confidence"],
    }


def _pins(
    segments: Sequence[Mapping[str, Any]], problems: Sequence[Mapping[str, Any]], duration: float
) -> list[State]:
    pins = [_state(s, str(PINS[s["kind"]])) for s in segments if s["kind"] in PINS]
    whole = {p["kind"] for p in pins}
    for problem in problems:
        if problem["start"] is not None and problem["code"] not in whole:
            end = problem["end"] if problem["end"] is not None else duration
            title = str(problem_text(problem["code"]).title)
            pins.append(
                {
                    "kind": problem["code"],
                    "label": title or gettext("Problem"),
                    "start": problem["start"],
                    "end": end,
                    "sure": None,
                }
            )
    return sorted(pins, key=lambda pin: pin["start"])
