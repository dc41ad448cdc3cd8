"""The operators' console: global tables, and one company at a time."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import User
from tests import factories
from tests.factories import Member

LIST = "admin:tenancy_company_changelist"


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ops@example.com", "correct horse battery"))
    return client


@pytest.mark.parametrize(
    "name",
    [LIST, "admin:tenancy_user_changelist", "admin:interviews_job_changelist", "admin:index"],
)
def test_owners_of_companies_are_no_operators(alice_client: Client, name: str) -> None:
    answer = alice_client.get(reverse(name))
    assert answer.status_code == 302
    assert "/console/login/" in answer.headers["Location"]


@pytest.mark.parametrize(
    "name", ["admin:tenancy_user_changelist", "admin:interviews_job_changelist", "admin:index"]
)
def test_operators_see_the_global_tables(operator: Client, name: str) -> None:
    assert operator.get(reverse(name)).status_code == 200


def test_the_list_names_no_company(operator: Client, alice: Member) -> None:
    page = operator.get(reverse(LIST)).content.decode()
    assert alice.company.name not in page
    assert str(alice.company.id) not in page


def test_a_company_is_entered_with_a_reason_that_its_owners_can_read(
    operator: Client, alice: Member
) -> None:
    person = factories.candidate(alice, name="Named Candidate")
    factories.invitation(alice, candidate=person)
    url = reverse("admin:tenancy_company_change", args=[alice.company.id])
    assert operator.get(url).headers["Location"] == reverse(LIST)
    entered = operator.post(
        reverse(LIST), {"company": str(alice.company.id), "reason": "Ticket 7: mail is late"}
    )
    assert entered.headers["Location"] == url
    page = operator.get(url).content.decode()
    for shown in (alice.company.name, alice.user.email, "invited"):
        assert shown in page
    assert "Named Candidate" not in page
    with company_scope(alice.company.id):
        entry = AuditEntry.objects.filter(action="operator.entered").get()
    assert (entry.actor_kind, entry.actor_label) == ("operator", "ops@example.com")
    assert entry.detail == {"reason": "Ticket 7: mail is late"}


def test_entering_another_company_leaves_the_first(
    operator: Client, alice: Member, charlie: Member
) -> None:
    for member in (alice, charlie):
        operator.post(reverse(LIST), {"company": str(member.company.id), "reason": "Check"})
    first = reverse("admin:tenancy_company_change", args=[alice.company.id])
    assert operator.get(first).headers["Location"] == reverse(LIST)


@pytest.mark.parametrize("reason", ["", "x" * 301])
def test_without_a_reason_nobody_enters(operator: Client, alice: Member, reason: str) -> None:
    answer = operator.post(reverse(LIST), {"company": str(alice.company.id), "reason": reason})
    assert answer.status_code == 200
    with company_scope(alice.company.id):
        assert not AuditEntry.objects.filter(action="operator.entered").exists()


def test_an_unknown_company_cannot_be_entered(operator: Client, db: None) -> None:
    data = {"company": "00000000-0000-0000-0000-000000000000", "reason": "Check"}
    assert b"There is no company with this id." in operator.post(reverse(LIST), data).content
