"""Speech packed into windows, and times mapped back."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.types import Segment
from analysis.voice.packing import PackingConfig, Window, pack

CONFIG = PackingConfig(window_s=20.0, pad_s=0.2)
FRAME_S = 0.032


def packed(speech: list[Segment], duration: float) -> tuple[Window, ...]:
    frames = int(duration / FRAME_S) + 1
    return pack(speech, np.ones(frames, np.float32), FRAME_S, duration, CONFIG)


@st.composite
def talks(draw: st.DrawFn) -> tuple[list[Segment], float]:
    speech, t = [], 0.0
    for _ in range(draw(st.integers(0, 30))):
        t += draw(st.floats(0.25, 8.0))
        length = draw(st.floats(0.12, 50.0))
        speech.append(Segment("speech", t, t + length, 1.0))
        t += length
    return speech, t + draw(st.floats(0.0, 3.0))


def test_no_speech_needs_no_window() -> None:
    assert packed([], 10.0) == ()


@given(talks())
def test_all_speech_is_in_exactly_one_window_and_nothing_twice(
    talk: tuple[list[Segment], float],
) -> None:
    speech, duration = talk
    pieces = [p for w in packed(speech, duration) for p in w.pieces]
    assert all(a.end <= b.start + 1e-6 for a, b in itertools.pairwise(pieces))
    for segment in speech:
        inside = sum(
            max(0.0, min(p.end, segment.end) - max(p.start, segment.start)) for p in pieces
        )
        assert inside == pytest.approx(segment.end - segment.start, abs=1e-3)


@given(talks())
def test_no_window_is_longer_than_allowed(talk: tuple[list[Segment], float]) -> None:
    assert all(w.length_s <= CONFIG.window_s + 1e-3 for w in packed(*talk))


@given(talks(), st.floats(0.0, 1.0), st.floats(0.0, 0.5))
def test_times_come_back_into_the_piece_they_lie_in(
    talk: tuple[list[Segment], float], share: float, length: float
) -> None:
    for window in packed(*talk):
        start = share * window.length_s
        first, last = window.in_recording(start, start + length)
        assert first <= last
        assert any(p.start - 1e-6 <= first and last <= p.end + 1e-6 for p in window.pieces)


def test_a_cut_pause_does_not_shift_what_comes_after() -> None:
    speech = [Segment("speech", 1.0, 3.0, 1.0), Segment("speech", 13.0, 15.0, 1.0)]
    (window,) = packed(speech, 16.0)
    assert window.length_s == pytest.approx(4.8)
    assert window.in_recording(0.2, 0.7) == pytest.approx((1.0, 1.5))
    assert window.in_recording(2.6, 3.1) == pytest.approx((13.0, 13.5))


def test_long_talk_is_cut_where_speech_is_least_likely() -> None:
    probabilities = np.ones(1000, np.float32)
    probabilities[500] = 0.1  # 16.0 s
    speech = [Segment("speech", 0.0, 30.0, 1.0)]
    windows = pack(speech, probabilities, FRAME_S, 30.0, CONFIG)
    assert windows[0].pieces[0].end == pytest.approx(500.5 * FRAME_S)


def test_windows_are_balanced() -> None:
    speech = [Segment("speech", 2.0 * i, 2.0 * i + 1.6, 1.0) for i in range(16)]
    lengths = [w.length_s for w in packed(speech, 40.0)]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) <= 2.0
