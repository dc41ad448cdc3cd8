"""The room socket: what is refused, who is shown out, and what an outage does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
import redis
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from hireapp.tenancy.services import membership_end
from interviews.live import presence
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.models import RoomStatus
from interviews.realtime import room_attendance, room_socket
from interviews.realtime.messages import Allowance
from interviews.services.interview_status import interview_move
from interviews.services.invitation import (
    interview_cancel,
    invitation_resend,
    invitation_revoke,
)
from interviews.services.room import room_cancel, room_end, room_start
from tests import factories
from tests.factories import LiveRoom, Member
from tests.interviews.realtime.room_people import (
    OFFER,
    STATE,
    act,
    candidate_of,
    everybody,
    in_thread,
    interviewer_of,
    live_room,
)

pytestmark = pytest.mark.django_db(transaction=True)


def keys_of(room: LiveRoom) -> RoomKeys:
    return RoomKeys(room.room.company_id, room.room.id)


async def test_what_is_wrong_is_answered_counted_and_in_the_end_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room_socket, "MOST_ERRORS", 6)
    alice, room = await live_room(candidates=1)
    async with everybody(alice, room) as (interviewer, candidate):
        wrong = {
            "{": "not_json",
            '{"type": "join"}': "unknown_message",
            '{"type": "ping", "x": 1}': "bad_message",
            '{"type": "candidate", "to": "interviewer", "candidate": 1}': "bad_message",
            " " * 70_000: "too_large",
        }
        for count, (text, error) in enumerate(wrong.items(), start=1):
            await candidate.say(text)
            assert await candidate.hear() == {"type": "error", "id": error, "count": count}
        assert await candidate.is_answered() == []
        await candidate.say(data=b"\x00\xff")
        assert (await candidate.hear())["count"] == 6
        assert await candidate.told_to_leave() == 4429
        assert (await interviewer.hear())["type"] == "peer.left"
    counted = await in_thread(valkey().hget, keys_of(room).counts, "refused")
    assert counted == b"6"


async def test_whoever_says_too_much_is_not_heard_for_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Allowance, "BURST", 5.0)
    monkeypatch.setattr(Allowance, "PER_SECOND", 0.0)
    _, room = await live_room(candidates=1)
    candidate = await candidate_of(room, 1).come()
    for _ in range(5):
        assert await candidate.is_answered() == []
    await candidate.tell(type="ping")
    assert (await candidate.hear())["id"] == "too_many"
    await candidate.leave()


async def test_what_an_unknown_sender_sends_past_the_sockets_goes_no_further() -> None:
    """Even if a message got onto the channel layer: the receiver's own rows decide."""
    alice, room = await live_room(candidates=1)
    async with everybody(alice, room) as (_interviewer, candidate):
        layer: Any = get_channel_layer()
        entry = await in_thread(valkey().hget, keys_of(room).peers, candidate.me)
        channel = presence._entry(entry)["channel"]
        body = {"type": "description", "description": OFFER}
        for sender, session in (("interviewer", "another"), (str(room.room.id), "x")):
            forged = {"type": "relay.message", "from": sender, "session": session, "body": body}
            await layer.send(channel, forged)
        assert await candidate.is_answered() == []


async def test_whoever_stopped_pinging_does_not_count() -> None:
    alice, room = await live_room(candidates=1)
    candidate = await candidate_of(room, 1).come()

    def fall_silent() -> None:
        peers = keys_of(room).peers
        entry = presence._entry(valkey().hget(peers, candidate.me))
        entry["seen"] -= presence.ALIVE_SECONDS + 1
        valkey().hset(peers, candidate.me, json.dumps(entry))

    await in_thread(fall_silent)
    interviewer = await (await interviewer_of(alice, room)).come()
    assert interviewer.welcome["peers"] == []
    await candidate.is_answered()
    assert (await interviewer.is_answered())[0]["peer"]["id"] == candidate.me
    await candidate.leave()
    await interviewer.leave()


