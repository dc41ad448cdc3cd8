"""What could be asked next: about what was said, never twice, never about what is protected."""

from __future__ import annotations

import pytest

from analysis.language.embedding import shared_encoder
from analysis.questions.growth import grow
from analysis.questions.options import Proposal, clarifications, is_clarification, proposals
from analysis.questions.types import Conversation, QuestionKind, QuestionOption, Turn, Utterance
from ncs.content import shared_job

# Answers that name no keyword, with the node that a person would think of.
CLOSE = [
    (
        "en",
        "200102",
        "two colleagues argued for days about how the code should look",
        "review",
    ),
    ("en", "230601", "a worker went up without his harness and i stopped the job", "stop"),
    ("ko", "230601", "작업자가 안전고리를 안 걸고 올라가서 제가 작업을 세웠습니다", "stop"),
    ("ko", "100101", "바이어가 십 퍼센트를 깎아 주지 않으면 거래를 끊겠다고 했습니다", ""),
]
SMALL_TALK = [
    ("en", "200102", "i like hiking on weekends with my dog"),
    ("en", "130101", "my favourite film is about space"),
    ("en", "020301", "the weather was lovely that spring"),
    ("ko", "200102", "주말에는 강아지와 산책을 합니다"),
    ("ko", "130101", "저는 우주 영화를 좋아합니다"),
]


def talk(language: str, *answers: str, ids: tuple[str, ...] = ()) -> Conversation:
    names = ids or ("",) * len(answers)
    turns = (
        Turn(f"question {n}", Utterance(a), i)
        for n, (a, i) in enumerate(zip(answers, names, strict=True))
    )
    return Conversation(language, tuple(turns))


def offered(conversation: Conversation, code: str = "200102", **more: object) -> list[Proposal]:
    content = shared_job(code)
    growth = grow(conversation, content)
    return proposals(conversation, content, growth, shared_encoder(), **more)  # type: ignore[arg-type]


def test_what_was_named_is_asked_about_with_the_path_to_it() -> None:
    answer = "we cached sessions in Redis"
    about = [p for p in offered(talk("en", answer)) if p.option.kind is QuestionKind.FOLLOW_UP]
    assert about
    for proposal in about:
        assert "Redis" in [span.text for span in proposal.path.spans]
        assert proposal.path.nodes[-1] == proposal.option.node
        assert len(proposal.path.nodes) == len(proposal.path.terms["ko"]) >= 2


def test_the_word_that_was_said_stands_in_the_question() -> None:
    slotted = [p for p in offered(talk("ko", "그라파나로 모니터링을 붙였습니다")) if p.term]
    assert slotted
    assert all(p.term in p.option.text and "{" not in p.option.text for p in slotted)


def test_a_question_is_never_offered_twice() -> None:
    answer = "we cached sessions in Redis"
    first = offered(talk("en", answer))
    asked = first[0].option
    again = Conversation(
        "en",
        (Turn("q", Utterance(answer)), Turn(asked.text, Utterance(answer), asked.id)),
    )
    assert asked.id not in {p.option.id for p in offered(again)}
    assert asked.text not in {p.option.text for p in offered(again)}


def test_the_company_s_question_about_a_protected_topic_is_never_offered() -> None:
    good = QuestionOption("company:1", QuestionKind.COMPANY, "Which cache did you rule out?")
    bad = QuestionOption("company:2", QuestionKind.COMPANY, "Do you plan to have children?")
    ids = {p.option.id for p in offered(talk("en", "we used Redis"), company=[good, bad])}
    assert "company:1" in ids
    assert "company:2" not in ids


@pytest.mark.parametrize(("language", "code", "answer", "node"), CLOSE)
def test_an_answer_that_names_nothing_is_met_by_its_topic(
    language: str, code: str, answer: str, node: str
) -> None:
    near = [p for p in offered(talk(language, answer), code) if p.option.node]
    assert near
    assert any(node in p.option.node for p in near)
    assert all(p.path.spans[0].text == answer for p in near)


@pytest.mark.parametrize(("language", "code", "answer"), SMALL_TALK)
def test_small_talk_is_near_no_topic(language: str, code: str, answer: str) -> None:
    assert [p for p in offered(talk(language, answer), code) if p.option.node] == []


def test_what_nobody_asked_about_earlier_is_come_back_to() -> None:
    later = talk("en", "we cached sessions in Redis", "it was a long week", ids=("", "node:x/0"))
    assert "Redis" in {s.text for p in offered(later) for s in p.path.spans}


def test_openings_are_offered_only_where_nothing_was_said_or_asked() -> None:
    plain = talk("en", "we cached sessions in Redis")
    assert not [p for p in offered(plain) if p.option.kind is QuestionKind.OPENING]
    openings = [p for p in offered(plain, openings=True) if p.option.kind is QuestionKind.OPENING]
    touched = grow(plain, shared_job("200102")).competencies
    assert openings
    assert not {p.option.competency for p in openings} & touched.keys()


def test_a_clarification_is_offered_once() -> None:
    begun = talk("en", "no")
    (only, *_) = clarifications(begun, "refusal")
    assert is_clarification(only.option.id)
    asked = talk("en", "no", "no", ids=("", only.option.id))
    assert clarifications(asked, "refusal") == []
