"""Named things in an answer: kinds, places in the text, and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language import entities as module
from analysis.language.entities import MOST_CHARACTERS, entities, tag
from analysis.language.recent import Recent
from ncs.content import shared_job

SOFTWARE = shared_job("200102")


def found(text: str, language: str) -> set[tuple[str, str]]:
    return {(entity.kind.value, entity.text) for entity in entities(text, language, SOFTWARE)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "At Samsung in Seoul I was a backend developer and we cut latency by thirty percent "
            "with Kafka and a team of five.",
            {
                *[("organisation", "Samsung"), ("place", "Seoul"), ("role", "backend developer")],
                *[("percent", "thirty percent"), ("tool", "Kafka"), ("people", "team of five")],
            },
        ),
        (
            "so i worked three years at naver as a data analyst and saved twenty thousand dollars "
            "last year",
            {
                *[("duration", "three years"), ("organisation", "naver"), ("date", "last year")],
                *[("role", "data analyst"), ("money", "twenty thousand dollars")],
            },
        ),
        (
            "I worked two and a half years at Seoul National University Hospital "
            "with forty patients",
            {
                *[("duration", "two and a half years"), ("people", "forty patients")],
                ("organisation", "Seoul National University Hospital"),
            },
        ),
        ("Errors fell from 4.5% to 0.3 %", {("percent", "4.5%"), ("percent", "0.3 %")}),
        ("We saved $20,000 in March 2021", {("money", "$20,000"), ("date", "March 2021")}),
        ("I did code reviews", {("skill", "code reviews")}),
        ("one of them may have been late", set()),
    ],
)
def test_english(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "저는 삼성전자에서 3년간 백엔드 개발자로 일했고 카프카로 응답 시간을 30% "
            "줄였습니다. 팀원은 다섯 명이었어요.",
            {
                *[("organisation", "삼성전자"), ("duration", "3년간"), ("role", "백엔드 개발자")],
                *[("tool", "카프카"), ("percent", "30%"), ("people", "다섯 명")],
            },
        ),
        (
            "2021년 3월에 서울아산병원 수간호사로 환자 스무 명을 봤고 이틀 만에 끝냈습니다",
            {
                *[("date", "2021년 3월"), ("organisation", "서울아산병원"), ("role", "수간호사")],
                *[("people", "스무 명"), ("duration", "이틀")],
            },
        ),
        (
            "작년에 이천만 원을 아꼈고 불량이 120건에서 삼십 건으로 줄었습니다",
            {
                *[("date", "작년"), ("money", "이천만 원")],
                *[("number", "120건"), ("number", "삼십 건")],
            },
        ),
        (
            "(주)한빛테크와 계약했고 두 배 빨라졌어요",
            {("organisation", "(주)한빛테크"), ("number", "두 배")},
        ),
        ("삼십 퍼센트 정도 십이 개월", {("percent", "삼십 퍼센트"), ("duration", "십이 개월")}),
        ("이 일을 사람이 개발하고 개선했습니다", set()),
    ],
)
def test_korean(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text, "ko") == expected


def test_people_are_not_named() -> None:
    assert entities("Maria Garcia and John Smith helped me.", "en") == ()


def test_a_job_term_beats_the_number_in_it() -> None:
    production = shared_job("150302")
    (entity,) = entities("we did five S on the line", "en", production)
    assert (entity.kind.value, entity.text) == ("skill", "five S")


def test_of_an_endless_text_the_beginning_is_read() -> None:
    text = "Kafka " * 20_000
    assert max(entity.end for entity in entities(text, "ko")) <= MOST_CHARACTERS


def test_the_tagger_finds_the_same_in_many_texts_as_in_each_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [
        "In Busan I worked for Hyundai Motor Company until 2019.",
        "Yes.",
        "We moved the servers from Frankfurt to Dublin last winter, which took three weeks.",
        "",
    ]
    monkeypatch.setattr(module, "_tags", Recent(100))
    alone = [entities(text, "en") for text in texts]
    assert any(alone)
    monkeypatch.setattr(module, "_tags", Recent(100))
    tag([*texts, *texts])
    assert [entities(text, "en") for text in texts] == alone


def test_what_the_tagger_has_read_it_does_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_tags", Recent(100))
    before = entities("In Busan I met the team.", "en")
    monkeypatch.setattr(module, "spacy_pipeline", lambda: pytest.fail("read twice"))
    assert entities("In Busan I met the team.", "en", SOFTWARE)[0] == before[0]


def test_only_the_texts_seen_last_are_kept() -> None:
    kept: Recent[str, int] = Recent(2)
    for number, key in enumerate("abac"):
        kept.keep(key, number)
    assert [kept.get(key) for key in "abc"] == [2, None, 3]


PIECES = [
    *("Kafka를", "30%", "삼성전자에서", "스무", "명을", "in"),
    *("May", "2021", "$", "🎉", "team of", "five"),
]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["en", "ko"]),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=10).map(" ".join),
)
def test_offsets_slice_the_text_and_nothing_overlaps(language: str, text: str) -> None:
    last = 0
    for entity in entities(text, language, SOFTWARE):
        assert text[entity.start : entity.end] == entity.text
        assert last <= entity.start < entity.end
        last = entity.end