# --- Shown out -----------------------------------------------------------------------------------
async def test_everybody_is_shown_out_when_the_room_ends() -> None:
    alice, room = await live_room(candidates=1)
    async with everybody(alice, room) as people:
        await act(alice, room_end, room=room.room)
        for person in people:
            assert (await person.hear_of("room"))["room"]["status"] == "ended"
            assert await person.told_to_leave() == 4410
    assert await (await interviewer_of(alice, room)).turned_away() == 4410
    assert await candidate_of(room, 1).turned_away() == 4410


async def test_a_room_that_was_called_off_does_not_open() -> None:
    alice, room = await live_room(candidates=1, status=RoomStatus.SCHEDULED)
    async with everybody(alice, room) as (interviewer, _candidate):
        await act(alice, room_cancel, room=room.room)
        assert await interviewer.told_to_leave() == 4410


def _revoke(alice: Member, room: LiveRoom) -> None:
    invitation_revoke(interview=room.invitations[0].interview, actor=alice.actor)


def _withdraw(alice: Member, room: LiveRoom) -> None:
    interview = room.invitations[0].interview
    interview.refresh_from_db()
    interview_move(interview=interview, to="withdrawn", actor=alice.actor)


@pytest.mark.parametrize("step", [_revoke, _withdraw])
async def test_a_link_that_no_longer_opens_closes_within_half_a_minute(
    monkeypatch: pytest.MonkeyPatch, step: Callable[[Member, LiveRoom], None]
) -> None:
    monkeypatch.setattr(room_attendance, "RECHECK_SECONDS", 0.0)  # the half minute is over
    alice, room = await live_room()
    async with everybody(alice, room) as (interviewer, candidate, other):

        def happens() -> None:
            with company_scope(alice.company.id):
                step(alice, room)

        await in_thread(happens)
        await other.tell(type="state", **STATE)  # what others say is not heard either
        assert await candidate.told_to_leave() == 4410
        assert "state" not in [message["type"] for message in candidate.last_words]
        assert (await interviewer.hear_of("peer.left"))["peer"]["id"] == candidate.me
    assert await candidate_of(room, 1).turned_away() == 4410


@pytest.mark.parametrize("step", [invitation_revoke, invitation_resend, interview_cancel])
async def test_who_is_uninvited_is_shown_out_at_once(step: Callable[..., Any]) -> None:
    alice, room = await live_room(status=RoomStatus.SCHEDULED)
    async with everybody(alice, room) as (_interviewer, candidate, _other):
        interview = await in_thread(lambda: room.seats()[0].interview)
        await act(alice, step, interview=interview)
        assert await candidate.told_to_leave() == 4410


async def test_a_member_who_was_let_go_or_signed_out_is_shown_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room_attendance, "RECHECK_SECONDS", 0.0)
    alice, _ = await live_room(candidates=1)
    bob = await in_thread(factories.member, alice.company, Role.RECRUITER)
    room = await in_thread(factories.room, bob, candidates=1, status=RoomStatus.LIVE)
    interviewer = await (await interviewer_of(bob, room)).come()
    await in_thread(Session.objects.all().delete)
    await interviewer.tell(type="ping")
    assert await interviewer.told_to_leave() == 4401
    interviewer = await (await interviewer_of(bob, room)).come()
    await act(alice, membership_end, membership=bob.membership)
    await interviewer.tell(type="ping")
    assert await interviewer.told_to_leave() == 4403


# --- The tap -------------------------------------------------------------------------------------
async def _tap() -> tuple[Any, str]:
    layer: Any = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("mediatap", channel)
    return layer, channel


