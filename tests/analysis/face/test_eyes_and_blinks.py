"""Gaze from a known eye, and blinks from known openness."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.face.blinks import BlinkConfig, find_blinks, poisson_interval
from analysis.face.eyes import LEFT, RIGHT, EyeConfig, read_eyes
from analysis.face.geometry import load_canonical_face, rotation_of

PX_PER_CM = 14.0


@pytest.fixture(scope="session")
def canonical(store: Any) -> Any:
    return load_canonical_face(store.path("face_geometry"))


def looking(canonical: Any, head: tuple[float, float], gaze: tuple[float, float]) -> Any:
    """Mesh points (478, 3) of a head turned by (yaw, pitch) whose eyes look along ``gaze``."""
    turn = rotation_of(head[0], head[1], 0.0)
    points = np.concatenate([canonical.points, np.zeros((10, 3))]) @ turn.T
    direction = rotation_of(gaze[0], gaze[1], 0.0) @ (0.0, 0.0, 1.0)
    config = EyeConfig()
    for eye in (RIGHT, LEFT):
        middle = (points[eye.outer] + points[eye.inner]) / 2
        centre = middle + turn @ (0.0, 0.0, -config.behind_corners)
        points[eye.iris] = centre + direction * config.iris_orbit
    return (points * (1, -1, -1) * PX_PER_CM + (300, 250, 0)).astype(np.float32)


@pytest.mark.parametrize("head", [(0, 0), (20, 0), (-25, 10), (0, -15)])
@pytest.mark.parametrize("gaze", [(0, 0), (15, 0), (-20, 5), (10, -12)])
def test_gaze_is_found_whatever_the_head_does(
    canonical: Any, head: tuple[float, float], gaze: tuple[float, float]
) -> None:
    points = looking(canonical, head, gaze)
    eyes = read_eyes(points, canonical.pose(points), EyeConfig())
    assert (eyes.gaze_yaw, eyes.gaze_pitch) == pytest.approx(gaze, abs=1.0)


def test_a_turned_away_or_tiny_eye_is_unsure(canonical: Any) -> None:
    config = EyeConfig()

    def confidence(head: tuple[float, float], factor: float = 1.0) -> float:
        points = looking(canonical, head, (0.0, 0.0)) * np.float32(factor)
        return read_eyes(points, canonical.pose(points), config).confidence

    assert confidence((0, 0)) > confidence((30, 0)) > confidence((50, 0)) == 0.0
    assert confidence((0, 0), factor=0.2) < 0.5 * confidence((0, 0))


def openness(closed: list[tuple[float, float]], seconds: float, fps: float) -> tuple[Any, Any]:
    """Openness 1 with full closures at the given times."""
    t = np.arange(0, seconds, 1 / fps, dtype=np.float32)
    values = np.ones_like(t)
    for start, end in closed:
        values[(t >= start - 1e-4) & (t < end - 1e-4)] = 0.2
    return t, values


def test_blinks_are_told_from_closed_eyes() -> None:
    t, values = openness([(2.0, 2.2), (5.0, 5.2), (8.0, 10.0)], 20, 5)
    found = find_blinks(t, values)
    assert [round(b.start, 1) for b in found.events] == [2.0, 5.0]
    assert all(b.kind == "blink" and b.confidence == pytest.approx(0.8) for b in found.events)


def test_a_blink_beside_a_lost_face_is_not_counted() -> None:
    t, values = openness([(5.0, 5.2)], 20, 5)
    values[(t > 5.1) & (t < 8)] = np.nan
    assert find_blinks(t, values).events == ()


@pytest.mark.parametrize("fps", [5.0, 30.0])
def test_the_rate_allows_for_blinks_between_samples(fps: float) -> None:
    """Random blinks of 0.15 s, 20 a minute over 10 minutes; half of the seeds is no accident."""
    inside = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        starts = np.sort(rng.uniform(1, 599, 200))
        starts = starts[np.concatenate([[True], np.diff(starts) > 1.2])]
        t, values = openness([(float(s), float(s) + 0.15) for s in starts], 600, fps)
        found = find_blinks(t, values)
        truth = len(starts) / 10
        assert found.rate == pytest.approx(truth, rel=0.2)
        inside += found.low <= truth <= found.high
    assert inside == 10


def test_the_interval_is_wider_when_sampled_rarely() -> None:
    rare = find_blinks(*openness([(2.0, 2.2), (9.0, 9.2)], 60, 5))
    often = find_blinks(*openness([(2.0, 2.2), (9.0, 9.2)], 60, 30))
    assert rare.high - rare.low > often.high - often.low


def test_a_short_look_gives_no_rate() -> None:
    found = find_blinks(*openness([(2.0, 2.2)], BlinkConfig().shortest_watch_s / 2, 5))
    assert len(found.events) == 1
    assert np.isnan(found.rate)


def test_the_interval_of_a_count_is_the_textbook_one() -> None:
    """Exact Poisson limits for 10 are 4.80 and 18.39, for 0 they are 0 and 3.69."""
    assert poisson_interval(10) == pytest.approx((4.80, 18.39), abs=0.05)
    assert poisson_interval(0)[0] == 0
    assert poisson_interval(0)[1] == pytest.approx(3.69, abs=0.2)


def test_a_real_blink_is_seen(store: Any, frames: Any) -> None:
    """The man in this clip blinks once, 0.8 s after he appears at 4.0 s."""
    from analysis.face import FACE_PURPOSES, FaceTracker, face_signals

    following = FaceTracker(store)
    samples = [following.process(frame, t) for frame, t in frames("noface_face.mov", 15)]
    signals = face_signals(samples, FACE_PURPOSES)
    blinks = [s for s in signals.segments if s.kind == "blink"]
    assert len(blinks) == 1
    assert blinks[0].start == pytest.approx(4.8, abs=0.15)
