"""Mel spectrograms against their definition."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.voice.mel import RATE, mel_filters, mel_power, whisper_log_mel


def test_filters_are_triangles_of_unit_area_that_rise_in_frequency() -> None:
    filters = mel_filters(80)
    assert filters.shape == (80, 201)
    peaks = filters.argmax(axis=1)
    assert (np.diff(peaks) >= 0).all()
    # Wide filters hold enough bins for their sum times the bin width (40 Hz) to be their area.
    np.testing.assert_allclose(filters[40:].sum(axis=1) * 40.0, 1.0, atol=0.08)


@pytest.mark.parametrize("hz", [200.0, 1000.0, 4000.0])
def test_a_tone_lands_in_the_band_around_its_frequency(hz: float) -> None:
    tone = np.sin(2 * np.pi * hz * np.arange(RATE) / RATE).astype(np.float32)
    loudest = int(mel_power(tone, 40)[50].argmax())
    bins = np.flatnonzero(mel_filters(40)[loudest])
    assert bins[0] * 40.0 <= hz <= bins[-1] * 40.0


def test_log_mel_has_one_column_per_10_ms_and_at_most_8_below_its_maximum() -> None:
    sound = np.random.default_rng(0).standard_normal(2 * RATE).astype(np.float32)
    sound[RATE:] = 0.0
    log = whisper_log_mel(sound, 80)
    assert log.shape == (80, 200)
    assert log.max() - log.min() == pytest.approx(2.0, abs=1e-5)  # 8 decades over the scale of 4
