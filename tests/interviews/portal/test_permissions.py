"""Every page of the portal × every kind of visitor × the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from hireapp.tenancy.services import membership_create
from interviews.models import Job, Question, QuestionModel
from interviews.services.bank import bank_question_add
from interviews.services.rubric import rubric_create
from interviews.web.portal.urls import urlpatterns
from tests import factories
from tests.factories import Invitation, Member

ROLES = (Role.OWNER, Role.RECRUITER, Role.INTERVIEWER, Role.REVIEWER, Role.AUDITOR)
ALL = frozenset(ROLES)
MANAGERS = frozenset({Role.OWNER, Role.RECRUITER})
OWNERS = frozenset({Role.OWNER})
AUDITORS = frozenset({Role.OWNER, Role.AUDITOR})


@dataclass(frozen=True)
class Page:
    """``ids``: which ids of alice's company stand in the address; ``post``: what is sent."""

    name: str
    roles: frozenset[Role]
    ids: tuple[str, ...] = ()
    post: dict[str, Any] | None = None
    answer: int = 200


PAGES = (
    Page("home", ALL),
    Page("positions", ALL),
    Page("position_new", MANAGERS),
    Page("jobs", MANAGERS),
    Page("position", ALL, ("position",)),
    Page("position_edit", MANAGERS, ("position",)),
    Page("position_status", MANAGERS, ("position",), {"status": "open"}, 302),
    Page("questions", ALL, ("position",)),
    Page("question_new", MANAGERS, ("position",), {}, 422),
    Page("question_suggest", MANAGERS, ("position",), {"n": "0"}, 302),
    Page("question_edit", MANAGERS, ("position", "question"), {}, 422),
    Page("question_remove", MANAGERS, ("position", "question"), {}, 302),
    Page("question_place", MANAGERS, ("position", "question"), {"to": "1"}, 302),
    Page("position_bank", MANAGERS, ("position",)),
    Page("catalogue", ALL),
    Page("job", ALL, ("job",)),
    Page("job_history", ALL, ("job",)),
    Page("job_restore", MANAGERS, ("job",), {}, 404),
    Page("job_download", ALL, ("job",)),
    Page("job_upload", MANAGERS, ("job",), {}, 422),
    Page("job_try", ALL, ("job",), {}, 422),
    Page("job_try_result", ALL, ("job", "try"), None, 404),
    Page("job_description_edit", MANAGERS, ("job",), {}, 422),
    Page("competency_edit", MANAGERS, ("job", "competency"), {}, 422),
    Page("tree_edit", MANAGERS, ("job", "tree"), {}, 422),
    Page("bank", ALL),
    Page("bank_new", MANAGERS, (), {}, 422),
    Page("bank_edit", MANAGERS, ("bank",), {}, 422),
    Page("bank_retire", MANAGERS, ("bank",), {}, 302),
    Page("add", MANAGERS, ("position",)),
    Page("add_one", MANAGERS, ("position",), {}, 422),
    Page("add_many", MANAGERS, ("position",), {}, 422),
    Page("interviews", ALL),
    Page("row", ALL, ("interview",)),
    Page("invitation", MANAGERS, ("interview",)),
    Page("invitation_resend", MANAGERS, ("interview",), {}, 302),
    Page("invitation_extend", MANAGERS, ("interview",), {"days": "3"}, 302),
    Page("invitation_revoke", MANAGERS, ("interview",), {}, 302),
    Page("interview_cancel", MANAGERS, ("interview",), {}, 302),
    Page("candidates", ALL),
    Page("candidate", ALL, ("candidate",)),
    Page("candidate_edit", MANAGERS, ("candidate",)),
    Page("compare", ALL, ("position",)),
    Page("rubrics", ALL),
    Page("rubric_new", MANAGERS, (), {}, 302),
    Page("rubric", MANAGERS, ("rubric",)),
    Page("rubric_frozen", MANAGERS, ("rubric",), {}, 302),
    Page("question_models", ALL),
    Page("question_model_new", OWNERS, (), {}, 302),
    Page("question_model_choose", OWNERS, ("model",), {}, 302),
    Page("team", ALL),
    Page("member_new", OWNERS, (), {}, 422),
    Page("member_role", OWNERS, ("membership",), {"role": "reviewer"}, 302),
    Page("member_end", OWNERS, ("membership",), {}, 302),
    Page("member_mail", OWNERS, ("membership",), {}, 302),
    Page("settings", ALL),
    Page("company_save", OWNERS, (), {}, 422),
    Page("purposes_save", OWNERS, (), {}, 302),
    Page("audit", AUDITORS),
    Page("audit_chain", AUDITORS),
)
# Of the catalogue, which is the same for every company.
SHARED = {"job": "200102", "competency": "backend-design", "tree": "quality-release"}
# For everybody who is signed in, with a company or without.
PERSONAL = {"company_new", "company_switch"}


