"""Ways of working from words and from a questionnaire: with their sentences, kept apart."""

from __future__ import annotations

import re

import pytest

from analysis.questions.propensity import answered, propensity
from analysis.questions.types import Utterance
from analysis.types import Word
from ncs.content import shared_job
from ncs.workstyle import workstyle

JOB = shared_job("020301")


def counts(text: str, language: str = "en") -> dict[str, int]:
    found = propensity([Utterance(text)], JOB, language)
    return {side: n for axis in found.words for side, n in axis.counts.items() if n}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I made a plan and double-checked it.", "en", {"plans": 1, "detail": 1}),
        ("I was never alone, I worked with my team.", "en", {"together": 1}),
        ("I did not convince them.", "en", {}),
        ("미리 일정표를 만들었습니다.", "ko", {"plans": 2}),
        ("신중하지 않았습니다.", "ko", {}),
        ("팀원들과 상의했습니다.", "ko", {"together": 2}),
        ("", "en", {}),
    ],
)
def test_cues_are_counted_and_denied_ones_are_not(
    text: str, language: str, expected: dict[str, int]
) -> None:
    assert counts(text, language) == expected


def test_a_lean_needs_three_cues_and_twice_the_other_side() -> None:
    def lean(text: str) -> str:
        return propensity([Utterance(text)], JOB, "en").words[0].lean

    plan, adapt = "I planned ahead. ", "I improvised. "
    assert lean(plan * 2) == ""
    assert lean(plan * 3) == "plans"
    assert lean(plan * 3 + adapt * 2) == ""
    assert lean(plan * 4 + adapt * 2) == "plans"


def test_a_cue_knows_its_sentence_and_its_second() -> None:
    text = "That was hard. I double-checked the numbers."
    words = tuple(Word(w, float(n), n + 0.5, 0.9) for n, w in enumerate(text.split()))
    found = propensity([Utterance(text, words)], JOB, "en")
    (cue,) = (cue for axis in found.words for cue in axis.cues)
    assert cue.sentence.text == "I double-checked the numbers."
    assert (cue.span.text, cue.span.start_s) == ("double-checked", 4.0)


def test_agreeing_with_everything_leans_nowhere() -> None:
    items = workstyle().items
    for mark in (1, 3, 5):
        assert all(axis.lean == "" for axis in answered({side.id: mark for side in items}))
    assert answered({"plans": 5, "adapts": 1})[0].lean == "plans"
    assert answered({"plans": 5}) == ()


def test_without_a_questionnaire_there_are_no_answers() -> None:
    assert propensity([Utterance("I plan.")], JOB, "en").answers is None


def test_an_attitude_quotes_what_comes_close_and_nothing_else() -> None:
    wanted = JOB.description["attitudes"][0].en
    near = propensity([Utterance(f"{wanted}. I like soup.")], JOB, "en").attitudes[0]
    assert near.said is not None
    assert wanted in near.said.text
    far = propensity([Utterance("I like soup with bread.")], JOB, "en").attitudes
    assert all(attitude.said is None for attitude in far)


def test_every_cue_is_a_pattern_in_lower_case() -> None:
    for side in workstyle().items:
        for patterns in side.cues.values():
            assert patterns
            for pattern in patterns:
                re.compile(pattern)
                assert pattern.replace("\\W", "").replace("\\S", "") == pattern.lower()
