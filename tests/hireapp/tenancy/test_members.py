"""Companies, members and what each role may do."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connections, transaction

from hireapp.audit.models import AuditEntry
from hireapp.core.errors import Conflict
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company, Membership, Role
from hireapp.tenancy.resolvers import company_ids, memberships_of
from hireapp.tenancy.roles import ABILITIES, Can, can
from hireapp.tenancy.services import (
    company_set_opt_ins,
    membership_change_role,
    membership_create,
    membership_end,
)
from tests import factories
from tests.factories import Member

EXPECTED = {
    Role.OWNER: set(Can),
    Role.RECRUITER: {Can.VIEW, Can.MANAGE, Can.RATE, Can.DECIDE},
    Role.INTERVIEWER: {Can.VIEW, Can.RATE},
    Role.REVIEWER: {Can.VIEW, Can.RATE},
    Role.AUDITOR: {Can.VIEW, Can.AUDIT},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("ability", list(Can))
def test_each_role_may_do_exactly_what_the_table_says(role: Role, ability: Can) -> None:
    assert can(role, ability) is (ability in EXPECTED[role])


def test_every_role_is_in_the_table() -> None:
    assert set(ABILITIES) == set(Role)


def test_a_company_is_seen_inside_its_own_scope_alone(alice: Member, charlie: Member) -> None:
    with company_scope(alice.company.id):
        assert [company.id for company in Company.objects.all()] == [alice.company.id]


def test_memberships_are_resolved_before_a_company_is_known(alice: Member, bob: Member) -> None:
    [fact] = memberships_of(bob.user.id)
    assert (fact.company_id, fact.role) == (alice.company.id, Role.RECRUITER)
    assert fact.membership_id == bob.membership.id


def test_one_person_may_work_for_two_companies(alice: Member, charlie: Member) -> None:
    with company_scope(charlie.company.id):
        membership_create(
            email=alice.user.email.upper(), name="", role=Role.REVIEWER, actor=charlie.actor
        )
    facts = memberships_of(alice.user.id)
    assert {(fact.company_id, fact.role) for fact in facts} == {
        (alice.company.id, Role.OWNER),
        (charlie.company.id, Role.REVIEWER),
    }
    assert [fact.company_name for fact in facts] == sorted(fact.company_name for fact in facts)


def test_all_companies_are_resolved_for_housekeeping(alice: Member, charlie: Member) -> None:
    assert set(company_ids()) == {alice.company.id, charlie.company.id}


def test_the_last_owner_stays(alice: Member, bob: Member) -> None:
    with company_scope(alice.company.id):
        with pytest.raises(Conflict, match="at least one owner"):
            membership_end(membership=alice.membership, actor=alice.actor)
        with pytest.raises(Conflict, match="at least one owner"):
            membership_change_role(
                membership=alice.membership, role=Role.REVIEWER, actor=alice.actor
            )
        membership_change_role(membership=bob.membership, role=Role.OWNER, actor=alice.actor)
        membership_end(membership=alice.membership, actor=alice.actor)
    assert memberships_of(alice.user.id) == []


def test_an_owner_who_left_does_not_count(alice: Member, bob: Member) -> None:
    with company_scope(alice.company.id):
        membership_change_role(membership=bob.membership, role=Role.OWNER, actor=alice.actor)
        membership_end(membership=bob.membership, actor=alice.actor)
        with pytest.raises(Conflict):
            membership_end(membership=alice.membership, actor=alice.actor)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays(alice: Member) -> None:
    other = factories.member(alice.company, Role.OWNER)
    barrier, outcomes = threading.Barrier(2), []

    def leave(member: Member) -> None:
        try:
            barrier.wait()
            with company_scope(alice.company.id):
                membership_end(membership=member.membership, actor=member.actor)
            outcomes.append("left")
        except Conflict:
            outcomes.append("stayed")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=leave, args=(member,)) for member in (alice, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["left", "stayed"]


def test_a_member_is_let_in_once(alice: Member, bob: Member) -> None:
    with company_scope(alice.company.id), pytest.raises(Conflict, match="already"):
        membership_create(email=bob.user.email, name="Bob", role=Role.AUDITOR, actor=alice.actor)


def test_a_member_who_left_may_come_back(alice: Member, bob: Member) -> None:
    with company_scope(alice.company.id):
        membership_end(membership=bob.membership, actor=alice.actor)
        again = membership_create(
            email=bob.user.email, name="", role=Role.INTERVIEWER, actor=alice.actor
        )
    assert again.user_id == bob.user.id
    assert [fact.role for fact in memberships_of(bob.user.id)] == [Role.INTERVIEWER]


def test_an_unknown_role_is_refused_by_the_database(alice: Member, bob: Member) -> None:
    with (
        company_scope(alice.company.id),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        Membership.objects.filter(id=bob.membership.id).update(role="king")


def test_every_change_is_in_the_log(alice: Member, bob: Member) -> None:
    with company_scope(alice.company.id):
        membership_change_role(membership=bob.membership, role=Role.AUDITOR, actor=alice.actor)
        company_set_opt_ins(company=alice.company, purposes=["voice.emotion"], actor=alice.actor)
        membership_end(membership=bob.membership, actor=alice.actor)
        actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions == [
        "company.created",
        "membership.created",
        "membership.role_changed",
        "policy.opt_ins_changed",
        "membership.ended",
    ]
