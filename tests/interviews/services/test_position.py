"""Positions, their questions, and candidates."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hireapp.audit.models import AuditEntry
from hireapp.core.errors import Conflict, NotFound
from hireapp.core.scope import company_scope
from interviews.models import Candidate, Position, PositionStatus, Question
from interviews.services.candidate import CODE_SIGNS, candidate_create, candidate_update
from interviews.services.position import (
    TooManyQuestions,
    position_close,
    position_create,
    position_reopen,
    position_update,
    question_add,
    question_delete,
    question_move,
)
from tests import factories
from tests.factories import Member


def orders(position: Position) -> list[tuple[int, str]]:
    return list(Question.objects.filter(position=position).values_list("order", "text"))


def add_questions(position: Position, member: Member, texts: str) -> list[Question]:
    return [question_add(position=position, text=text, actor=member.actor) for text in texts]


def test_a_position_is_created_with_an_author_and_an_entry(alice: Member) -> None:
    job = factories.job()
    with company_scope(alice.company.id):
        position = position_create(title=" Data ", job=job, language="ko", actor=alice.actor)
        entry = AuditEntry.objects.filter(action="position.created").get()
    assert (position.title, position.created_by_id) == ("Data", alice.user.id)
    assert position.status == PositionStatus.OPEN
    assert entry.target_id == str(position.id)


def test_an_update_that_changes_nothing_writes_nothing(alice: Member) -> None:
    position = factories.position(alice)
    facts = {
        name: getattr(position, name)
        for name in (
            *("title", "job", "language", "description", "country", "blind"),
            *("follow_ups", "follow_up_depth"),
        )
    }
    with company_scope(alice.company.id):
        position_update(
            position=position, link_valid_days=position.link_valid_days, actor=alice.actor, **facts
        )
        assert not AuditEntry.objects.filter(action="position.updated").exists()


def test_closing_twice_is_one_act(alice: Member) -> None:
    position = factories.position(alice)
    with company_scope(alice.company.id):
        position_close(position=position, actor=alice.actor)
        position_close(position=position, actor=alice.actor)
        position_reopen(position=position, actor=alice.actor)
        actions = AuditEntry.objects.filter(target_id=str(position.id)).values_list("action")
        assert [a for (a,) in actions][1:] == ["position.closed", "position.open"]


def test_deleting_a_question_closes_the_gap(alice: Member) -> None:
    position = factories.position(alice, questions=0)
    with company_scope(alice.company.id):
        questions = add_questions(position, alice, "abcd")
        question_delete(question=questions[1], actor=alice.actor)
        connection.check_constraints()
        assert orders(position) == [(1, "a"), (2, "c"), (3, "d")]
        question_add(position=position, text="e", actor=alice.actor)
        assert orders(position)[-1] == (4, "e")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=st.lists(st.tuples(st.integers(0, 4), st.integers(-3, 9)), max_size=6))
def test_moving_keeps_every_question_once_and_in_a_row(
    alice: Member, moves: list[tuple[int, int]]
) -> None:
    position = factories.position(alice, questions=0)
    with company_scope(alice.company.id):
        questions = add_questions(position, alice, "abcde")
        expected = list("abcde")
        for which, to in moves:
            question_move(question=questions[which], to=to, actor=alice.actor)
            text = expected.pop(expected.index(questions[which].text))
            expected.insert(max(0, min(to - 1, 4)), text)
        connection.check_constraints()
        assert orders(position) == list(enumerate(expected, start=1))


def test_a_question_that_was_deleted_meanwhile_is_not_found(alice: Member) -> None:
    position = factories.position(alice, questions=0)
    with company_scope(alice.company.id):
        [question] = add_questions(position, alice, "a")
        Question.objects.filter(id=question.id).delete()
        with pytest.raises(NotFound):
            question_move(question=question, to=1, actor=alice.actor)


def test_an_interview_has_at_most_thirty_questions(alice: Member) -> None:
    position = factories.position(alice, questions=30)
    with company_scope(alice.company.id), pytest.raises(TooManyQuestions):
        question_add(position=position, text="one more", actor=alice.actor)


def test_a_candidate_is_found_again_by_e_mail_whatever_its_case(alice: Member) -> None:
    with company_scope(alice.company.id):
        first = candidate_create(name="Kim", email="Kim@Example.com", actor=alice.actor)
        again = candidate_create(name="Other", email=" kim@example.COM ", actor=alice.actor)
        assert (again.id, again.name) == (first.id, "Kim")
        assert AuditEntry.objects.filter(action="candidate.created").count() == 1


def test_the_same_person_is_somebody_else_in_another_company(
    alice: Member, charlie: Member
) -> None:
    ours = factories.candidate(alice, email="kim@example.com")
    theirs = factories.candidate(charlie, email="kim@example.com")
    assert ours.id != theirs.id


def test_codes_are_easy_to_read_out_and_all_different(alice: Member) -> None:
    codes = {factories.candidate(alice).code for _n in range(30)}
    assert len(codes) == 30
    assert all(set(code.removeprefix("C-")) <= set(CODE_SIGNS) for code in codes)


def test_correcting_a_candidate_cannot_take_another_s_address(alice: Member) -> None:
    one = factories.candidate(alice, email="one@example.com")
    factories.candidate(alice, email="two@example.com")
    with company_scope(alice.company.id):
        with pytest.raises(Conflict):
            candidate_update(
                candidate=one, name="One", email="TWO@example.com", country="", actor=alice.actor
            )
        candidate_update(
            candidate=one, name="One More", email="one@example.com", country="US", actor=alice.actor
        )
        assert Candidate.objects.get(id=one.id).name == "One More"
        detail = AuditEntry.objects.filter(action="candidate.updated").get().detail
    assert detail == {"changed": ["name", "country"]}
