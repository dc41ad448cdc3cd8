"""Questions read aloud, and read back by the recogniser."""

from __future__ import annotations

import io

import numpy as np
import pytest

from analysis.evaluation.wording import edit_distance, english_words
from analysis.media.audio import read_audio
from analysis.voice.activity import VoiceActivity
from analysis.voice.synthesis import Synthesiser, SynthesisError, encode_mp3
from analysis.voice.transcript import Recogniser

QUESTIONS = (
    "Tell me about a project you are proud of, and what your own part in it was.",
    "How do you decide what to do first when everything is urgent?",
    "Describe a time when you disagreed with a colleague. What did you do, and how did it end?",
    "What would you like to learn in your first three months here?",
)


@pytest.fixture(scope="module")
def speak() -> Synthesiser:
    return Synthesiser()


def test_the_recogniser_reads_back_what_was_spoken_through_mp3(
    speak: Synthesiser, recognise: Recogniser, listen: VoiceActivity
) -> None:
    errors = words = 0
    for question in QUESTIONS:
        file = encode_mp3(speak(question), speak.rate)
        samples, _ = read_audio(io.BytesIO(file))
        heard = english_words(recognise(samples, listen(samples), "en").text)
        errors += edit_distance(english_words(question), heard)
        words += len(english_words(question))
    assert errors / words < 0.05


def test_the_same_text_sounds_the_same_and_stays_below_full_scale(speak: Synthesiser) -> None:
    first, second = speak(QUESTIONS[0]), speak(QUESTIONS[0])
    np.testing.assert_array_equal(first, second)
    assert np.abs(first).max() <= 0.9 + 1e-6


def test_a_slower_voice_takes_longer(speak: Synthesiser) -> None:
    assert len(speak(QUESTIONS[1], speed=0.7)) > 1.2 * len(speak(QUESTIONS[1]))


def test_an_mp3_lasts_as_long_as_its_sound() -> None:
    tone = (0.5 * np.sin(np.arange(24_000 * 2) / 20)).astype(np.float32)
    samples, rate = read_audio(io.BytesIO(encode_mp3(tone, 24_000)))
    assert len(samples) / rate == pytest.approx(2.0, abs=0.06)
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("text", ["", "   ", "…", "?!"])
def test_nothing_to_read_is_said_so(speak: Synthesiser, text: str) -> None:
    with pytest.raises(SynthesisError, match="nothing"):
        speak(text)


def test_korean_is_left_to_the_browser(speak: Synthesiser) -> None:
    with pytest.raises(SynthesisError, match="no voice"):
        speak("자기소개를 해 주세요.", language="ko")
    with pytest.raises(SynthesisError, match="cannot read"):
        speak("자기소개를 해 주세요.")
