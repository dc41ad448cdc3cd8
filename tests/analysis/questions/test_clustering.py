"""Themes: groups that are there, names that give nobody away, the same every time."""

from __future__ import annotations

import pytest

from analysis.questions.clustering import Said, stretches, themes

KITCHEN = "We prepared the stocks and sauces in the kitchen and grilled the fish for the guests. "
SERVER = "The server was slow, so we moved the database to new machines and wrote more tests. "
DRIVING = "I drove the truck through the night and delivered the cargo to the warehouse on time. "
SUBJECTS = (KITCHEN, SERVER, DRIVING)
MORE = (
    "It took two hours.",
    "We did that every week.",
    "Nobody had done it before us.",
    "I was proud of it.",
    "That was in spring.",
    "My boss was there too.",
)


def said() -> list[Said]:
    """Six people, each of whom speaks of every subject once, in their own order of words."""
    return [
        Said(f"p{n}", f"p{n}-{k}", f"Question {k}", subject + MORE[(n + k) % 6])
        for n in range(6)
        for k, subject in enumerate(SUBJECTS)
    ]


def test_subjects_become_themes_with_who_spoke_of_them() -> None:
    found = themes(said(), "en")
    assert len(found.themes) == 3
    for theme in found.themes:
        assert sorted(theme.counts) == [f"p{n}" for n in range(6)]
        assert len({quote.answer[-1] for quote in theme.quotes}) == 1  # of one subject only
        assert theme.terms
    assert themes(said(), "en") == found


def test_quotes_are_stretches_of_their_answers() -> None:
    texts = {each.answer: each.text for each in said()}
    for theme in themes(said(), "en").themes:
        for quote in theme.quotes:
            assert texts[quote.answer][quote.start : quote.end] == quote.text


def test_a_word_of_one_person_names_no_theme() -> None:
    people = said()
    people[0] = Said("p0", "p0-0", "Question 0", KITCHEN + "I am Zebulon Quartermaine. ")
    terms = {term for theme in themes(people, "en").themes for term in theme.terms}
    assert not {"zebulon", "quartermaine"} & terms


def test_korean_themes_are_named_in_korean() -> None:
    texts = (
        "주방에서 육수와 소스를 만들고 생선을 구워 손님에게 냈습니다.",
        "서버가 느려서 데이터베이스를 새 장비로 옮기고 테스트를 늘렸습니다.",
    )
    people = [
        Said(f"p{n}", f"{n}{k}", "질문", text) for n in range(4) for k, text in enumerate(texts)
    ]
    found = themes(people, "ko").themes
    assert len(found) == 2
    assert any({"육수", "소스", "생선", "주방"} & set(theme.terms) for theme in found)


@pytest.mark.parametrize("texts", [[], ["yes"], ["", "no", "I do not know"]])
def test_too_little_has_no_themes(texts: list[str]) -> None:
    people = [Said(f"p{n}", str(n), "Question", text) for n, text in enumerate(texts)]
    assert themes(people, "en").themes == ()


def test_everybody_saying_the_same_is_one_theme() -> None:
    people = [Said(f"p{n}", str(n), "Question", KITCHEN) for n in range(5)]
    (only,) = themes(people, "en").themes
    assert len(only.counts) == 5


def test_stretches_join_neighbours_and_leave_out_what_is_too_short() -> None:
    text = "Yes. " + KITCHEN * 8
    found = stretches(text)
    assert all(text[piece.start : piece.end] == piece.text for piece in found)
    assert stretches("Yes, exactly.") == []
