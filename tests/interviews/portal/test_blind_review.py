"""Blind review: nobody sees a name before their own scorecard is submitted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import Interview, Position, Scorecard
from tests import factories
from tests.factories import Member

NAME, EMAIL = "Hidden Person", "hidden.person@example.com"


@pytest.fixture
def interview(alice: Member) -> Interview:
    position = factories.position(alice)
    with company_scope(alice.company.id):
        Position.objects.filter(id=position.id).update(blind=True)
        position.refresh_from_db()
    person = factories.candidate(alice, name=NAME, email=EMAIL)
    return factories.invitation(alice, position=position, candidate=person).interview


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def submit_card(member: Member, interview: Interview) -> None:
    with company_scope(member.company.id):
        Scorecard.objects.create(
            interview=interview, rater=member.user, submitted_at=timezone.now()
        )


def review_pages(interview: Interview) -> list[str]:
    return [
        reverse("portal:home"),
        reverse("portal:position", args=[interview.position_id]),
        reverse("portal:interviews"),
        reverse("portal:row", args=[interview.id]),
    ]


@pytest.mark.parametrize("role", [Role.OWNER, Role.RECRUITER, Role.INTERVIEWER, Role.AUDITOR])
def test_lists_show_the_code_and_not_the_name(
    alice: Member, interview: Interview, role: Role
) -> None:
    member = alice if role is Role.OWNER else factories.member(alice.company, role)
    client = client_of(member)
    for url in review_pages(interview):
        page = client.get(url).content.decode()
        assert NAME not in page, url
        assert EMAIL not in page, url
    assert interview.candidate.code in page


def test_the_name_appears_with_one_s_own_scorecard_only(
    alice: Member, bob: Member, interview: Interview
) -> None:
    submit_card(bob, interview)
    url = reverse("portal:position", args=[interview.position_id])
    assert NAME in client_of(bob).get(url).content.decode()
    assert NAME not in client_of(alice).get(url).content.decode()


def test_a_search_does_not_find_out_a_hidden_name(alice: Member, interview: Interview) -> None:
    rater = client_of(factories.member(alice.company, Role.INTERVIEWER))
    for name in ("interviews", "candidates"):
        url = reverse(f"portal:{name}")
        row = interview.candidate.code
        assert row not in rater.get(url, {"q": "Hidden"}).content.decode()
        assert row not in rater.get(url, {"q": "hidden.person"}).content.decode()
        assert row in rater.get(url, {"q": row}).content.decode()


def test_raters_see_the_code_on_the_candidate_s_page_too(
    alice: Member, interview: Interview
) -> None:
    rater = client_of(factories.member(alice.company, Role.INTERVIEWER))
    for url in (
        reverse("portal:candidates"),
        reverse("portal:candidate", args=[interview.candidate_id]),
    ):
        page = rater.get(url).content.decode()
        assert NAME not in page
        assert EMAIL not in page


def test_who_invites_sees_the_name_there_without_the_code_and_the_way_to_the_report(
    bob: Member, interview: Interview
) -> None:
    url = reverse("portal:candidate", args=[interview.candidate_id])
    page = client_of(bob).get(url).content.decode()
    assert NAME in page
    assert interview.candidate.code not in page
    assert f'href="/interviews/{interview.id}/"' not in page
    submit_card(bob, interview)
    assert f'href="/interviews/{interview.id}/"' in client_of(bob).get(url).content.decode()


def test_the_invitation_page_keeps_to_the_code(bob: Member, interview: Interview) -> None:
    page = client_of(bob).get(reverse("portal:invitation", args=[interview.id])).content.decode()
    assert interview.candidate.code in page
    assert NAME not in page
    assert EMAIL not in page


def test_without_blind_review_names_are_shown(alice: Member) -> None:
    open_one = factories.invitation(alice, candidate=factories.candidate(alice, name="Seen Person"))
    url = reverse("portal:position", args=[open_one.interview.position_id])
    assert "Seen Person" in client_of(alice).get(url).content.decode()
