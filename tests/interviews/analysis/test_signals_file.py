"""The file of signals gives back what was put in, explains itself, and forgets on demand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis.types import Purpose
from interviews.selectors.signals_file import (
    NO_POINT,
    UnreadableSignals,
    quantised,
    restored,
    signals_decode,
    signals_encode,
    signals_for,
    signals_of,
)
from tests.interviews.findings import SPECS, found


def _signals():  # type: ignore[no-untyped-def]
    analysis = found().analysis
    return signals_of(analysis.signals, SPECS, analysis.landmarks)


def test_everything_comes_back_with_its_meaning() -> None:
    before = _signals()
    after = signals_decode(signals_encode(before))
    assert after.specs == before.specs
    assert set(after.tables) == {"face", "body", "voice"}
    for lane, table in before.tables.items():
        np.testing.assert_array_equal(after.tables[lane].t, table.t)
        for name, values in table.columns.items():
            np.testing.assert_array_equal(after.tables[lane].columns[name], values)
    assert after.landmarks is not None
    assert before.landmarks is not None
    np.testing.assert_allclose(after.landmarks.points, before.landmarks.points, atol=1e-5)
    assert np.isnan(after.landmarks.points[0]).all()
    assert after.landmarks.indices == (1, 4)


@given(
    hnp.arrays(
        np.float32,
        st.integers(0, 40),
        elements=st.floats(-0.5, 1.5, width=32) | st.just(np.nan),
    )
)
def test_a_point_moves_by_less_than_a_ten_thousandth_and_never_appears_from_nowhere(
    shares: np.ndarray,
) -> None:
    steps = quantised(shares)
    back = restored(steps)
    np.testing.assert_array_equal(np.isnan(back), np.isnan(shares))
    assert ((steps == NO_POINT) == np.isnan(shares)).all()
    known = ~np.isnan(shares)
    np.testing.assert_allclose(back[known], np.clip(shares[known], 0, 1), atol=1e-4)


def test_a_column_that_does_not_say_what_it_means_is_not_kept() -> None:
    analysis = found().analysis
    specs = [spec for spec in SPECS if spec.name != "gaze_yaw"]
    assert "gaze_yaw" not in signals_of(analysis.signals, specs, None).tables["face"].columns


@pytest.mark.parametrize("gone", list(Purpose))
def test_no_column_of_a_purpose_that_is_not_allowed_survives(gone: Purpose) -> None:
    kept = signals_for(_signals(), frozenset(Purpose) - {gone})
    encoded = signals_decode(signals_encode(kept))
    assert gone not in encoded.purposes
    if gone is Purpose.FACE_PRESENCE:
        assert encoded.landmarks is None
    if gone is Purpose.FACE_GAZE:
        assert encoded.landmarks is not None
        assert np.isnan(encoded.landmarks.gaze_tip).all()


def test_rates_counted_in_words_go_with_the_transcript() -> None:
    kept = signals_for(_signals(), frozenset(Purpose) - {Purpose.TRANSCRIPT})
    assert "speech_rate_wpm" not in kept.tables["voice"].columns
    assert "level_dbfs" in kept.tables["voice"].columns


@pytest.mark.parametrize("data", [b"", b"not a zip", json.dumps({}).encode()])
def test_other_bytes_are_an_error_with_a_name(data: bytes) -> None:
    with pytest.raises(UnreadableSignals):
        signals_decode(data)
