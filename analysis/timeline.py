"""Tables of different rates on one clock, and segments put together.

Lanes run at their own rates (pictures at 5 Hz, pose at about 1 Hz, voice at 10-60 Hz). The report
draws them under one video: everything here averages what is known and leaves the rest unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from analysis.types import Floats, Segment, SignalTable


def clock(duration_s: float, step_s: float) -> Floats:
    """Middles of the bins [0, step), [step, 2 step), ... that cover ``duration_s``."""
    if step_s <= 0:
        raise ValueError("step_s must be positive")
    bins = max(1, int(np.ceil(duration_s / step_s - 1e-9)))
    return ((np.arange(bins) + 0.5) * step_s).astype(np.float32)


def _bin_means(bins: npt.NDArray[np.int64], values: Floats, count: int) -> Floats:
    """Mean of the known values in each bin; NaN where a bin has none."""
    known = np.isfinite(values) & (bins >= 0) & (bins < count)
    weights = np.bincount(bins[known], minlength=count)
    sums = np.bincount(bins[known], weights=values[known], minlength=count)
    means = np.full(count, np.nan)
    np.divide(sums, weights, out=means, where=weights > 0)
    return means.astype(np.float32)


def resample(table: SignalTable, duration_s: float, step_s: float) -> SignalTable:
    """``table`` averaged into bins of ``step_s``. Unknown samples do not count, no bin is invented.

    Angles are averaged as they are: none of ours wraps round (all stay within +-180 degrees of the
    camera's axis and are far from it).
    """
    t = clock(duration_s, step_s)
    bins = np.floor(table.t.astype(np.float64) / step_s).astype(np.int64)
    return SignalTable(t, {n: _bin_means(bins, v, t.size) for n, v in table.columns.items()})


def on_one_clock(
    tables: Mapping[str, SignalTable], duration_s: float, step_s: float = 1.0
) -> SignalTable:
    """All tables on one clock; columns are named ``lane.column``."""
    columns: dict[str, Floats] = {}
    for lane, table in tables.items():
        for name, values in resample(table, duration_s, step_s).columns.items():
            columns[f"{lane}.{name}"] = values
    return SignalTable(clock(duration_s, step_s), columns)


def segments_where(
    kind: str,
    t: Floats,
    holds: npt.NDArray[np.bool_],
    *,
    step_s: float,
    min_s: float = 0.0,
    confidence: Floats | None = None,
) -> list[Segment]:
    """Stretches of samples where ``holds``; a sample stands for the time until the next one.

    ``step_s`` is the usual distance of samples: a hole in the clock longer than twice that ends a
    stretch, because nobody looked in between. ``confidence`` (N,) is averaged over each stretch.
    """
    found: list[Segment] = []
    start = -1
    for i in range(len(t) + 1):
        inside = i < len(t) and bool(holds[i])
        hole = 0 < i < len(t) and float(t[i] - t[i - 1]) > 2 * step_s
        if start >= 0 and (not inside or hole):
            end = float(t[i]) if i < len(t) and not hole else float(t[i - 1]) + step_s
            sure = 1.0 if confidence is None else _mean_known(confidence[start:i])
            if end - float(t[start]) >= min_s:
                found.append(Segment(kind, float(t[start]), end, sure))
            start = -1
        if inside and start < 0:
            start = i
    return found


def _mean_known(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else 0.0


def merged(segments: Iterable[Segment], gap_s: float = 0.0) -> list[Segment]:
    """Segments of each kind joined where they touch, overlap or leave at most ``gap_s`` between.

    The joined confidence is the mean weighted by duration. Sorted by start.
    """
    found: list[Segment] = []
    by_kind: dict[str, list[Segment]] = {}
    for segment in segments:
        by_kind.setdefault(segment.kind, []).append(segment)
    for own in by_kind.values():
        run: list[Segment] = []
        end = 0.0
        for segment in sorted(own, key=lambda s: s.start):
            if run and segment.start > end + gap_s:
                found.append(_joined(run))
                run = []
            end = max(end, segment.end) if run else segment.end
            run.append(segment)
        found.append(_joined(run))
    return sorted(found, key=lambda s: (s.start, s.end, s.kind))


def _joined(run: Sequence[Segment]) -> Segment:
    lengths = np.array([max(1e-6, s.end - s.start) for s in run])
    sure = float(np.average([s.confidence for s in run], weights=lengths))
    return Segment(run[0].kind, run[0].start, max(s.end for s in run), sure)
