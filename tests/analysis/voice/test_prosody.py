"""The voice lane and its summary numbers."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.types import Floats, Purpose, Transcript, Word
from analysis.voice.activity import VoiceActivity
from analysis.voice.pitch import PitchTracker
from analysis.voice.prosody import COLUMNS, Prosody, voice_prosody
from analysis.voice.rate import windowed_rate
from tests.analysis.voice.conftest import RATE, Recording


def measured(
    samples: Floats,
    listen: VoiceActivity,
    track: PitchTracker,
    transcript: Transcript | None = None,
) -> Prosody:
    return voice_prosody(samples, listen(samples), track(samples), transcript)


def test_every_column_is_explained_and_belongs_to_prosody(
    listen: VoiceActivity, track: PitchTracker, recording: Recording
) -> None:
    prosody = measured(recording("beckett.wav"), listen, track)
    assert [c.name for c in COLUMNS] == list(prosody.table.columns)
    assert all(c.purpose is Purpose.VOICE_PROSODY and c.about and c.unit for c in COLUMNS)
    assert (np.diff(prosody.table.t) > 0).all()


def test_silence_measures_no_voice(
    listen: VoiceActivity, track: PitchTracker, silence: Floats
) -> None:
    prosody = measured(silence, listen, track)
    assert np.isnan(prosody.table.columns["f0_hz"]).all()
    assert (prosody.table.columns["speaking"] == 0).all()
    assert prosody.summary == {"voice.speech_seconds": 0.0}


def test_hum_has_a_level_but_no_pitch_of_a_voice(
    listen: VoiceActivity, track: PitchTracker, hum: Floats
) -> None:
    columns = measured(hum, listen, track).table.columns
    assert np.nanmedian(columns["level_dbfs"]) > -25
    assert np.isnan(columns["f0_hz"]).all()


def test_dickens_is_read_at_a_mans_pitch_with_pauses(
    listen: VoiceActivity, track: PitchTracker, recording: Recording
) -> None:
    numbers = measured(recording("two_cities.wav"), listen, track).summary
    assert 90 < numbers["voice.median_f0_hz"] < 150
    assert 3 < numbers["voice.f0_range_semitones"] < 15
    assert 30 < numbers["voice.speech_seconds"] < 42
    assert 8 <= numbers["voice.pause_count"] <= 16
    assert 0.5 < numbers["voice.longest_pause_s"] < 1.5
    assert numbers["voice.speech_over_pause_db"] > 10
    assert "voice.speech_rate_wpm" not in numbers  # nobody recognised words


def test_a_voice_twice_as_loud_has_6_db_more(
    listen: VoiceActivity, track: PitchTracker, recording: Recording
) -> None:
    sound = recording("beckett.wav") * np.float32(0.5)
    soft = measured(sound * np.float32(0.5), listen, track).summary
    loud = measured(sound, listen, track).summary
    gain = loud["voice.level_dbfs_median"] - soft["voice.level_dbfs_median"]
    assert gain == pytest.approx(6.02, abs=0.5)


def test_a_voice_played_faster_has_its_pitch_raised_as_much(
    listen: VoiceActivity, track: PitchTracker, recording: Recording
) -> None:
    sound = recording("two_cities.wav")[: 20 * RATE]
    normal = np.nanmedian(track(sound).f0_hz)
    faster = np.interp(np.arange(0, sound.size, 1.5), np.arange(sound.size), sound)
    raised = np.nanmedian(track(faster.astype(np.float32)).f0_hz)
    assert raised / normal == pytest.approx(1.5, rel=0.06)


def test_rates_come_from_words(
    listen: VoiceActivity, track: PitchTracker, recording: Recording
) -> None:
    """Two words a second from 2 s to 8 s: 120 a minute inside, unknown outside."""
    sound = recording("beckett.wav")
    words = tuple(Word("hello", t, t + 0.4, 0.9) for t in np.arange(2.0, 8.0, 0.5).tolist())
    prosody = measured(sound, listen, track, Transcript("en", words))
    rate = prosody.table.columns["speech_rate_wpm"]
    t = prosody.table.t
    assert np.nanmedian(rate) == pytest.approx(120.0, rel=0.1)
    assert np.isnan(rate[(t < 1.9) | (t > 8.0)]).all()
    syllables = prosody.table.columns["syllable_rate_sps"]
    np.testing.assert_allclose(np.nanmedian(syllables), 4.0, rtol=0.1)
    assert prosody.summary["voice.words"] == 12
    assert prosody.summary["voice.time_to_first_word_s"] == 2.0
    assert prosody.summary["voice.speech_rate_wpm"] == pytest.approx(12 / 5.9 * 60, rel=0.01)


def test_a_rate_without_words_is_unknown() -> None:
    t = np.arange(10, dtype=np.float32)
    assert np.isnan(windowed_rate([], [], t, 6.0)).all()


def test_a_pause_longer_than_the_window_has_no_rate() -> None:
    words = [Word("a", 0.0, 0.5, 1.0), Word("b", 30.0, 30.5, 1.0)]
    rate = windowed_rate(words, [1.0, 1.0], np.array([0.2, 15.0, 30.2], np.float32), 6.0)
    assert np.isfinite(rate[[0, 2]]).all()
    assert np.isnan(rate[1])
