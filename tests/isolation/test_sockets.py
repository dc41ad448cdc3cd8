"""Every socket with a stranger, a person without a company, another company's owner, and links
that open something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from hireapp.core.scope import company_scope
from interviews.events import announce_interview, announce_room
from interviews.models import RoomStatus
from interviews.realtime.urls import socket_urls
from tests import factories
from tests.factories import Invitation, LiveRoom, Member
from tests.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)
# Every address, from the router itself: a new one cannot be forgotten.
ROUTES = [f"/{pattern.pattern}" for pattern in socket_urls]
OF_CANDIDATES = [route for route in ROUTES if "<str:token>" in route]
OF_MEMBERS = [route for route in ROUTES if route not in OF_CANDIDATES]
OF_ROOMS = [route for route in OF_MEMBERS if "<uuid:room_id>" in route]


@dataclass(frozen=True, slots=True)
class Side:
    """A company with a live room, and a recorded interview beside it."""

    owner: Member
    room: LiveRoom
    recorded: Invitation

    def address(self, route: str, token: str = "") -> str:
        """Of this company's row; an unknown kind of parameter fails the test."""
        path = route.replace("<uuid:room_id>", str(self.room.room.id))
        path = path.replace("<str:token>", token or self.room.invitations[0].token)
        assert "<" not in path, f"say here which row {route} stands for"
        return path

    def announce(self) -> None:
        with company_scope(self.owner.company.id):
            announce_interview(self.recorded.interview)
            announce_room(self.room.room)


def _side(email: str) -> Side:
    owner = factories.company(name=f"Company of {email}", email=email).owner
    room = factories.room(owner, candidates=1, status=RoomStatus.LIVE)
    return Side(owner, room, factories.invitation(owner))


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


async def _client(side: Side, route: str) -> Client | None:
    """What this company's own person opens the socket with."""
    if route in OF_CANDIDATES:
        return None
    return await sync_to_async(_signed_in)(side.owner.user)


@pytest.fixture
def mine() -> Side:
    return _side("alice@example.com")


@pytest.fixture
def theirs() -> Side:
    return _side("charlie@example.com")


@pytest.mark.parametrize("route", OF_MEMBERS)
async def test_a_stranger_is_not_let_in(mine: Side, route: str) -> None:
    address = mine.address(route)
    assert await Socket(address, None).first() == 4401
    nobody = await sync_to_async(factories.user)()
    client = await sync_to_async(_signed_in)(nobody)
    assert await Socket(address, client).first() == 4403


@pytest.mark.parametrize("route", OF_ROOMS)
async def test_nobody_else_opens_an_interviewers_room(mine: Side, theirs: Side, route: str) -> None:
    charlie = await _client(theirs, route)
    assert await Socket(mine.address(route), charlie).first() == 4404
    owner = await sync_to_async(factories.member)(mine.owner.company, "owner")
    client = await sync_to_async(_signed_in)(owner.user)
    assert await Socket(mine.address(route), client).first() == 4404


@pytest.mark.parametrize("route", OF_CANDIDATES)
async def test_only_the_rooms_own_link_opens_it(mine: Side, route: str) -> None:
    token = mine.room.invitations[0].token
    for other in ("x", token[:-1], mine.recorded.token):
        assert await Socket(mine.address(route, token=other), None).first() == 4404


@pytest.mark.parametrize("route", ROUTES)
async def test_a_page_of_another_site_cannot_open_a_socket(mine: Side, route: str) -> None:
    client = await _client(mine, route)
    socket = Socket(mine.address(route), client, origin="http://evil.example")
    assert await socket.connect() is not True


@pytest.mark.parametrize("route", ROUTES)
async def test_another_company_hears_nothing_of_ours(mine: Side, theirs: Side, route: str) -> None:
    ears: dict[str, Socket] = {}
    for who, side in {"ours": mine, "theirs": theirs}.items():
        ears[who] = Socket(side.address(route), await _client(side, route))
        first = await ears[who].first()
        assert first["type"] in ("ready", "welcome", "snapshot")
        assert who == "ours" or str(mine.room.room.id) not in str(first)
    await sync_to_async(mine.announce)()
    assert (await ears["ours"].hear())["type"] in ("interview.changed", "room", "seat")
    assert await ears["theirs"].hears_nothing()
    for socket in ears.values():
        await socket.leave()
