"""One voice is like itself and unlike others."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from analysis.types import Floats
from analysis.voice.activity import VoiceActivity
from analysis.voice.speakers import SpeakerEncoder, similarity
from analysis.weights import WeightStore
from tests.analysis.voice.conftest import RATE, Recording


@pytest.fixture(scope="module")
def encode(store: WeightStore) -> SpeakerEncoder:
    return SpeakerEncoder(store.path("resemblyzer"))


def test_two_halves_of_a_reading_are_one_voice_and_two_readers_are_not(
    encode: SpeakerEncoder, listen: VoiceActivity, recording: Recording
) -> None:
    dickens, america = recording("two_cities.wav"), recording("clone-test.wav")
    half = len(dickens) // 2
    one, two = dickens[:half], dickens[half:]
    first, second, other = (encode(x, listen(x)) for x in (one, two, america))
    assert similarity(first, second) > encode.config.same_voice
    assert similarity(first, other) < encode.config.same_voice
    assert similarity(second, other) < encode.config.same_voice


def test_an_embedding_has_unit_length_and_does_not_depend_on_loudness(
    encode: SpeakerEncoder, recording: Recording
) -> None:
    sound = recording("beckett.wav")
    voice = encode(sound)
    assert voice.shape == (256,)
    assert np.linalg.norm(voice) == pytest.approx(1.0, abs=1e-5)
    assert similarity(voice, encode(sound * np.float32(0.02))) > 0.95


def test_half_a_second_is_enough_for_an_answer(
    encode: SpeakerEncoder, recording: Recording
) -> None:
    assert encode(recording("clone-test.wav")[RATE : RATE + RATE // 2]).shape == (256,)


def test_silence_has_no_voice(
    encode: SpeakerEncoder, listen: VoiceActivity, silence: Floats
) -> None:
    with pytest.raises(ValueError, match="no speech"):
        encode(silence)
    with pytest.raises(ValueError, match="no speech"):
        encode(silence, listen(silence))


def test_the_recording_lanes_do_not_import_torch() -> None:
    code = "import sys, analysis.sounds; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
