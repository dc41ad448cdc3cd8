"""Words of somebody who is speaking right now, fed as they come: nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from analysis.evaluation.wording import edit_distance, english_words
from analysis.live.hearing import Block, Heard, LiveHearing, Voice, rate_wpm, stretches
from analysis.media.audio import RATE, Samples, read_audio
from analysis.networks import pitch_tracker, recogniser, shared_store, voice_activity
from analysis.types import Floats, Word
from analysis.voice.pitch import Pitch, PitchTracker
from tests.analysis.recordings import speech_sample

BEGAN = 1_790_000_000.0  # epoch seconds
BLOCK = RATE // 2
BECKETT = "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better."
TWO_CITIES = """
It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of
foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of
Light, it was the season of Darkness, it was the spring of hope, it was the winter of despair, we
had everything before us, we had nothing before us, we were all going direct to Heaven, we were
all going direct the other way - in short, the period was so far like the present period, that
some of its noisiest authorities insisted on its being received, for good or for evil, in the
superlative degree of comparison only.
"""


@pytest.fixture(scope="module")
def hearing() -> LiveHearing:
    store = shared_store()
    return LiveHearing(
        voice_activity(store, 1), recogniser(store, 1, "cpu"), pitch_tracker(store, 1)
    )


def sample(name: str) -> Floats:
    return read_audio(speech_sample(name))[0]


def pcm(samples: Floats) -> Samples:
    return (samples.clip(-1, 1) * 32767).astype(np.int16)


def blocks(samples: Floats, begins_at: float = BEGAN) -> list[Block]:
    """Half-second blocks, as the tap cuts them."""
    sound = pcm(samples)
    return [Block(begins_at + i / RATE, sound[i : i + BLOCK]) for i in range(0, sound.size, BLOCK)]


def quiet(seconds: float) -> Floats:
    return np.zeros(round(seconds * RATE), np.float32)


def streamed(hearing: LiveHearing, sound: Sequence[Block], *, look_every: int = 3) -> list[Heard]:
    """Everything that is heard, looking at what is there after every ``look_every`` blocks."""
    found, until = [], BEGAN
    for there in range(look_every, len(sound) + look_every, look_every):
        more = True
        while more:
            heard = hearing.words(sound[:there], since=until, language="en")
            assert heard.until >= until
            until, more = heard.until, heard.more
            found.append(heard)
    return found


def words_of(found: Sequence[Heard]) -> list[Word]:
    return [word for heard in found for word in heard.words]


def once(words: Sequence[Word]) -> dict[str, float]:
    """Words that were said only once, and when."""
    all_words = [word.word for word in words]
    return {word.word: word.start for word in words if all_words.count(word.word) == 1}


def error_rate(reference: str, words: Sequence[Word]) -> float:
    true = english_words(reference)
    heard = english_words(" ".join(word.word for word in words))
    return edit_distance(true, heard) / len(true)


@pytest.mark.parametrize(
    ("name", "text"), [("two_cities.wav", TWO_CITIES), ("beckett.wav", BECKETT)]
)
def test_speech_that_comes_block_by_block_is_heard_nearly_as_well_as_a_recording(
    hearing: LiveHearing, name: str, text: str
) -> None:
    samples = np.concatenate([sample(name), quiet(3)])
    live = words_of(streamed(hearing, blocks(samples)))
    store = shared_store()
    whole = recogniser(store, 1, "cpu")(samples, voice_activity(store, 1)(samples), "en")
    assert error_rate(text, live) < 0.15
    assert error_rate(text, live) < error_rate(text, whole.words) + 0.1
    starts = [word.start for word in live]
    assert starts == sorted(starts)
    one, other = once(live), once(whole.words)
    both = one.keys() & other.keys()
    assert len(both) >= 3
    assert {word for word in both if abs(one[word] - BEGAN - other[word]) > 0.5} == set()


def test_a_listener_who_comes_late_hears_longer_pieces_and_everything(
    hearing: LiveHearing,
) -> None:
    sound = blocks(np.concatenate([sample("two_cities.wav"), quiet(3)]))
    in_time = [h for h in streamed(hearing, sound) if h.words]
    late = [h for h in streamed(hearing, sound, look_every=len(sound)) if h.words]
    assert len(late) < len(in_time)
    assert error_rate(TWO_CITIES, words_of(late)) < 0.15


def test_silence_and_hum_say_nothing(hearing: LiveHearing) -> None:
    t = np.arange(8 * RATE) / RATE
    hum = (0.1 * np.sin(2 * np.pi * 100 * t)).astype(np.float32)
    for samples in (quiet(8), hum):
        found = streamed(hearing, blocks(samples))
        assert words_of(found) == []
        assert found[-1].until > BEGAN + 6  # and it is not listened to again and again
        voice = hearing.voice(blocks(samples), since=BEGAN)
        assert voice is not None
        assert not voice.speaking
        assert np.isnan([voice.level_db, voice.pitch_hz]).all()


def test_a_word_at_the_edge_of_what_has_come_waits_for_its_end(hearing: LiveHearing) -> None:
    sound = blocks(sample("beckett.wav")[: 5 * BLOCK])
    heard = hearing.words(sound, since=BEGAN, language="en")
    assert heard.until < sound[-1].ends_at
    assert all(word.end <= heard.until + 0.2 for word in heard.words)


def test_a_short_answer_is_heard_although_nothing_follows(hearing: LiveHearing) -> None:
    speech = sample("beckett.wav")[: round(1.3 * RATE)]  # "Ever tried."
    sound = blocks(np.concatenate([quiet(0.2), speech, quiet(2.0)]))
    assert "tried" in " ".join(word.word for word in words_of(streamed(hearing, sound)))


def test_when_nothing_follows_the_last_word_is_heard_without_a_pause(hearing: LiveHearing) -> None:
    sound = blocks(sample("beckett.wav")[: round(1.3 * RATE)])  # "Ever tried."
    assert hearing.words(sound, since=BEGAN, language="en").words == ()
    heard = hearing.words(sound, since=BEGAN, language="en", over=True)
    assert "tried" in " ".join(word.word for word in heard.words).lower()
    assert heard.until == pytest.approx(sound[-1].ends_at)


def test_after_a_gap_words_have_the_time_at_which_they_came(hearing: LiveHearing) -> None:
    speech = np.concatenate([sample("beckett.wav"), quiet(1)])
    later = BEGAN + 60.0
    sound = [*blocks(speech), *blocks(speech, later)]
    words = words_of(streamed(hearing, sound))
    assert [word for word in words if word.start >= later]
    assert not [word for word in words if BEGAN + speech.size / RATE < word.start < later - 0.2]
    assert len([word for word in words if "matter" in word.word.lower()]) == 2


def test_blocks_join_where_one_follows_the_other_and_not_across_a_gap() -> None:
    one, other = blocks(quiet(1)), blocks(quiet(1), BEGAN + 1.5)
    found = stretches([*one, *other], BEGAN + 0.25, 0.1)
    assert [(s.begins_at - BEGAN, s.ends_at - BEGAN, s.closed) for s in found] == [
        (0.25, 1.0, True),
        (1.5, 2.5, False),
    ]
    assert stretches(one, BEGAN + 1.0, 0.1) == []


def test_somebody_may_stop_it_between_two_pieces_of_work(hearing: LiveHearing) -> None:
    class Stop(Exception):
        pass

    def stop(share: float) -> None:
        raise Stop

    with pytest.raises(Stop):
        hearing.words(blocks(sample("two_cities.wav")), since=BEGAN, language="en", between=stop)


@pytest.fixture(scope="module")
def voice_of(hearing: LiveHearing) -> Callable[[Floats], Voice]:
    def measured(samples: Floats) -> Voice:
        voice = hearing.voice(blocks(samples), since=BEGAN)
        assert voice is not None
        return voice

    return measured


def test_a_louder_voice_has_a_higher_level_and_the_same_pitch(
    voice_of: Callable[[Floats], Voice],
) -> None:
    speech = sample("two_cities.wav")[: 3 * RATE]
    loud, soft = voice_of(speech), voice_of(speech / 4)
    assert loud.level_db - soft.level_db == pytest.approx(12, abs=1.5)
    assert loud.pitch_hz == pytest.approx(soft.pitch_hz, rel=0.05)
    assert 60 < loud.pitch_hz < 300


def test_where_prosody_is_not_allowed_nobody_looks_at_pitch_or_level() -> None:
    class Untouched(PitchTracker):
        def __init__(self) -> None:
            pass

        def __call__(self, samples: Floats) -> Pitch:
            raise AssertionError("the pitch was tracked")

    store = shared_store()
    hearing = LiveHearing(voice_activity(store, 1), recogniser(store, 1, "cpu"), Untouched())
    sound = blocks(sample("two_cities.wav")[: round(2.5 * RATE)])
    voice = hearing.voice(sound, since=BEGAN, prosody=False)
    assert voice is not None
    assert voice.speaking
    assert np.isnan([voice.level_db, voice.pitch_hz]).all()


def test_whoever_has_stopped_is_not_speaking(voice_of: Callable[[Floats], Voice]) -> None:
    speech = sample("two_cities.wav")[: 3 * RATE]
    stopped = voice_of(np.concatenate([speech, quiet(1.5)]))
    assert not stopped.speaking
    assert stopped.quiet_s > 1.0
    assert voice_of(sample("two_cities.wav")[: round(2.5 * RATE)]).speaking


def test_the_rate_is_that_of_the_last_words() -> None:
    words = [Word("so", i * 0.5, i * 0.5 + 0.4, 0.9) for i in range(60)]
    assert rate_wpm(words) == pytest.approx(120, rel=0.05)
    assert np.isnan(rate_wpm(words[:2]))
    assert np.isnan(rate_wpm([]))
