"""The interviewer's screen: a snapshot, then events; nothing missed, nobody held up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from hireapp.asgi import application
from hireapp.audit.services import SYSTEM
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.events import RoomChanged, room_group
from interviews.live import stream
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.live.stream import fold, tell
from interviews.models import Room, RoomStatus
from interviews.realtime import dashboard
from interviews.realtime.visitor import NOT_SIGNED_IN
from interviews.services.room import room_end, seat_remove
from tests import factories
from tests.factories import LiveRoom
from tests.interviews.realtime.socket_client import SocketClient

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


@pytest.fixture
def live() -> LiveRoom:
    owner = factories.company(email="alice@example.com").owner
    return factories.room(owner, status=RoomStatus.LIVE)


@pytest.fixture
def keys(live: LiveRoom) -> RoomKeys:
    return RoomKeys(live.room.company_id, live.room.id)


class Screens:
    """Opens screens, and closes them at the end."""

    def __init__(self) -> None:
        self.open: list[SocketClient] = []

    async def socket(self, live: LiveRoom, user: Any, since: str = "") -> SocketClient:
        client = Client()
        await in_thread(client.force_login)(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers = [
            (b"origin", b"http://localhost"),
            (b"host", b"localhost"),
            (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()),
        ]
        path = f"/ws/rooms/{live.room.id}/dashboard/" + (f"?since={since}" if since else "")
        return SocketClient(application, path, headers)

    async def of(self, live: LiveRoom, since: str = "") -> SocketClient:
        socket = await self.socket(live, await in_thread(lambda: live.room.interviewer)(), since)
        assert (await socket.connect())[0]
        self.open.append(socket)
        return socket


@pytest.fixture
async def screens() -> AsyncIterator[Screens]:
    screens = Screens()
    yield screens
    for socket in screens.open:
        await socket.leave()


@asynccontextmanager
async def database_raises(error: Exception) -> AsyncIterator[threading.Event]:
    """Every query of the thread in which the sockets ask fails; the event is set once one has."""
    asked = threading.Event()

    def fail(*_: Any) -> None:
        asked.set()
        raise error

    await in_thread(lambda: connection.execute_wrappers.append(fail))()
    try:
        yield asked
    finally:
        await in_thread(lambda: connection.execute_wrappers.remove(fail))()


def _signals(seat: str, yaw: float) -> dict[str, Any]:
    return {"type": "signals", "seat": seat, "face": {"yaw": yaw}}


async def test_a_snapshot_comes_first_then_every_event(
    live: LiveRoom, keys: RoomKeys, screens: Screens
) -> None:
    seats = [str(seat.id) for seat in await in_thread(live.seats)()]
    await in_thread(tell)(keys, _signals(seats[0], 1.0))
    await in_thread(tell)(keys, _signals(seats[0], 2.0))
    screen = await screens.of(live)
    first = await screen.hear()
    assert first["type"] == "snapshot"
    assert [seat["id"] for seat in first["seats"]] == seats
    assert first["room"]["status"] == RoomStatus.LIVE
    assert [event["face"]["yaw"] for event in first["latest"]] == [2.0]
    assert [seat["stretches"] for seat in first["seats"]] == [{"speech": [], "away": []}] * 2
    await in_thread(tell)(keys, {"type": "words", "seat": seats[1], "words": [["hello", 0, 1, 1]]})
    heard = await screen.hear()
    assert (heard["type"], heard["seat"]) == ("words", seats[1])


async def test_a_screen_that_was_away_misses_nothing(
    live: LiveRoom, keys: RoomKeys, screens: Screens
) -> None:
    screen = await screens.of(live)
    await screen.hear()
    await in_thread(tell)(keys, {"type": "words", "seat": "a", "words": [["one", 0, 1, 1]]})
    seen = (await screen.hear())["id"]
    for word in ("two", "three"):
        await in_thread(tell)(keys, {"type": "words", "seat": "a", "words": [[word, 0, 1, 1]]})

    def remove() -> None:
        with company_scope(live.room.company_id):
            seat_remove(seat=live.seats()[0], actor=SYSTEM)

    await in_thread(remove)()
    again = await screens.of(live, since=seen)
    room, *seats = [await again.hear() for _ in range(1 + len(live.invitations))]
    assert room["type"] == "room"
    assert seats[0]["seat"]["status"] == "removed"
    words = [(await again.hear())["words"][0][0] for _ in range(2)]
    assert words == ["two", "three"]


@pytest.mark.parametrize("since", ["1-1", "x", "9" * 40, "0-0"])
async def test_a_place_that_the_stream_does_not_hold_gets_a_snapshot(
    since: str, live: LiveRoom, screens: Screens
) -> None:
    screen = await screens.of(live, since=since)
    assert (await screen.hear())["type"] == "snapshot"


async def test_a_stream_that_was_lost_is_replaced_by_the_rows(
    live: LiveRoom, keys: RoomKeys, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "AWAY_SECONDS", -1.0)  # every read asks whether it was cut
    screen = await screens.of(live)
    await screen.hear()
    await in_thread(tell)(keys, {"type": "words", "seat": "a", "words": []})
    assert (await screen.hear())["type"] == "words"
    await in_thread(valkey().delete)(keys.events)
    assert (await screen.hear())["type"] == "snapshot"


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")], ids=repr)
async def test_a_database_that_is_away_is_waited_for(
    error: Exception,
    live: LiveRoom,
    keys: RoomKeys,
    screens: Screens,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dashboard, "RECHECK_SECONDS", -1.0)  # asked before every read
    screen = await screens.of(live)
    await screen.hear()
    async with database_raises(error) as asked:
        assert await asyncio.to_thread(asked.wait, 10)
        await in_thread(tell)(keys, {"type": "words", "seat": "a", "words": []})
    told = [(await screen.hear())["type"] for _ in range(2 + len(live.invitations))]
    assert told == ["room", *["seat"] * len(live.invitations), "words"]  # the rows may have changed


async def test_a_feed_that_breaks_shuts_the_socket_and_is_logged(
    live: LiveRoom,
    screens: Screens,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(dashboard, "RECHECK_SECONDS", -1.0)
    screen = await screens.of(live)
    await screen.hear()
    async with database_raises(ValueError("a mistake of ours")):
        assert await screen.closed() == 1011
    assert any(record.exc_info for record in caplog.records if record.name == dashboard.__name__)


async def test_rows_that_cannot_be_told_shut_the_socket(live: LiveRoom, screens: Screens) -> None:
    screen = await screens.of(live)
    await screen.hear()
    group = room_group(live.room.company_id, live.room.id)
    changed = RoomChanged(type="room.changed", room_id=str(live.room.id))
    async with database_raises(OperationalError("gone")):
        await get_channel_layer().group_send(group, changed)
        assert await screen.closed() == 1011


async def test_rows_that_change_are_told(live: LiveRoom, screens: Screens) -> None:
    screen = await screens.of(live)
    await screen.hear()

    def end() -> None:
        with company_scope(live.room.company_id):
            room_end(room=live.room, actor=SYSTEM)

    await in_thread(end)()
    told = [await screen.hear() for _ in range(3)]
    assert told[0]["room"]["status"] == RoomStatus.ENDED
    assert {event["type"] for event in told[1:]} == {"seat"}
    assert await screen.closed() == 4410


@pytest.mark.parametrize("status", [RoomStatus.ENDED, RoomStatus.CANCELLED])
@pytest.mark.parametrize("since", ["", "1-1", "the newest"])
async def test_what_was_told_is_not_told_once_it_is_over(
    status: RoomStatus, since: str, live: LiveRoom, keys: RoomKeys, screens: Screens
) -> None:
    def over() -> None:
        told = {"type": "words", "seat": "a", "words": [["hello", 0, 1, 1]]}
        tell(keys, told)
        with company_scope(live.room.company_id):
            Room.objects.update(status=status, ended_at=timezone.now())

    await in_thread(over)()
    if since == "the newest":
        ((place, _),) = await in_thread(valkey().xrange)(keys.events)
        since = place.decode()
    screen = await screens.of(live, since=since)
    assert await screen.closed() == 4410


@pytest.mark.parametrize("seen", ["at the next look", "after Valkey was away"])
async def test_an_end_that_was_not_announced_is_seen(
    seen: str, live: LiveRoom, keys: RoomKeys, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = await screens.of(live)
    await screen.hear()
    await in_thread(tell)(keys, {"type": "words", "seat": "a", "words": []})
    await screen.hear()

    def over() -> None:
        with company_scope(live.room.company_id):
            Room.objects.update(status=RoomStatus.ENDED, ended_at=timezone.now())

    await in_thread(over)()
    if seen == "at the next look":
        monkeypatch.setattr(dashboard, "RECHECK_SECONDS", -1.0)
    else:
        monkeypatch.setattr(dashboard, "AWAY_SECONDS", -1.0)
        await in_thread(valkey().delete)(keys.events)
    assert await screen.closed() == 4410


async def test_another_company_a_colleague_and_a_stranger_see_nothing(
    live: LiveRoom, screens: Screens
) -> None:
    charlie = (await in_thread(factories.company)(name="Other Corp")).owner
    bob = await in_thread(lambda: factories.member(live.room.company, Role.OWNER))()
    nobody = await in_thread(factories.user)()
    for user, code in ((charlie.user, 4404), (bob.user, 4404), (nobody, 4403)):
        socket = await screens.socket(live, user)
        assert (await socket.connect())[0]
        assert await socket.closed() == code


@pytest.mark.parametrize("seen", ["at the next look", "when rows change"])
async def test_an_interviewer_who_signs_out_loses_the_screen(
    seen: str, live: LiveRoom, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = await screens.of(live)
    await screen.hear()
    await in_thread(Session.objects.all().delete)()
    if seen == "when rows change":
        group = room_group(live.room.company_id, live.room.id)
        changed = RoomChanged(type="room.changed", room_id=str(live.room.id))
        await get_channel_layer().group_send(group, changed)
    else:
        monkeypatch.setattr(dashboard, "RECHECK_SECONDS", -1.0)
    assert await screen.closed() == NOT_SIGNED_IN


async def test_events_of_another_room_stay_there(
    live: LiveRoom, keys: RoomKeys, screens: Screens
) -> None:
    screen = await screens.of(live)
    await screen.hear()
    other = RoomKeys(keys.company_id, keys.company_id)
    await in_thread(tell)(other, {"type": "words", "seat": "a", "words": []})
    assert await screen.hears_nothing(0.4)


async def test_what_a_screen_says_is_answered_and_never_shuts_it(
    live: LiveRoom, screens: Screens
) -> None:
    screen = await screens.of(live)
    await screen.hear()
    for text in ("{", "[]", "[" * 5000, "x" * 100_000, '{"type": "end"}', "null"):
        await screen.say(text)
        assert (await screen.hear())["type"] == "error"
    await screen.say('{"type": "ping"}')
    assert await screen.hear() == {"type": "pong"}


async def test_a_slow_screen_gets_the_newest_signals_and_holds_nobody_up(
    live: LiveRoom, keys: RoomKeys, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds, slow = asyncio.Event(), asyncio.Event()
    say = dashboard.DashboardConsumer._say

    async def wait_then_say(self: dashboard.DashboardConsumer, message: Any) -> None:
        if message["type"] == "words" and "slow" in self.scope["query_string"].decode():
            holds.set()
            await slow.wait()
        await say(self, message)

    monkeypatch.setattr(dashboard.DashboardConsumer, "_say", wait_then_say)
    quick, held = await screens.of(live), await screens.of(live, since="slow")
    for screen in (quick, held):
        assert (await screen.hear())["type"] == "snapshot"
    await in_thread(tell)(keys, {"type": "words", "seat": "a", "words": []})
    assert (await quick.hear())["type"] == "words"
    await asyncio.wait_for(holds.wait(), 10)
    for number in range(50):
        await in_thread(tell)(keys, _signals("a", float(number)))
    newest = -1.0
    while newest < 49:
        newest = (await quick.hear())["face"]["yaw"]
    slow.set()
    assert (await held.hear())["type"] == "words"
    assert (await held.hear())["face"]["yaw"] == 49.0
    assert await held.hears_nothing(0.3)


def test_only_what_is_replaced_is_left_out() -> None:
    events = [
        _signals("a", 1),
        {"type": "words", "seat": "a", "n": 1},
        _signals("b", 1),
        _signals("a", 2),
        {"type": "words", "seat": "a", "n": 2},
    ]
    kept = fold(events, stream.REPLACED)
    assert [(e["type"], e["seat"]) for e in kept] == [
        ("words", "a"),
        ("signals", "b"),
        ("signals", "a"),
        ("words", "a"),
    ]
