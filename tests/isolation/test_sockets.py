"""Every socket with a stranger, a person without a company, and another company's owner."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from hireapp.core.scope import company_scope
from interviews.events import announce_interview
from interviews.models import Interview
from interviews.realtime.urls import socket_urls
from tests import factories
from tests.isolation.world import World, world
from tests.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = [f"/{pattern.pattern}" for pattern in socket_urls]


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _announce(mine: World) -> None:
    with company_scope(mine.owner.company.id):
        announce_interview(Interview.objects.get(id=mine.ids["interview_id"]))


@pytest.fixture
def mine() -> World:
    return world("alice@example.com")


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_stranger_is_not_let_in(mine: World, address: str) -> None:
    assert await Socket(address, None).connect() == 4401
    nobody = await sync_to_async(factories.user)()
    client = await sync_to_async(_signed_in)(nobody)
    assert await Socket(address, client).connect() == 4403


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_page_of_another_site_cannot_open_a_socket(mine: World, address: str) -> None:
    client = await sync_to_async(_signed_in)(mine.owner.user)
    assert await Socket(address, client, origin="http://evil.example").connect() is not True


@pytest.mark.parametrize("address", ADDRESSES)
async def test_another_companys_owner_hears_nothing_of_ours(mine: World, address: str) -> None:
    charlie = (await sync_to_async(factories.company)(name="Other Corp")).owner
    ears: dict[str, Socket] = {}
    for who, user in {"ours": mine.owner.user, "theirs": charlie.user}.items():
        ears[who] = Socket(address, await sync_to_async(_signed_in)(user))
        assert await ears[who].connect() is True
        assert (await ears[who].hear())["type"] == "ready"
    await sync_to_async(_announce)(mine)
    assert (await ears["ours"].hear())["interview_id"] == str(mine.ids["interview_id"])
    assert await ears["theirs"].hears_nothing()
    for socket in ears.values():
        await socket.leave()
