"""Every URL with a stranger, another company's owner, each role and a foreign link."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from hireapp.tenancy.roles import Can, can
from tests import factories
from tests.factories import Member
from tests.isolation.world import (
    SECRET_NAME,
    SECRET_TITLE,
    SHARED_PLACES,
    Address,
    World,
    addresses,
    arguments,
    world,
)

pytestmark = pytest.mark.django_db

# Pages without a company: what they are for, and that is all they may show.
PUBLIC = {
    "healthz",  # is the process alive
    "readyz",  # can it reach its servers
    "portal:company_new",  # a signed-in person founds a company
    "portal:company_switch",  # chooses among one's own memberships; tested in test_portal
    "how_it_works",  # plain words for everybody
    "styleguide",  # components, only with DEBUG
}
REFUSED = {403, 404}


def all_addresses() -> list[Address]:
    return [address for address in addresses() if address.name not in PUBLIC]


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def url_of(address: Address, ids: dict[str, Any]) -> str:
    return reverse(address.name, kwargs=arguments(address, ids))


def is_candidates(address: Address) -> bool:
    return address.name.startswith("candidate:")


def body_of(response: Any) -> str:
    if response.streaming:
        return ""
    return response.content.decode(errors="replace")


def test_every_address_has_a_guard() -> None:
    """A page of the portal says what it needs; a candidate's page passes the candidate door."""
    for address in all_addresses():
        assert address.name, f"{address.route} has no name"
        guard = "candidate_door" if is_candidates(address) else "needs"
        assert getattr(address.view, guard, None) is not None, f"{address} is not guarded"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_to_the_sign_in_page(method: str) -> None:
    mine = world("alice@example.com")
    for address in all_addresses():
        if is_candidates(address):
            continue
        response = getattr(Client(), method)(url_of(address, mine.ids))
        if response.status_code == 302:
            assert response["Location"].startswith("/account/login/"), address
        else:
            assert response.status_code in REFUSED | {405}, f"{address}: {response.status_code}"
        assert SECRET_NAME not in body_of(response), address


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_companys_owner_gets_404_for_everything_of_ours(method: str) -> None:
    mine = world("alice@example.com")
    charlie = factories.company(name="Other Corp", email="charlie@example.com").owner
    before = _fingerprint(mine)
    client = client_of(charlie)
    for address in all_addresses():
        if is_candidates(address):
            continue
        response = getattr(client, method)(url_of(address, mine.ids))
        if set(address.parameters) - set(SHARED_PLACES):
            assert response.status_code in {404, 405}, f"{address}: {response.status_code}"
        shown = body_of(response)
        assert SECRET_NAME not in shown, address
        assert SECRET_TITLE not in shown, address
        assert str(mine.ids["interview_id"]) not in shown.replace(response.request["PATH_INFO"], "")
    assert _fingerprint(mine) == before


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_what_its_abilities_say(role: Role) -> None:
    mine = world("alice@example.com")
    client = client_of(factories.member(mine.owner.company, role))
    for address in all_addresses():
        if is_candidates(address):
            continue
        needs: Can = address.view.needs
        status = client.get(url_of(address, mine.ids)).status_code
        if can(role, needs):
            assert status in {200, 204, 206, 302, 404, 405, 409}, f"{address} as {role}: {status}"
        else:
            assert status in {403, 405}, f"{address} as {role}: {status}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_opens_its_own_interview_and_no_other(method: str) -> None:
    """One candidate's valid token with another's ids, in the same company and in another one."""
    mine = world("alice@example.com")
    other = world("charlie@example.com")
    colleague = factories.invitation(mine.owner)
    before = _fingerprint(mine)
    for token in (other.token, colleague.token):
        for address in all_addresses():
            rows = [name for name in address.parameters if name != "token"]
            if not is_candidates(address) or not rows:
                continue
            url = url_of(address, mine.ids | {"token": token})
            response = getattr(Client(), method)(url, {}, content_type="application/json")
            assert response.status_code in {404, 405}, f"{address}: {response.status_code}"
    assert _fingerprint(mine) == before


def test_a_forged_or_damaged_token_is_404() -> None:
    mine = world("alice@example.com")
    damaged = mine.token[:-2] + ("AA" if not mine.token.endswith("AA") else "BB")
    for token in ("nonsense", damaged, mine.token.split(":")[0], "a" * 2000):
        for address in all_addresses():
            if is_candidates(address):
                url = url_of(address, mine.ids | {"token": token})
                assert Client().get(url).status_code in {404, 405}, address


def _fingerprint(mine: World) -> list[tuple[str, int, Any]]:
    """Rows of the company: nothing may have come, gone or changed."""
    from django.apps import apps

    from hireapp.core.models import CompanyRow

    prints = []
    with company_scope(mine.owner.company.id):
        for model in apps.get_models():
            if issubclass(model, CompanyRow):
                rows = sorted(str(row) for row in model.objects.values_list())
                prints.append((model.__name__, len(rows), rows))
    return prints