@pytest.fixture
def invited(alice: Member) -> Invitation:
    return factories.invitation(alice)


@pytest.fixture
def address(alice: Member, bob: Member, invited: Invitation) -> Callable[[Page], str]:
    """The page's address with the ids of alice's company."""
    interview = invited.interview
    with company_scope(alice.company.id):
        question = Question.objects.filter(position=interview.position_id).first()
        bank = bank_question_add(
            job=Job.objects.get(code=SHARED["job"]),
            language="en",
            text="Which release went wrong?",
            competency="",
            asks="",
            actor=alice.actor,
        )
        rubric = rubric_create(name="Ours", actor=alice.actor)
        model = QuestionModel.objects.create(number=1)
    assert question is not None
    ids = {
        **SHARED,
        "bank": bank.id,
        "rubric": rubric.id,
        "model": model.id,
        "try": uuid4(),  # of nobody
        "position": interview.position_id,
        "question": question.id,
        "interview": interview.id,
        "candidate": interview.candidate_id,
        "membership": bob.membership.id,
    }
    return lambda page: reverse(f"portal:{page.name}", args=[ids[name] for name in page.ids])


def ask(client: Client, page: Page, url: str) -> int:
    answer = client.get(url) if page.post is None else client.post(url, page.post)
    return answer.status_code


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def test_the_table_names_every_address_of_the_portal() -> None:
    routed = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert {page.name for page in PAGES} | PERSONAL == routed


@contextmanager
def undone() -> Iterator[None]:
    """What a visitor changed does not meet the next one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_visitor_gets_what_their_abilities_say(
    alice: Member, charlie: Member, address: Callable[[Page], str], page: Page
) -> None:
    url = address(page)
    expected: dict[str, int] = {}
    found: dict[str, int] = {}
    for role in ROLES:
        member = alice if role is Role.OWNER else factories.member(alice.company, role)
        expected[role] = page.answer if role in page.roles else 403
        with undone():
            found[role] = ask(client_of(member), page, url)
    # Another company's ids, and ids that nobody has, do not exist.
    if page.ids and not set(page.ids) & set(SHARED):
        nowhere = reverse(f"portal:{page.name}", args=[uuid4() for _id in page.ids])
        expected |= {"stranger": 404, "owner, unknown id": 404}
        with undone():
            found["stranger"] = ask(client_of(charlie), page, url)
            found["owner, unknown id"] = ask(client_of(alice), page, nowhere)
    assert found == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_without_a_company_or_a_session_a_page_only_sends_on(
    address: Callable[[Page], str], page: Page
) -> None:
    url = address(page)
    lone = Client()
    lone.force_login(factories.user())
    for client, target in (
        (Client(), reverse("account_login")),
        (lone, reverse("portal:company_new")),
    ):
        answer = client.get(url) if page.post is None else client.post(url, page.post)
        assert answer.status_code == 302
        assert answer.headers["Location"].partition("?")[0] == target


@pytest.mark.parametrize("name", sorted(PERSONAL))
def test_a_company_is_set_up_by_people_who_are_signed_in(
    client: Client, db: None, name: str
) -> None:
    answer = client.post(reverse(f"portal:{name}"))
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_a_member_of_two_companies_sees_one_at_a_time(
    alice: Member, charlie: Member, invited: Invitation
) -> None:
    with company_scope(charlie.company.id):
        membership_create(
            email=alice.user.email, name="Alice", role=Role.REVIEWER, actor=charlie.actor
        )
    client = client_of(alice)
    switch = reverse("portal:company_switch")
    page = reverse("portal:position", args=[invited.interview.position_id])
    client.post(switch, {"company": str(charlie.company.id)})
    assert client.get(page).status_code == 404
    assert client.get(reverse("portal:position_new")).status_code == 403
    client.post(switch, {"company": str(alice.company.id)})
    assert client.get(page).status_code == 200


def test_nobody_switches_to_a_company_they_do_not_belong_to(
    alice_client: Client, charlie: Member
) -> None:
    switch = reverse("portal:company_switch")
    assert alice_client.post(switch, {"company": str(charlie.company.id)}).status_code == 404
    assert alice_client.post(switch, {"company": "no id"}).status_code == 404


def test_switching_never_leads_to_another_site(alice: Member, alice_client: Client) -> None:
    answer = alice_client.post(
        reverse("portal:company_switch"),
        {"company": str(alice.company.id), "next": "https://evil.example/"},
    )
    assert answer.headers["Location"] == reverse("portal:home")
