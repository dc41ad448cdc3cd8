"""When somebody speaks."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.types import Floats, Segment
from analysis.voice.activity import (
    FRAME_S,
    ActivityConfig,
    VoiceActivity,
    pauses_between,
    speech_segments,
)
from tests.analysis.voice.conftest import RATE, Recording


def test_silence_has_neither_speech_nor_pauses(listen: VoiceActivity, silence: Floats) -> None:
    activity = listen(silence)
    assert activity.duration_s == 10.0
    assert activity.speech == ()
    assert activity.pauses == ()
    assert activity.speech_s == 0.0


@pytest.mark.parametrize("sound", ["white_noise", "hum"])
def test_noise_is_no_speech(
    listen: VoiceActivity, sound: str, request: pytest.FixtureRequest
) -> None:
    assert listen(request.getfixturevalue(sound)).speech == ()


@pytest.mark.parametrize("name", ["success.wav", "error.wav"])
def test_chimes_are_no_speech(listen: VoiceActivity, recording: Recording, name: str) -> None:
    assert listen(recording(name)).speech == ()


@pytest.mark.parametrize("samples", [0, 1, 100, 511, 512, 513])
def test_sound_shorter_than_a_word_is_no_speech(listen: VoiceActivity, samples: int) -> None:
    assert listen(np.full(samples, 0.1, np.float32)).speech == ()


def test_speech_between_known_silences_is_found_where_it_is(
    listen: VoiceActivity, recording: Recording
) -> None:
    speech = recording("clone-test.wav")[int(0.5 * RATE) :]  # talks from its first sample on
    length = len(speech) / RATE
    quiet = np.zeros(2 * RATE, np.float32)
    activity = listen(np.concatenate([quiet, speech, quiet, speech, quiet]))
    starts = [s.start for s in activity.speech]
    ends = [s.end for s in activity.speech]
    assert starts[0] == pytest.approx(2.0, abs=0.15)
    assert ends[-1] == pytest.approx(4.0 + 2 * length, abs=0.3)
    longest = max(activity.pauses, key=lambda p: p.end - p.start)
    assert longest.start == pytest.approx(2.0 + length, abs=0.3)
    assert longest.end == pytest.approx(4.0 + length, abs=0.15)


def test_the_six_sentences_of_beckett_are_six_segments(
    listen: VoiceActivity, recording: Recording
) -> None:
    activity = listen(recording("beckett.wav"))
    assert len(activity.speech) == 6
    assert len(activity.pauses) == 5
    assert all(p.end - p.start > 0.4 for p in activity.pauses)
    assert all(s.confidence > 0.8 for s in activity.speech)


def test_a_short_yes_is_speech(listen: VoiceActivity, recording: Recording) -> None:
    """One second into the recording somebody says "Yes.", for 0.23 s."""
    activity = listen(recording("endgame_nagg_nell.wav"))
    assert any(1.45 < s.start < 1.7 and 1.75 < s.end < 2.0 for s in activity.speech)


def test_blocks_join_without_a_seam(listen: VoiceActivity, recording: Recording) -> None:
    """The state goes from block to block: 44 s in blocks of 33 s equals the first 30 s alone."""
    sound = recording("two_cities.wav")
    first = sound[: 30 * RATE]
    whole, part = listen.probabilities(sound), listen.probabilities(first)
    np.testing.assert_allclose(whole[: len(part) - 1], part[:-1], atol=1e-5)
    tail = listen.probabilities(sound[: 40 * RATE])
    np.testing.assert_allclose(whole[: len(tail) - 1], tail[:-1], atol=1e-5)


def test_hysteresis_bridges_a_dip_and_drops_a_click() -> None:
    config = ActivityConfig()
    probabilities = np.zeros(200, np.float32)
    probabilities[20:60] = 0.9
    probabilities[35:40] = 0.4  # between offset and onset: still speech
    probabilities[100:102] = 0.9  # 64 ms: a click
    (segment,) = speech_segments(probabilities, 200 * FRAME_S, config)
    assert segment.start == pytest.approx(20 * FRAME_S - config.pad_s)
    assert segment.end == pytest.approx(60 * FRAME_S + config.pad_s)


def test_pauses_lie_between_speech_only() -> None:
    speech = tuple(Segment("speech", float(s), s + 1.0, 0.9) for s in (1, 3, 7))
    assert [(p.start, p.end) for p in pauses_between(speech)] == [(2.0, 3.0), (4.0, 7.0)]
