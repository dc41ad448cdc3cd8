"""Participants of a room as tests speak for them: a socket, what it was told, what it says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client

from hireapp.asgi import application
from hireapp.core.scope import company_scope
from interviews.models import RoomStatus
from tests import factories
from tests.factories import LiveRoom, Member
from tests.interviews.realtime.socket_client import SocketClient

SILENCE = 0.4  # s
OFFER = {"type": "offer", "sdp": "v=0\r\n"}
CANDIDATE = {
    "candidate": "candidate:1 1 udp 2122260223 192.0.2.1 49203 typ host",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
    "usernameFragment": "8hhY",
}
STATE = {"audio": True, "video": False, "hand": True, "quality": 3}
Made = TypeVar("Made")


class Person(SocketClient):
    """One end of a room socket. ``me``: participant id, ``welcome``: what came first."""

    welcome: Any
    me: str

    def __init__(self, path: str, session: str = "", language: str = "") -> None:
        cookies = [f"{settings.SESSION_COOKIE_NAME}={session}"] if session else []
        cookies += [f"{settings.LANGUAGE_COOKIE_NAME}={language}"] if language else []
        headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
        super().__init__(application, path, [*headers, (b"cookie", "; ".join(cookies).encode())])

    async def come(self) -> Person:
        assert (await self.connect())[0]
        self.welcome = await self.hear()
        assert self.welcome["type"] == "welcome"
        self.me = self.welcome["you"]
        return self

    async def turned_away(self) -> int:
        """The close code of a socket that is opened only to be closed."""
        accepted, code = await self.connect()
        return await self.closed() if accepted else code

    async def tell(self, **message: Any) -> None:
        await self.say(json.dumps(message))

    async def hear_of(self, kind: str) -> Any:
        """The next message of this kind; others are skipped."""
        while True:
            message = await self.hear()
            if message["type"] == kind:
                return message

    async def meets(self, other: Person) -> None:
        """Until told that the other is there, by name or in the list of a changed room."""
        while True:
            message = await self.hear()
            found = [*message.get("peers", []), *([message["peer"]] if "peer" in message else [])]
            if message["type"] != "peer.left" and other.me in {peer["id"] for peer in found}:
                return

    async def told_to_leave(self) -> int:
        """The close code; ``last_words``: what was said before it."""
        self.last_words: list[Any] = []
        while True:
            answer = await self.wire.receive_output(10)
            if answer["type"] == "websocket.close":
                return int(answer["code"])
            self.last_words.append(json.loads(answer["text"]))

    async def all_said(self, seconds: float = SILENCE) -> list[Any]:
        """Everything until it is quiet."""
        found = []
        while not await self.hears_nothing(seconds):
            found.append(await self.hear())
        return found

    async def is_answered(self) -> list[Any]:
        """Pings; what was said up to the pong."""
        await self.tell(type="ping")
        found = []
        while (message := await self.hear())["type"] != "pong":
            found.append(message)
        return found


def in_thread(work: Callable[..., Made], *args: Any, **kwargs: Any) -> Any:
    return sync_to_async(work)(*args, **kwargs)


async def live_room(email: str | None = None, **wanted: Any) -> tuple[Member, LiveRoom]:
    """A company's owner and a room of theirs; live, unless said otherwise."""

    def make() -> tuple[Member, LiveRoom]:
        owner = factories.company(name=f"Company of {email}", email=email).owner
        return owner, factories.room(owner, **{"status": RoomStatus.LIVE, **wanted})

    found: tuple[Member, LiveRoom] = await in_thread(make)
    return found


async def interviewer_of(member: Member, room: LiveRoom) -> Person:
    """Not connected yet."""

    def session() -> str:
        client = Client()
        client.force_login(member.user)
        return str(client.cookies[settings.SESSION_COOKIE_NAME].value)

    return Person(f"/ws/rooms/{room.room.id}/", await in_thread(session))


def candidate_of(room: LiveRoom, number: int, language: str = "") -> Person:
    """Not connected yet; ``number``: of the seat, from 1."""
    token = room.invitations[number - 1].token
    return Person(f"/ws/i/{token}/room/", language=language)


async def act(member: Member, step: Callable[..., Any], **what: Any) -> None:
    """A service, as the interviewer's page calls it."""

    def inside() -> None:
        with company_scope(member.company.id):
            step(actor=member.actor, **what)

    await in_thread(inside)


@asynccontextmanager
async def everybody(member: Member, room: LiveRoom) -> AsyncIterator[list[Person]]:
    """Interviewer and candidates, connected, each having heard that the others are there."""
    people = [await interviewer_of(member, room)]
    people += [candidate_of(room, number) for number in range(1, len(room.invitations) + 1)]
    for person in people:
        await person.come()
    for person in people:
        await person.is_answered()
    try:
        yield people
    finally:
        await asyncio.gather(*(person.leave() for person in people))
