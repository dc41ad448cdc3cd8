"""Words that were said, and only those. Texts: Dickens 1859 (public domain), Beckett 1983."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.evaluation.wording import edit_distance, english_words
from analysis.types import Floats, Transcript
from analysis.voice.activity import Activity, VoiceActivity
from analysis.voice.transcript import Recogniser
from tests.analysis.voice.conftest import RATE, Recording

TWO_CITIES = """
It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of
foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of
Light, it was the season of Darkness, it was the spring of hope, it was the winter of despair, we
had everything before us, we had nothing before us, we were all going direct to Heaven, we were
all going direct the other way - in short, the period was so far like the present period, that
some of its noisiest authorities insisted on its being received, for good or for evil, in the
superlative degree of comparison only.
"""
BECKETT = "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better."


def word_error_rate(reference: str, heard: str) -> float:
    true = english_words(reference)
    return edit_distance(true, english_words(heard)) / len(true)


@pytest.fixture(scope="module")
def two_cities(
    recognise: Recogniser, listen: VoiceActivity, recording: Recording
) -> tuple[Transcript, Activity]:
    sound = recording("two_cities.wav")
    activity = listen(sound)
    return recognise(sound, activity, "en"), activity


@pytest.mark.parametrize(
    ("name", "text"), [("two_cities.wav", TWO_CITIES), ("beckett.wav", BECKETT)]
)
def test_known_texts_are_recognised_with_a_word_error_rate_below_a_tenth(
    recognise: Recogniser, listen: VoiceActivity, recording: Recording, name: str, text: str
) -> None:
    sound = recording(name)
    assert word_error_rate(text, recognise(sound, listen(sound), "en").text) < 0.10


def test_word_times_rise_and_lie_in_speech(two_cities: tuple[Transcript, Activity]) -> None:
    transcript, activity = two_cities
    starts = [w.start for w in transcript.words]
    assert starts == sorted(starts)
    assert all(0 <= w.start <= w.end <= activity.duration_s for w in transcript.words)
    for word in transcript.words:
        middle = (word.start + word.end) / 2
        assert any(s.start - 0.11 <= middle <= s.end + 0.11 for s in activity.speech), word
    assert all(0 < w.confidence <= 1 for w in transcript.words)


def test_sentences_start_where_the_voice_starts_after_a_pause(
    two_cities: tuple[Transcript, Activity],
) -> None:
    """After each pause of 0.3 s or more there is a word that starts within 0.25 s of the voice."""
    transcript, activity = two_cities
    starts = np.array([w.start for w in transcript.words])
    after = [p.end for p in activity.pauses if p.end - p.start >= 0.3]
    assert len(after) >= 5
    assert all(np.abs(starts - moment).min() < 0.25 for moment in after)


def test_cutting_silence_does_not_shift_words(
    recognise: Recogniser, listen: VoiceActivity, recording: Recording
) -> None:
    speech = recording("clone-test.wav")
    gap = np.zeros(20 * RATE, np.float32)
    sound = np.concatenate([gap, speech, gap, speech])
    words = recognise(sound, listen(sound), "en").words
    first = [w for w in words if "america" in w.word.lower()]
    assert len(first) == 2
    shift = 20.0 + len(speech) / RATE
    assert first[1].start - first[0].start == pytest.approx(shift, abs=0.1)
    assert 20.0 < first[0].start < 20.0 + len(speech) / RATE


def test_a_sentence_said_twice_is_heard_twice(
    recognise: Recogniser, listen: VoiceActivity, recording: Recording
) -> None:
    """Decoding tends to say it once; nothing that was said may be lost."""
    sound = recording("endgame_nagg_nell.wav")
    text = " ".join(english_words(recognise(sound, listen(sound), "en").text))
    assert text.count("do you hear me") == 2
    assert text.count("so we have still that resource") == 2
    assert text.count("good story") == 2


@pytest.mark.parametrize("sound", ["silence", "white_noise", "hum"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_where_nobody_speaks_nothing_was_said(
    recognise: Recogniser,
    listen: VoiceActivity,
    sound: str,
    language: str,
    request: pytest.FixtureRequest,
) -> None:
    samples = request.getfixturevalue(sound)
    transcript = recognise(samples, listen(samples), language)
    assert transcript.words == ()
    assert transcript.detected_language == ""


def test_speech_in_noise_keeps_most_of_its_words(
    recognise: Recogniser, listen: VoiceActivity, recording: Recording
) -> None:
    """Noise 10 dB below the speech: more errors, no flood of invented words."""
    sound = recording("two_cities.wav")
    rms = float(np.sqrt(np.mean(np.square(sound))))
    noise = np.random.default_rng(0).standard_normal(sound.size) * rms * 10 ** (-10 / 20)
    noisy = (sound + noise).astype(np.float32)
    assert word_error_rate(TWO_CITIES, recognise(noisy, listen(noisy), "en").text) < 0.25


def test_english_is_noticed_when_korean_was_expected(
    recognise: Recogniser, listen: VoiceActivity, recording: Recording
) -> None:
    sound = recording("beckett.wav")
    transcript = recognise(sound, listen(sound), "ko")
    assert (transcript.language, transcript.detected_language) == ("ko", "en")
    assert transcript.detected_probability > 0.8


def test_a_language_the_model_does_not_know_is_refused(
    recognise: Recogniser, listen: VoiceActivity, silence: Floats
) -> None:
    assert {"en", "ko", "ja"} <= recognise.languages
    with pytest.raises(ValueError, match="xx"):
        recognise(silence, listen(silence), "xx")


def test_a_caller_can_stop_between_windows(
    recognise: Recogniser, listen: VoiceActivity, recording: Recording
) -> None:
    class Enough(Exception):
        pass

    def stop(share: float) -> None:
        raise Enough

    sound = recording("beckett.wav")
    with pytest.raises(Enough):
        recognise(sound, listen(sound), "en", stop)
