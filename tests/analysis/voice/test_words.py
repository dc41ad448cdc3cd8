"""Tokens to words, and guards against words nobody said."""

from __future__ import annotations

import pytest

from analysis.types import Segment, Word
from analysis.voice.rate import syllables
from analysis.voice.words import (
    TokenTimes,
    compression_ratio,
    loops_at,
    speech_without_words,
    token_times,
    with_found,
    within_speech,
    without_crowds,
    without_loops,
    words_of,
)


def said(text: str, start: float = 0.0, each: float = 0.3, confidence: float = 0.9) -> list[Word]:
    return [
        Word(w, start + i * each, start + (i + 1) * each, confidence)
        for i, w in enumerate(text.split())
    ]


def text_of(words: list[Word]) -> str:
    return " ".join(w.word for w in words)


def test_tokens_get_the_times_at_which_the_alignment_moves_on() -> None:
    path = [(0, 5), (0, 6), (0, 7), (1, 8), (1, 9), (2, 10), (2, 11)]
    timed = token_times([11, 12], path, [0.9, 0.5])
    assert [(t.token, t.start, t.end) for t in timed] == [
        (11, pytest.approx(0.10), pytest.approx(0.16)),
        (12, pytest.approx(0.16), pytest.approx(0.20)),
    ]


def test_words_break_at_spaces_and_keep_their_punctuation() -> None:
    pieces = {1: " Hel", 2: "lo", 3: ",", 4: " world", 5: "!"}
    timed = [TokenTimes(i, i / 10, (i + 1) / 10, i / 10) for i in pieces]
    words = words_of(timed, lambda tokens: "".join(pieces[t] for t in tokens))
    assert [(w.word, w.start, w.end) for w in words] == [("Hello,", 0.1, 0.4), ("world!", 0.4, 0.6)]
    assert words[0].confidence == pytest.approx(0.2)


def test_a_hangul_syllable_spread_over_tokens_is_one_character() -> None:
    raw = {1: " 안".encode(), 2: "녕".encode()[:2], 3: "녕".encode()[2:]}
    timed = [TokenTimes(i, i / 10, (i + 1) / 10, 0.8) for i in raw]
    (word,) = words_of(
        timed, lambda tokens: b"".join(raw[t] for t in tokens).decode("utf8", "replace")
    )
    assert (word.word, word.start, word.end) == ("안녕", 0.1, 0.4)


def test_a_loop_is_cut_and_an_emphatic_no_is_kept() -> None:
    assert text_of(without_loops(said("no no no I said"))) == "no no no I said"
    looped = "so " + "thank you " * 40 + "bye"
    assert text_of(without_loops(said(looped))) == "so " + "thank you " * 3 + "bye"
    assert loops_at(["a", "b", "a", "b", "c"], 4, 3) is None


def test_dickens_repeats_himself_without_being_a_loop() -> None:
    text = "it was the age of wisdom it was the age of foolishness it was the epoch of belief"
    assert text_of(without_loops(said(text))) == text


def test_words_piled_on_one_moment_are_dropped() -> None:
    real = said("that is all")
    invented = [Word(w, 0.9, 0.9, 0.5) for w in ("that", "is", "all")]
    assert without_crowds([*real, *invented]) == real
    one = [*real, Word("a", 0.9, 0.92, 0.5)]
    assert without_crowds(one) == one


def test_words_outside_speech_are_dropped_and_others_cut_to_it() -> None:
    speech = [Segment("speech", 1.0, 2.0, 0.9)]
    words = [Word("before", 0.2, 0.5, 0.9), Word("in", 0.6, 1.4, 0.9), Word("end", 1.4, 2.8, 0.9)]
    kept = within_speech(words, speech)
    assert [(w.word, w.start, w.end) for w in kept] == [("in", 0.9, 1.4), ("end", 1.4, 2.1)]
    assert within_speech(words, []) == []


def test_speech_without_words_is_noticed() -> None:
    heard = Segment("speech", 0.0, 1.2, 0.9)
    missed = Segment("speech", 2.0, 2.4, 0.9)
    thin = Segment("speech", 3.0, 9.0, 0.9)
    words = [*said("one two three four"), Word("so", 4.0, 4.3, 0.9)]
    assert speech_without_words(words, [heard, missed, thin]) == [missed, thin]


def test_what_a_second_look_finds_is_put_in_its_place_only_when_it_is_sure() -> None:
    missed = [Segment("speech", 2.0, 2.5, 0.9)]
    first = [*said("first"), *said("last", 5.0)]
    assert text_of(with_found(first, said("yes", 2.1), missed, 0.5)) == "first yes last"
    assert with_found(first, said("yes", 2.1, confidence=0.3), missed, 0.5) == first
    assert with_found(first, said("elsewhere", 8.0), missed, 0.5) == first


def test_a_loop_compresses_and_speech_does_not() -> None:
    assert compression_ratio("thank you " * 40) > 2.4
    assert compression_ratio("Tell me about a project you are proud of, and your part in it.") < 1.5
    assert compression_ratio("") == 0.0


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("cat", 1), ("better", 2), ("times,", 1), ("wisdom", 2), ("created", 3), ("table", 2)],
        *[("period", 3), ("developed", 3), ("wanted", 2), ("walked", 1), ("the", 1)],
        *[("안녕하세요", 5), ("개발", 2), ("3년", 2)],
    ],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count
