"""How high and how loud, against sounds whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.types import Floats
from analysis.voice.level import FLOOR_DBFS, rms_dbfs, speech_level_dbfs
from analysis.voice.pitch import PitchTracker, semitones
from tests.analysis.voice.conftest import RATE, Recording


def voice_like(f0: np.ndarray) -> Floats:
    """Eight harmonics of ``f0`` (N,) Hz per sample."""
    phase = 2 * np.pi * np.cumsum(f0) / RATE
    return (0.1 * sum(np.sin(k * phase) / k for k in range(1, 9))).astype(np.float32)


@pytest.mark.parametrize("hz", [85.0, 120.0, 210.0, 330.0])
def test_a_steady_tone_has_its_pitch(track: PitchTracker, hz: float) -> None:
    pitch = track(voice_like(np.full(3 * RATE, hz)))
    inside = pitch.f0_hz[5:-5]
    assert np.isfinite(inside).all()
    assert np.abs(semitones(inside, hz)).max() < 0.5


def test_a_rising_tone_is_followed_across_blocks(track: PitchTracker) -> None:
    t = np.arange(65 * RATE) / RATE  # sixteen blocks of the tracker
    pitch = track(voice_like(110.0 * 2 ** (t / 65.0)))
    truth = 110.0 * 2 ** (pitch.t / 65.0)
    off = np.abs(12 * np.log2(pitch.f0_hz / truth))[5:-5]
    assert np.isfinite(off).mean() > 0.99
    assert np.nanmax(off) < 0.5


@pytest.mark.parametrize("sound", ["white_noise", "silence"])
def test_what_has_no_pitch_gets_none(
    track: PitchTracker, sound: str, request: pytest.FixtureRequest
) -> None:
    pitch = track(request.getfixturevalue(sound))
    assert np.isnan(pitch.f0_hz).mean() > 0.99
    assert pitch.confidence.max() < 0.6


def test_a_man_reading_dickens_has_a_mans_pitch(track: PitchTracker, recording: Recording) -> None:
    pitch = track(recording("two_cities.wav"))
    assert 90 < np.nanmedian(pitch.f0_hz) < 150
    assert 0.3 < np.isfinite(pitch.f0_hz).mean() < 0.8


def test_no_sound_has_no_frames(track: PitchTracker) -> None:
    assert track(np.zeros(0, np.float32)).t.size == 0


def test_a_full_scale_sine_is_3_db_below_full_scale() -> None:
    sine = np.sin(2 * np.pi * 200 * np.arange(RATE) / RATE).astype(np.float32)
    level = rms_dbfs(sine, np.array([0.5], np.float32), 0.2)
    assert level[0] == pytest.approx(-3.01, abs=0.02)


def test_a_tenth_of_the_amplitude_is_20_db_less() -> None:
    sound = np.concatenate([np.full(RATE, 0.5), np.full(RATE, 0.05)]).astype(np.float32)
    loud, quiet = rms_dbfs(sound, np.array([0.5, 1.5], np.float32), 0.4)
    assert loud - quiet == pytest.approx(20.0, abs=0.01)


def test_digital_silence_has_the_floor_and_no_sound_is_unknown() -> None:
    level = rms_dbfs(np.zeros(RATE, np.float32), np.array([0.5, 9.0], np.float32), 0.2)
    assert level[0] == FLOOR_DBFS
    assert np.isnan(level[1])


def test_speech_level_is_unknown_in_pauses() -> None:
    level = np.array([-20.0, -60.0, -25.0], np.float32)
    gated = speech_level_dbfs(level, np.array([1, 0, 1], np.float32))
    np.testing.assert_array_equal(gated, np.array([-20.0, np.nan, -25.0], np.float32))