async def test_offers_go_to_the_tap_and_its_answer_to_this_connection_alone() -> None:
    alice, room = await live_room(candidates=1)
    layer, channel = await _tap()
    async with everybody(alice, room) as (interviewer, candidate):
        await candidate.tell(type="tap.description", offer=5, description=OFFER)
        offer = await layer.receive(channel)
        place = {"seat_id": candidate.me, "session": candidate.welcome["session"]}
        reply = offer.pop("reply")
        assert offer == {
            "type": "tap.offer",
            "company_id": str(alice.company.id),
            "room_id": str(room.room.id),
            "offer": 5,
            "description": OFFER,
            **place,
        }
        await candidate.tell(type="tap.candidate", candidate=None)
        assert (await layer.receive(channel))["candidate"] is None
        answer = {"offer": 5, "description": {"type": "answer", "sdp": "v=0"}}
        await layer.send(reply, {"type": "tap.answer", **place, **answer})
        assert await candidate.hear() == {"type": "tap.description", **answer}
        for other in ({"session": "older"}, {"seat_id": str(room.room.id)}):
            message = {"type": "tap.answer", **place, **other, **answer}
            await layer.send(reply, message)
            await layer.send(reply, {**message, "type": "tap.gone"})
        assert await candidate.is_answered() == []
        await layer.send(reply, {"type": "tap.gone", **place, "offer": 5})
        assert await candidate.hear() == {"type": "tap.gone", "offer": 5}
        await interviewer.tell(type="tap.description", offer=1, description=OFFER)
        assert (await interviewer.hear())["id"] == "not_allowed"


@pytest.mark.parametrize("wanted", [{"status": RoomStatus.OPEN}, {"refused": list(Purpose)}])
async def test_before_the_start_and_without_consent_nothing_reaches_the_tap(
    wanted: dict[str, Any],
) -> None:
    alice, room = await live_room(candidates=1, **wanted)
    layer, channel = await _tap()
    async with everybody(alice, room) as (_interviewer, candidate):
        await candidate.tell(type="tap.description", offer=1, description=OFFER)
        assert (await candidate.hear())["id"] == "not_allowed"
        await candidate.tell(type="tap.candidate", candidate=None)
        assert (await candidate.hear())["id"] == "not_allowed"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(layer.receive(channel), 0.3)


# --- Outages -------------------------------------------------------------------------------------
async def test_after_valkey_was_emptied_everybody_is_still_there() -> None:
    alice, room = await live_room()
    async with everybody(alice, room) as people:
        _interviewer, first, second = people
        await in_thread(valkey().flushdb)
        for person in people:
            assert await person.is_answered() == []  # nobody is said to have left
        for person in people:
            assert await person.is_answered() == []
        await first.tell(type="description", to=second.me, description=OFFER)
        assert (await second.hear())["from"] == first.me
        third = await (await interviewer_of(alice, room)).come()
        assert {peer["id"] for peer in third.welcome["peers"]} == {first.me, second.me}
        await third.leave()


async def test_while_valkey_is_away_the_socket_says_so_and_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, room = await live_room(candidates=1)
    async with everybody(alice, room) as (interviewer, candidate):
        with monkeypatch.context() as outage:

            async def away(*_: Any) -> Any:
                raise redis.ConnectionError("gone")

            outage.setattr(presence, "renew", away)
            await candidate.tell(type="ping")
            await candidate.hear_of("pong")
            error = await candidate.hear_of("error")
            assert error == {"type": "error", "id": "unavailable", "count": 0}
            assert await candidate_of(room, 1).turned_away() == 1013
        assert {m["type"] for m in await candidate.is_answered()} <= {"error"}
        await candidate.tell(type="description", to="interviewer", description=OFFER)
        assert (await interviewer.hear_of("description"))["from"] == candidate.me


async def test_without_a_channel_layer_the_browser_is_asked_to_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, room = await live_room(candidates=1)
    layer: Any = get_channel_layer()

    async def away() -> str:
        raise redis.ConnectionError("gone")

    monkeypatch.setattr(layer, "new_channel", away, raising=False)
    assert await candidate_of(room, 1).turned_away() == 1013


async def test_what_changed_while_valkey_was_away_is_told_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, room = await live_room(candidates=1, status=RoomStatus.OPEN)
    async with everybody(alice, room) as (_interviewer, candidate):
        with monkeypatch.context() as outage:

            async def away(*_: Any) -> Any:
                raise redis.ConnectionError("gone")

            outage.setattr(presence, "renew", away)
            await act(alice, room_start, room=room.room)
            assert (await candidate.hear_of("error"))["id"] == "unavailable"
        await candidate.tell(type="ping")
        assert (await candidate.hear_of("room"))["room"]["status"] == "live"
