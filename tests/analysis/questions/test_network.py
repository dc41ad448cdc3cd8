"""What the network reads of a conversation, and that a batch is nothing but many single runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from analysis.language.embedding import shared_encoder
from analysis.language.entities import EntityKind
from analysis.language.vocabulary import bag_of_words
from analysis.questions.encoding import TOLD, Encoded, encode
from analysis.questions.features import FEATURES, Background
from analysis.questions.heard import steps_of
from analysis.questions.named import NAMED
from analysis.questions.network import NetworkConfig, QuestionNetwork
from analysis.questions.ranking import batch_of
from analysis.questions.types import (
    Conversation,
    QuestionKind,
    QuestionOption,
    Turn,
    Utterance,
)
from analysis.questions.wording import (
    FACTS,
    RARITY_BUCKETS,
    mentions,
    sentences,
    without_lead,
)
from ncs.content import Asks, JobContent, Keyword, shared_job

SOFTWARE = shared_job("200102")
BACKGROUND = Background(np.ones(RARITY_BUCKETS, np.float32), np.zeros(512, np.float32))


def conversation(*answers: str) -> Conversation:
    turns = tuple(
        Turn(f"Question {number}?", Utterance(answer)) for number, answer in enumerate(answers)
    )
    return Conversation("en", turns)


def option(name: str, text: str, **more: object) -> QuestionOption:
    return QuestionOption(name, QuestionKind.FOLLOW_UP, text, **more)  # type: ignore[arg-type]


OPTIONS = (
    option("node:queue/0", "What broke first under load?", node="queue", terms=("Kafka",)),
    option("node:food/0", "How do you plan a menu?", node="food"),
    option("node:team/0", "Who decided that?", node="team", asks=Asks.ROLE),
)


def encoded(
    answer: str,
    options: tuple[QuestionOption, ...] = OPTIONS,
    content: JobContent | None = None,
) -> Encoded:
    return encode(conversation(answer), options, shared_encoder().encode, BACKGROUND, content)


def feature(one: Encoded, name: str) -> list[float]:
    return [float(value) for value in one.features[:, FEATURES.index(name)]]


def test_a_row_of_a_padded_batch_equals_the_single_run() -> None:
    torch.manual_seed(1)
    network = QuestionNetwork(NetworkConfig()).eval()
    cases = [
        encoded("We used Kafka."),
        encoded("One. Two. Three. Four. Five sentences are longer.", OPTIONS[:2]),
        encoded("We put Redis before the database. The index was slow.", content=SOFTWARE),
        encode(
            conversation("First.", "Second.", "Third."),
            OPTIONS,
            shared_encoder().encode,
            BACKGROUND,
        ),
    ]
    with torch.inference_mode():
        together = network(batch_of(cases))
        for row, case in zip(together, cases, strict=True):
            alone = network(batch_of([case]))[0]
            torch.testing.assert_close(row[: len(alone)], alone, rtol=1e-4, atol=1e-5)
    assert together[1, 2] == float("-inf")  # no question there


def named(one: Encoded, kind: EntityKind) -> float:
    """Of the last sentence: log(1 + how often)."""
    return float(one.step_facts[-1, len(FACTS) + NAMED.index(kind)])


def test_what_an_answer_names_is_counted_by_kind() -> None:
    one = encoded("At Samsung in Seoul a team of five cut it by thirty percent in two years.")
    once = float(np.log1p(1))
    for kind in (EntityKind.ORGANISATION, EntityKind.PLACE, EntityKind.PEOPLE):
        assert named(one, kind) == pytest.approx(once), kind
    for kind in (EntityKind.PERCENT, EntityKind.DURATION):
        assert named(one, kind) == pytest.approx(once), kind
    assert named(one, EntityKind.MONEY) == 0
    np.testing.assert_array_equal(one.evidence_facts[0], one.step_facts[-1, :TOLD])


def test_a_word_of_the_job_is_a_skill_only_in_that_job() -> None:
    text = "I wrote the unit tests and then the code review found it."
    assert named(encoded(text, content=SOFTWARE), EntityKind.SKILL) > 0
    assert named(encoded(text), EntityKind.SKILL) == 0
    assert encoded(text).terms.size == 0


def test_words_of_the_job_come_with_their_weights_and_meanings() -> None:
    one = encoded("It rained. We did a code review of the unit tests.", content=SOFTWARE)
    assert not one.step_terms[-2].any()  # it rained
    bag = bag_of_words("We did a code review of the unit tests.", SOFTWARE)
    assert len(one.terms) == 2
    assert sorted(one.step_terms[-1]) == sorted(bag[bag > 0])
    shown = [keyword.en[0] for keyword in SOFTWARE.keywords.values()]
    for vector in one.table[one.terms]:
        assert any(np.array_equal(vector, row) for row in shared_encoder().encode(shown))


def test_a_job_with_words_of_the_company_s_own_is_read_by_the_same_network() -> None:
    first, *rest = SOFTWARE.competencies
    own = replace(first, keywords=(*first.keywords, Keyword("zyx", ("자이엑스",), ("Zyxflow",))))
    edited = replace(SOFTWARE, version="edited", competencies=(own, *rest))
    text = "We moved the billing to Zyxflow."
    before, after = encoded(text, content=SOFTWARE), encoded(text, content=edited)
    assert (before.step_terms.shape[1], after.step_terms.shape[1]) == (0, 1)
    network = QuestionNetwork(NetworkConfig()).eval()
    with torch.inference_mode():
        scores = network(batch_of([before, after]))
    assert scores.isfinite().all()
    assert not torch.equal(scores[0], scores[1])


def test_a_question_of_the_company_s_shares_words_of_the_job_with_the_answer() -> None:
    options = (
        QuestionOption("company:1", QuestionKind.COMPANY, "Who does the code review here?"),
        QuestionOption("company:2", QuestionKind.COMPANY, "Do you like to travel?"),
    )
    one = encoded("Every change had a code review.", options, SOFTWARE)
    shared, not_shared = feature(one, "words of the job shared with the last answer")
    assert shared == pytest.approx(1, abs=1e-5)
    assert not_shared == 0


def test_only_the_node_whose_words_were_said_hears_them() -> None:
    one = encoded("It rained. Then we moved everything to Kafka. It was late.")
    assert feature(one, "terms said in the last answer")[0] > 0
    assert feature(one, "terms said in the last answer")[1:] == [0, 0]
    assert one.table[one.evidence[0]] is not None
    spoken_of = steps_of(conversation("It rained. Then we moved everything to Kafka. It was late."))
    at = [step.text for step in spoken_of].index("Then we moved everything to Kafka.")
    assert one.evidence[0] == one.steps[at]


def test_asking_for_what_was_told_is_told_apart_from_asking_for_what_was_left_out() -> None:
    told = encoded("I was responsible for the whole release.")
    left = encoded("The weather was fine.")
    assert feature(told, "asks for what was told")[2] == 1
    assert feature(left, "asks for what was left out")[2] == 1
    assert feature(left, "asks for what was told") == [0, 0, 0]


def test_a_long_speech_without_full_stops_is_cut_into_sentences() -> None:
    steps = steps_of(conversation("word " * 10_000))
    assert len(steps) < 40
    assert all(len(step.text.split()) <= 32 for step in steps)


def test_an_empty_conversation_can_be_read() -> None:
    assert [step.text for step in steps_of(Conversation("ko", ()))] == [""]


def test_words_are_found_however_they_are_spaced_and_inflected() -> None:
    assert mentions(("시장 점유율",), "시장점유율을 높였습니다") == 1
    assert mentions(("KPI",), "KPI를 세웠고 kpi로 평가했다") == 2
    assert mentions(("stage gate",), "Our stage gates were strict") == 1
    assert (
        mentions(("IT",), "it was italic") == 1
    )  # a pronoun is not told apart: terms come as said
    assert mentions(("Kafka",), "") == 0


def test_politeness_before_a_question_is_no_part_of_it() -> None:
    assert (
        without_lead("Okay, got it. So, how do you rank these things?")
        == "how do you rank these things?"
    )
    assert without_lead("Right, why?") == "Right, why?"
    assert sentences("") == ()
