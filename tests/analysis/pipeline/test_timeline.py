"""Lanes of different rates on one clock: averages of what is known, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.timeline import clock, merged, on_one_clock, resample, segments_where
from analysis.types import Segment, SignalTable

NAN = np.nan


def _table(t: list[float], **columns: list[float]) -> SignalTable:
    return SignalTable(
        np.array(t, np.float32), {n: np.array(v, np.float32) for n, v in columns.items()}
    )


def test_bins_average_what_is_known_and_stay_unknown_where_nothing_is() -> None:
    table = _table([0.1, 0.6, 1.2, 3.1], yaw=[10.0, 20.0, NAN, 5.0])
    out = resample(table, 4.0, 1.0)
    assert out.t == pytest.approx([0.5, 1.5, 2.5, 3.5])
    assert out.columns["yaw"] == pytest.approx([15.0, NAN, NAN, 5.0], nan_ok=True)


def test_lanes_of_all_rates_come_to_one_clock() -> None:
    fast = _table([i / 10 for i in range(30)], level=[float(i) for i in range(30)])
    slow = _table([0.0, 2.0], tilt=[1.0, 3.0])
    out = on_one_clock({"voice": fast, "body": slow}, 3.0)
    assert set(out.columns) == {"voice.level", "body.tilt"}
    assert out.columns["voice.level"] == pytest.approx([4.5, 14.5, 24.5])
    assert out.columns["body.tilt"] == pytest.approx([1.0, NAN, 3.0], nan_ok=True)


def test_the_clock_covers_the_recording() -> None:
    assert clock(3.0, 1.0) == pytest.approx([0.5, 1.5, 2.5])
    assert len(clock(3.01, 1.0)) == 4
    assert len(clock(0.0, 1.0)) == 1


def test_stretches_end_where_nobody_looked() -> None:
    t = np.array([0, 1, 2, 6, 7, 8], np.float32)
    found = segments_where("x", t, np.array([1, 1, 1, 1, 0, 1], bool), step_s=1.0)
    assert [(s.start, s.end) for s in found] == [(0.0, 3.0), (6.0, 7.0), (8.0, 9.0)]


def test_short_stretches_can_be_left_out() -> None:
    t = np.arange(6, dtype=np.float32)
    found = segments_where("x", t, np.array([1, 0, 1, 1, 1, 0], bool), step_s=1.0, min_s=2.0)
    assert [(s.start, s.end) for s in found] == [(2.0, 5.0)]


def test_segments_of_a_kind_are_joined_and_others_left_alone() -> None:
    out = merged(
        [
            Segment("a", 5.0, 6.0, 1.0),
            Segment("a", 0.0, 2.0, 0.8),
            Segment("b", 1.0, 3.0, 0.5),
            Segment("a", 2.0, 4.0, 0.4),
        ]
    )
    assert [(s.kind, s.start, s.end) for s in out] == [
        ("a", 0.0, 4.0),
        ("b", 1.0, 3.0),
        ("a", 5.0, 6.0),
    ]
    assert out[0].confidence == pytest.approx(0.6)
    assert [s.end for s in merged(out, gap_s=1.0) if s.kind == "a"] == [6.0]
