"""Which words were said often: content only, forms together, with the times they were said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from analysis.language.frequent import MOST, frequent_words
from analysis.language.tokens import key_of
from analysis.types import Transcript, Word


def spoken(text: str, language: str = "en") -> Transcript:
    """One word every half second."""
    return Transcript(
        language, tuple(Word(w, i / 2, i / 2 + 0.4, 0.9) for i, w in enumerate(text.split()))
    )


def counts(text: str, language: str = "en") -> dict[str, int]:
    return {entry["word"]: entry["count"] for entry in frequent_words(spoken(text, language))}


def test_every_occurrence_keeps_its_time() -> None:
    (entry,) = frequent_words(spoken("the database was slow so I moved the database"))
    assert entry == {"word": "database", "count": 2, "times": [0.5, 4.0]}


def test_function_words_numbers_and_single_letters_do_not_count() -> None:
    assert counts("it was what it was and I I said 42 42 well yes yes it was a a thing thing") == {}


def test_forms_of_a_word_count_together_and_the_commonest_is_shown() -> None:
    text = "We developed it. Developing takes time; I develop, they develop."
    assert counts(text) == {"develop": 4}
    text = "companies like our company, our company's companies, company"
    assert counts(text) == {"company": 5}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("managed", "manage"), ("managing", "manages"), ("customers", "customer's")],
        *[("planned", "planning"), ("processes", "process"), ("companies", "company")],
        *[("studied", "studies"), ("tests,", "Test"), ("days", "day")],
        *[
            ("개발했고,", "개발하는"),
            ("고객을", "고객들에게"),
            ("시스템은", "시스템에서"),
            ("개선된", "개선"),
        ],
    ],
)
def test_forms_that_belong_together_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("business", "busy"),
        ("thing", "th"),
        ("bus", "bu"),
        ("analysis", "analys"),
        ("string", "str"),
    ],
)
def test_words_that_only_look_like_forms_are_left_alone(one: str, other: str) -> None:
    assert key_of(one) != other


def test_korean_counts_nouns_without_particles() -> None:
    text = "결제 시스템을 개발했습니다. 그 시스템은 고객이 많아서 개발하는 동안 고객들의 말을"
    assert counts(text, "ko") == {"시스템": 2, "개발": 2, "고객": 2}


def test_most_frequent_first_then_earliest_and_at_most_a_reports_rows() -> None:
    text = "alpha beta beta alpha gamma gamma gamma"
    assert list(counts(text)) == ["gamma", "alpha", "beta"]
    letters = [a + b for a in "bcdfg" for b in "klmn"]
    many = " ".join(f"w{x}o w{x}o" for x in letters)
    assert len(frequent_words(spoken(many))) == MOST


def test_nothing_said_has_no_frequent_words() -> None:
    assert frequent_words(None) == []
    assert frequent_words(spoken("")) == []


def test_counting_words_loads_no_network() -> None:
    code = (
        "import sys, analysis.language.frequent;"
        "sys.exit(bool({'spacy', 'torch', 'kiwipiepy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
