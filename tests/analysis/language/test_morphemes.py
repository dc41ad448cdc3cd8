"""Tokens with lemma and part of speech, in Korean and in English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language.morphemes import Part, Tokeniser, tokeniser


def lemmas(text: str, language: str) -> list[tuple[str, Part]]:
    return [(t.lemma, t.part) for t in tokeniser(language)(text) if t.is_content]


def test_english_tokens_have_lemma_and_part() -> None:
    assert lemmas("we wrote three tests for the queries", "en") == [
        ("write", Part.VERB),
        ("three", Part.NUMBER),
        ("test", Part.NOUN),
        ("query", Part.NOUN),
    ]


def test_korean_morphemes_have_lemma_and_part() -> None:
    assert lemmas("저는 결제 시스템을 빠르게 고쳤습니다", "ko") == [
        ("결제", Part.NOUN),
        ("시스템", Part.NOUN),
        ("빠르다", Part.ADJECTIVE),
        ("고치다", Part.VERB),
    ]


def test_latin_words_in_korean_stay_whole() -> None:
    (token, *_) = tokeniser("ko")("Kafka를 썼습니다")
    assert (token.text, token.part, token.start, token.end) == ("Kafka", Part.FOREIGN, 0, 5)


def test_a_stretch_that_is_named_stays_one_noun_and_changes_nothing_later() -> None:
    text = "스프링부트랑 레디스"
    before = tokeniser("ko")(text)
    (first, particle, *_) = tokeniser("ko")(text, whole=[(0, 5)])
    assert (first.text, first.part, particle.text) == ("스프링부트", Part.NAME, "랑")
    assert tokeniser("ko")(text) == before


def test_a_word_in_no_dictionary_says_so() -> None:
    known = {t.text: t.known for t in tokeniser("ko")("그래프큐엘 서버")}
    assert known == {"그래프큐엘": False, "서버": True}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_said_has_no_tokens(language: str, text: str) -> None:
    assert tokeniser(language)(text) == []


def test_there_are_tokenisers_for_two_languages_only() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        Tokeniser("fr")


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["en", "ko"]),
    st.lists(
        st.sampled_from(["Kafka를", "썼어요", "🎉", "didn't", "결제", "N+1", "ㅋㅋ", "…", "𝒜"])
        | st.text(max_size=5),
        max_size=8,
    ).map(" ".join),
)
def test_offsets_slice_the_text(language: str, text: str) -> None:
    last = 0
    for token in tokeniser(language)(text):
        assert text[token.start : token.end] == token.text
        assert last <= token.start <= token.end <= len(text)
        last = token.start
