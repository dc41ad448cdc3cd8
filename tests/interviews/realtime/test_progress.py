"""The progress socket: own company's news, nobody else's."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client

from hireapp.asgi import application
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from hireapp.tenancy.services import membership_create, membership_end
from interviews.models import Interview, InterviewStatus
from interviews.realtime import progress, visitor
from interviews.services.interview_status import interview_move
from tests import factories
from tests.factories import Member
from tests.interviews.realtime.socket_client import SocketClient

pytestmark = pytest.mark.django_db(transaction=True)
SILENCE = 0.4  # s


def socket_for(client: Client | None, origin: bytes = b"http://localhost") -> SocketClient:
    """The socket as a browser opens it: with the session's cookie, from our own pages."""
    headers = [(b"origin", origin), (b"host", b"localhost")]
    if client is not None:
        cookie = (
            f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        )
        headers.append((b"cookie", cookie.encode()))
    return SocketClient(application, "/ws/progress/", headers)


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def invited_interview(member: Member) -> Interview:
    return factories.invitation(member).interview


def move(member: Member, interview: Interview) -> None:
    with company_scope(member.company.id):
        interview_move(interview=interview, to=InterviewStatus.OPENED, actor=member.actor)


async def test_a_member_hears_what_changed_with_ids_alone() -> None:
    alice = await sync_to_async(lambda: factories.company().owner)()
    interview = await sync_to_async(invited_interview)(alice)
    socket = socket_for(await sync_to_async(signed_in)(alice))
    assert (await socket.connect())[0]
    assert await socket.hear() == {"type": "ready"}
    await sync_to_async(move)(alice, interview)
    assert await socket.hear() == {
        "type": "interview.changed",
        "interview_id": str(interview.id),
        "position_id": str(interview.position_id),
    }
    await socket.leave()


async def test_a_stranger_hears_nothing() -> None:
    alice = await sync_to_async(lambda: factories.company().owner)()
    charlie = await sync_to_async(lambda: factories.company(name="Other").owner)()
    interview = await sync_to_async(invited_interview)(alice)
    theirs, ours = (
        socket_for(await sync_to_async(signed_in)(charlie)),
        socket_for(await sync_to_async(signed_in)(alice)),
    )
    for socket in (theirs, ours):
        assert (await socket.connect())[0]
        assert await socket.hear() == {"type": "ready"}
    await sync_to_async(move)(alice, interview)
    assert (await ours.hear())["interview_id"] == str(interview.id)
    assert await theirs.hears_nothing(SILENCE)
    await theirs.leave()
    await ours.leave()


async def test_without_signing_in_the_socket_is_refused() -> None:
    connected, code = await socket_for(None).connect()
    assert (connected, code) == (False, visitor.NOT_SIGNED_IN)


async def test_without_a_company_the_socket_is_refused() -> None:
    lone = await sync_to_async(factories.user)()
    client = Client()
    await sync_to_async(client.force_login)(lone)
    connected, code = await socket_for(client).connect()
    assert (connected, code) == (False, visitor.NOT_YOURS)


async def test_another_site_s_page_cannot_open_it() -> None:
    alice = await sync_to_async(lambda: factories.company().owner)()
    client = await sync_to_async(signed_in)(alice)
    assert (await socket_for(client).connect())[0]
    foreign = socket_for(client, origin=b"https://evil.example")
    assert not (await foreign.connect())[0]


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_may_listen(role: Role) -> None:
    alice = await sync_to_async(lambda: factories.company().owner)()
    member = await sync_to_async(factories.member)(alice.company, role)
    socket = socket_for(await sync_to_async(signed_in)(member))
    assert (await socket.connect())[0]
    await socket.leave()


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ('{"type": "ping"}', {"type": "pong"}),
        ('{"type": "join", "company": "x"}', {"type": "error", "id": "unknown_message"}),
        ("[]", {"type": "error", "id": "unknown_message"}),
        ("null", {"type": "error", "id": "unknown_message"}),
        ("{", {"type": "error", "id": "not_json"}),
        ("", {"type": "error", "id": "not_json"}),
        ("[" * 100_000, {"type": "error", "id": "unknown_message"}),
    ],
)
async def test_what_a_client_says_never_breaks_the_socket(message: str, answer: object) -> None:
    alice = await sync_to_async(lambda: factories.company().owner)()
    socket = socket_for(await sync_to_async(signed_in)(alice))
    await socket.connect()
    await socket.hear()
    await socket.say(message)
    assert await socket.hear() == answer
    await socket.say(data=b"\x00\xff")
    assert (await socket.hear())["type"] == "error"
    await socket.say('{"type": "ping"}')
    assert await socket.hear() == {"type": "pong"}
    await socket.leave()


async def test_a_member_who_was_let_go_stops_hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "RECHECK_SECONDS", 0.0)
    alice = await sync_to_async(lambda: factories.company().owner)()
    bob = await sync_to_async(factories.member)(alice.company, Role.RECRUITER)
    interview = await sync_to_async(invited_interview)(alice)
    socket = socket_for(await sync_to_async(signed_in)(bob))
    await socket.connect()
    await socket.hear()

    def let_go() -> None:
        with company_scope(alice.company.id):
            membership_end(membership=bob.membership, actor=alice.actor)

    await sync_to_async(let_go)()
    await sync_to_async(move)(alice, interview)
    assert await socket.closed() == visitor.NOT_YOURS


async def test_a_member_who_signed_out_stops_hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "RECHECK_SECONDS", 0.0)
    alice = await sync_to_async(lambda: factories.company().owner)()
    interview = await sync_to_async(invited_interview)(alice)
    client = await sync_to_async(signed_in)(alice)
    socket = socket_for(client)
    await socket.connect()
    await socket.hear()
    await sync_to_async(client.logout)()
    await sync_to_async(move)(alice, interview)
    assert await socket.closed() == visitor.NOT_SIGNED_IN


async def test_a_member_of_two_companies_hears_the_one_they_work_in() -> None:
    alice = await sync_to_async(lambda: factories.company(name="A").owner)()
    charlie = await sync_to_async(lambda: factories.company(name="B").owner)()

    def join() -> Client:
        with company_scope(charlie.company.id):
            membership_create(
                email=alice.user.email, name="", role=Role.REVIEWER, actor=charlie.actor
            )
        client = signed_in(alice)
        client.post("/company/switch/", {"company": str(charlie.company.id)})
        return client

    socket = socket_for(await sync_to_async(join)())
    await socket.connect()
    await socket.hear()
    ours = await sync_to_async(invited_interview)(alice)
    theirs = await sync_to_async(invited_interview)(charlie)
    await sync_to_async(move)(alice, ours)
    await sync_to_async(move)(charlie, theirs)
    heard = []
    while not await socket.hears_nothing(SILENCE):
        heard.append((await socket.hear())["interview_id"])
    assert set(heard) == {str(theirs.id)}
    await socket.leave()
