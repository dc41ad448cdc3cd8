"""Candidates out of pasted text, hostile text included."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.web.portal.paste import MAX_PEOPLE, name_problem, read_people, too_many


@pytest.mark.parametrize(
    "line",
    [
        "김민수, minsu@example.com",
        "김민수,minsu@example.com",
        "minsu@example.com, 김민수",
        "김민수\tminsu@example.com",
        "김민수;minsu@example.com",
        '"김민수","MINSU@example.com"',
        "김민수 <minsu@example.com>",
        "김민수 minsu@example.com",
        "  김민수 ,  minsu@example.com  ",
    ],
)
def test_a_line_may_be_written_in_any_usual_way(line: str) -> None:
    [person] = read_people(line)
    assert (person.name, person.email, person.problem) == ("김민수", "minsu@example.com", "")


@pytest.mark.parametrize("head", ["name,email", "이름,이메일", "\ufeffName;E-Mail"])
def test_a_head_line_is_not_a_candidate(head: str) -> None:
    [person] = read_people(f"{head}\n이지원,jiwon@example.com\n")
    assert (person.name, person.line) == ("이지원", 2)


def test_a_comma_inside_quotes_belongs_to_the_name() -> None:
    [person] = read_people('"Lee, Ji-won",jiwon@example.com')
    assert person.name == "Lee, Ji-won"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("김민수", "no e-mail"),
        ("김민수, minsu", "no e-mail"),
        ("김민수, minsu@", "not an e-mail"),
        ("minsu@example.com", "name is missing"),
        ("=HYPERLINK(1), a@example.com", "person's name"),
        ("+82 10, a@example.com", "person's name"),
        ("@SUM(A1), a@example.com", "person's name"),
        ("Win at www.evil.example, a@example.com", "person's name"),
        ("https://evil.example, a@example.com", "person's name"),
        ("<script>alert(1)</script>, a@example.com", "person's name"),
        ("Bell\x07, a@example.com", "cannot be printed"),
        ("Right\u202eto left, a@example.com", "cannot be printed"),
        (f"{'가' * 101}, a@example.com", "longer than 100"),
        (f"Jo, {'a' * 250}@example.com", "too long"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(line: str, says: str) -> None:
    [person] = read_people(line)
    assert person.problem, line
    assert says in str(person.problem).lower()


def test_an_address_that_stands_twice_is_used_once() -> None:
    first, second = read_people("Kim, a@example.com\nLee, A@example.com")
    assert not first.problem
    assert "earlier line" in str(second.problem)


def test_reading_stops_at_the_limit_and_says_so() -> None:
    text = "\n".join(f"Person, p{n}@example.com" for n in range(MAX_PEOPLE + 5))
    assert len(read_people(text)) == MAX_PEOPLE
    assert too_many(text)
    assert not too_many("Kim, a@example.com")


@given(st.text(max_size=400))
def test_no_text_is_too_strange_to_read(text: str) -> None:
    for person in read_people(text):
        usable = not person.problem
        assert not usable or ("@" in person.email and person.name)
        assert len(person.name) <= 100
        assert not usable or not name_problem(person.name)
