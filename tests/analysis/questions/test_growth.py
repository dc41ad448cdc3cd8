"""What answers touch in a job's trees: matches with their places and times, nodes, competencies."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.questions.growth import grow, span_of
from analysis.questions.types import Conversation, Growth, Turn, Utterance
from analysis.types import Word
from ncs.content import shared_job

SOFTWARE = shared_job("200102")


def spoken(text: str) -> Utterance:
    """One word a second, each lasting 0.8 s."""
    words = [Word(word, float(i), i + 0.8, 0.9) for i, word in enumerate(text.split())]
    return Utterance(" ".join(text.split()), tuple(words))


def grown(*answers: str | Utterance, language: str = "en") -> Growth:
    said = [a if isinstance(a, Utterance) else Utterance(a) for a in answers]
    turns = tuple(Turn("How did you use Kafka?", answer) for answer in said)
    return grow(Conversation(language, turns), SOFTWARE)


def test_a_match_has_its_words_and_their_times() -> None:
    (match,) = grown(spoken("so we did a code review every day")).matches
    assert match.keyword == "code-review"
    span = match.span
    assert (span.turn, span.start, span.end, span.text) == (0, 12, 23, "code review")
    assert (span.start_s, span.end_s) == (4.0, 5.8)


def test_times_of_a_word_with_particle_are_the_words() -> None:
    (match,) = grown(spoken("저희는 카프카를 썼습니다"), language="ko").matches
    assert match.span.text == "카프카"
    assert (match.span.start_s, match.span.end_s) == (1.0, 1.8)


def test_what_was_typed_has_no_times() -> None:
    (match,) = grown("we used Kafka").matches
    assert math.isnan(match.span.start_s)
    assert math.isnan(match.span.end_s)


def test_words_that_are_not_the_text_give_no_times() -> None:
    answer = Utterance("we used Kafka", (Word("Kafka", 3.0, 4.0, 0.9),))
    assert math.isnan(span_of(0, answer, 8, 13).start_s)


def test_english_terms_count_in_korean_and_korean_ones_in_english() -> None:
    korean = grown("Kafka로 message queue를 구성했습니다", language="ko")
    assert {match.keyword for match in korean.matches} == {"message-queue"}
    assert [m.span.text for m in grown("we called it 카프카").matches] == ["카프카"]


def test_a_match_grows_the_nodes_and_the_competency_of_its_keyword() -> None:
    growth = grown("I wrote the rollback")
    (match,) = growth.matches
    holders = {n.id for n in SOFTWARE.nodes.values() if match.keyword in n.keywords}
    assert set(growth.nodes) == holders
    assert growth.competencies == {SOFTWARE.competency_of[match.keyword]: (match,)}


def test_matches_come_in_the_order_in_which_they_were_said() -> None:
    growth = grown("Redis first, then Docker", "and Kafka", "Redis again")
    assert [(m.span.turn, m.span.text) for m in growth.matches] == [
        (0, "Redis"),
        (0, "Docker"),
        (1, "Kafka"),
        (2, "Redis"),
    ]
    first_said = [own[0].span for own in growth.competencies.values()]
    assert first_said == sorted(first_said, key=lambda span: (span.turn, span.start))


def test_what_nobody_spoke_of_is_uncovered_in_the_jobs_order() -> None:
    assert grown("nothing of this").uncovered == tuple(c.id for c in SOFTWARE.competencies)
    left = grown("we used Kafka").uncovered
    assert left == tuple(c.id for c in SOFTWARE.competencies if c.id != "backend-design")


def test_the_question_grows_nothing() -> None:
    assert grown("yes we did").matches == ()


def test_no_turns_grow_nothing() -> None:
    growth = grow(Conversation("en", ()), SOFTWARE)
    assert (growth.matches, dict(growth.nodes)) == ((), {})


@pytest.mark.parametrize(
    "sentence", ["we tuned the queries and used kafka ", "쿼리를 튜닝했고 카프카를 썼어요 "]
)
def test_ten_thousand_words_grow_to_their_end(sentence: str) -> None:
    text = (sentence * (10_000 // len(sentence.split()))).strip()
    matches = grown(text).matches
    assert len(matches) == 2 * (10_000 // len(sentence.split()))
    assert matches[-1].span.end > len(text) - len(sentence)


PIECES = [
    *("code", "review", "카프카를", "서비스를", "분리했고"),
    *("Redis,", "N+1", "문제", "🎉", "uh", "CI/CD"),
]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map(" ".join),
        max_size=3,
    )
)
def test_spans_slice_the_answers_and_do_not_overlap(texts: list[str]) -> None:
    answers = [spoken(text) for text in texts]
    spans = [match.span for match in grown(*answers).matches]
    for span in spans:
        assert answers[span.turn].text[span.start : span.end] == span.text != ""
        assert span.start_s < span.end_s
    for one, other in pairwise(spans):
        same = (one.turn, one.start, one.end) == (other.turn, other.start, other.end)
        assert same or one.turn < other.turn or one.end <= other.start
