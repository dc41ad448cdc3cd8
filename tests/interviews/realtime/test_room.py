"""The room socket: who is there, and who hears what from whom."""

from __future__ import annotations

import json

import pytest

from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.models import Position, RoomStatus
from interviews.realtime import room_attendance
from interviews.services.room import room_open, seat_admit, seat_remove
from tests import factories
from tests.interviews.realtime.room_people import (
    CANDIDATE,
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


async def test_the_first_message_says_who_one_is_and_who_is_there() -> None:
    alice, room = await live_room(candidates=1)
    (seat,) = await in_thread(room.seats)
    interviewer = await (await interviewer_of(alice, room)).come()
    welcome = interviewer.welcome
    assert (welcome["you"], welcome["seat"]) == ("interviewer", None)
    assert welcome["peers"] == welcome["waiting"] == welcome["ice_servers"] == []
    assert welcome["ice_policy"] == "all"
    assert welcome["room"]["status"] == "live"
    candidate = await candidate_of(room, 1).come()
    assert candidate.me == candidate.welcome["seat"]["id"] == str(seat.id)
    assert "waiting" not in candidate.welcome
    (peer,) = candidate.welcome["peers"]
    assert peer == {
        "id": "interviewer",
        "session": welcome["session"],
        "name": alice.user.name,
        "role": "interviewer",
        "number": None,
        "streams": {"camera": None, "screen": None},
        "state": {"audio": False, "video": False, "hand": False, "quality": None},
    }
    joined = (await interviewer.hear_of("peer.joined"))["peer"]
    assert (joined["id"], joined["session"]) == (str(seat.id), candidate.welcome["session"])
    assert (joined["name"], joined["number"]) == (seat.interview.candidate.name, 1)
    await candidate.leave()
    left = await interviewer.hear_of("peer.left")
    assert (left["peer"], left["final"]) == (joined, False)
    again = await candidate_of(room, 1).come()
    back = (await interviewer.hear_of("peer.joined"))["peer"]
    assert back["session"] == again.welcome["session"] != joined["session"]
    await again.leave()
    await interviewer.leave()


async def test_candidates_know_each_other_by_number_alone() -> None:
    _alice, room = await live_room()
    first = await candidate_of(room, 1, language="en").come()
    second = await candidate_of(room, 2, language="ko").come()
    (peer,) = second.welcome["peers"]
    assert (peer["name"], peer["number"], peer["role"]) == ("지원자 1", 1, "candidate")
    assert (await first.hear_of("peer.joined"))["peer"]["name"] == "Candidate 2"
    said = json.dumps([first.welcome, second.welcome, await first.all_said()])
    for seat in await in_thread(room.seats):
        assert seat.interview.candidate.name not in said
        assert seat.interview.candidate.code not in said
    await first.leave()
    await second.leave()


async def test_in_blind_review_the_interviewer_sees_a_code() -> None:
    alice = (await in_thread(factories.company)).owner

    def blind_room() -> factories.LiveRoom:
        place = factories.position(alice)
        with factories.company_scope(alice.company.id):
            Position.objects.filter(id=place.id).update(blind=True)
            place.refresh_from_db()
        return factories.room(alice, candidates=1, status=RoomStatus.LIVE, position=place)

    room = await in_thread(blind_room)
    candidate = await candidate_of(room, 1).come()
    interviewer = await (await interviewer_of(alice, room)).come()
    (seat,) = await in_thread(room.seats)
    (peer,) = interviewer.welcome["peers"]
    assert peer["name"] == seat.interview.candidate.code
    assert seat.interview.candidate.name not in json.dumps(interviewer.welcome)
    await interviewer.leave()
    await candidate.leave()


async def test_descriptions_and_candidates_reach_one_peer_and_nobody_else() -> None:
    alice, room = await live_room()
    async with everybody(alice, room) as (interviewer, first, second):
        await interviewer.tell(type="description", to=first.me, description=OFFER)
        await first.tell(type="candidate", to="interviewer", candidate=CANDIDATE)
        await first.tell(type="candidate", to=second.me, candidate=None)
        sent_by = {
            p.me: {"from": p.me, "session": p.welcome["session"]} for p in (interviewer, first)
        }
        offer = {"type": "description", "description": OFFER, **sent_by["interviewer"]}
        assert await first.hear() == offer
        candidate = {"type": "candidate", "candidate": CANDIDATE, **sent_by[first.me]}
        assert await interviewer.hear() == candidate
        assert await second.hear() == {"type": "candidate", "candidate": None, **sent_by[first.me]}
        for person in (interviewer, first, second):
            assert await person.is_answered() == []


async def test_what_is_sent_to_somebody_who_has_just_gone_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Presence has run out, and the browser was not told yet that they left."""
    alice, room = await live_room(candidates=1)
    keys = RoomKeys(alice.company.id, room.room.id)
    async with everybody(alice, room) as (interviewer, candidate):
        monkeypatch.setattr(room_attendance, "ALIVE_SECONDS", 0.0)
        await in_thread(valkey().hdel, keys.peers, candidate.me)
        await interviewer.tell(type="state", **STATE)  # finds that nobody is there
        await interviewer.tell(type="description", to=candidate.me, description=OFFER)
        (left,) = await interviewer.is_answered()  # the socket is well
        assert left["type"] == "peer.left"
        assert await candidate.hear_of("state")
        assert await candidate.is_answered() == []


async def test_streams_and_state_are_told_to_those_here_and_those_who_come() -> None:
    alice, room = await live_room(candidates=2)
    first = await candidate_of(room, 1).come()
    interviewer = await (await interviewer_of(alice, room)).come()
    await first.is_answered()
    streams = {"camera": "{c0ffee}", "screen": None}
    await first.tell(type="streams", streams=streams)
    await first.tell(type="state", **STATE)
    sender = {"from": first.me, "session": first.welcome["session"]}
    assert await interviewer.hear() == {"type": "streams", "streams": streams, **sender}
    assert await interviewer.hear() == {"type": "state", **STATE, **sender}
    second = await candidate_of(room, 2).come()
    known = {peer["id"]: peer for peer in second.welcome["peers"]}[first.me]
    assert (known["streams"], known["state"]) == (streams, STATE)
    assert await first.is_answered() != []
    assert await first.is_answered() == []
    for person in (first, second, interviewer):
        await person.leave()


async def test_who_waits_is_told_their_seat_and_is_a_peer_to_nobody() -> None:
    alice, room = await live_room(status=RoomStatus.SCHEDULED)
    await act(alice, room_open, room=room.room)
    seats = await in_thread(room.seats)
    await act(alice, seat_admit, seat=seats[0])
    async with everybody(alice, room) as (interviewer, inside, waiting):
        assert waiting.welcome["seat"]["status"] == "expected"
        assert waiting.welcome["peers"] == []
        assert {peer["id"] for peer in inside.welcome["peers"]} == {"interviewer"}
        for message in (
            {"type": "description", "to": "interviewer", "description": OFFER},
            {"type": "candidate", "to": inside.me, "candidate": CANDIDATE},
            {"type": "streams", "streams": {"camera": "x", "screen": None}},
            {"type": "state", **STATE},
            {"type": "tap.description", "offer": 1, "description": OFFER},
        ):
            await waiting.tell(**message)
            assert (await waiting.hear())["id"] == "not_allowed"
        await inside.tell(type="state", **STATE)
        await inside.tell(type="description", to=waiting.me, description=OFFER)
        assert (await inside.hear())["id"] == "not_allowed"
        assert await waiting.is_answered() == []
        assert (await interviewer.hear_of("state"))["from"] == inside.me
        assert await interviewer.is_answered() == []


async def test_the_interviewer_is_told_who_waits_and_all_meet_once_let_in() -> None:
    alice, room = await live_room(candidates=1, status=RoomStatus.SCHEDULED)
    (seat,) = await in_thread(room.seats)
    interviewer = await (await interviewer_of(alice, room)).come()
    candidate = await candidate_of(room, 1).come()
    assert (await interviewer.hear_of("room"))["waiting"] == [candidate.me]
    await candidate.tell(type="description", to="interviewer", description=OFFER)
    assert (await candidate.hear())["id"] == "not_allowed"  # the lobby is not open yet
    await act(alice, room_open, room=room.room)
    assert (await candidate.hear_of("room"))["peers"] == []
    await act(alice, seat_admit, seat=seat)
    told = await candidate.hear_of("room")
    assert told["seat"]["status"] == "admitted"
    assert [peer["id"] for peer in told["peers"]] == ["interviewer"]
    await interviewer.meets(candidate)
    await candidate.tell(type="description", to="interviewer", description=OFFER)
    assert (await interviewer.hear_of("description"))["from"] == candidate.me
    await candidate.leave()
    await interviewer.leave()


async def test_who_is_taken_out_is_nobodys_peer_any_more_and_may_come_back() -> None:
    alice, room = await live_room()
    seats = await in_thread(room.seats)
    async with everybody(alice, room) as (interviewer, first, second):
        await act(alice, seat_remove, seat=seats[0])
        for person in (interviewer, second):
            left = await person.hear_of("peer.left")
            assert (left["peer"]["id"], left["final"]) == (first.me, True)
        told = await first.hear_of("room")
        assert (told["seat"]["status"], told["peers"]) == ("removed", [])
        await first.tell(type="description", to=second.me, description=OFFER)
        assert (await first.hear_of("error"))["id"] == "not_allowed"
        await second.tell(type="description", to=first.me, description=OFFER)
        assert (await second.hear_of("error"))["id"] == "not_allowed"
        await act(alice, seat_admit, seat=seats[0])
        assert len((await first.hear_of("room"))["peers"]) == 2
        await first.tell(type="description", to=second.me, description=OFFER)
        assert (await second.hear_of("description"))["from"] == first.me


async def test_who_is_taken_out_while_their_socket_is_away_is_cut_off_too() -> None:
    alice, room = await live_room(candidates=1)
    seats = await in_thread(room.seats)
    async with everybody(alice, room) as (interviewer, candidate):
        await candidate.leave()
        left = await interviewer.hear_of("peer.left")
        assert left["final"] is False
        await act(alice, seat_remove, seat=seats[0])
        assert await interviewer.hear() == {**left, "final": True}
        await act(alice, seat_remove, seat=seats[0])
        assert (await interviewer.hear())["type"] == "room"
        assert await interviewer.is_answered() == []  # said once


async def test_where_candidates_do_not_meet_each_has_the_interviewer_alone() -> None:
    alice, room = await live_room(meet=False)
    async with everybody(alice, room) as (interviewer, first, second):
        assert [peer["id"] for peer in second.welcome["peers"]] == ["interviewer"]
        await first.tell(type="description", to=second.me, description=OFFER)
        assert (await first.hear())["id"] == "not_allowed"
        await first.tell(type="state", **STATE)
        assert (await interviewer.hear())["from"] == first.me
        assert await second.is_answered() == []


async def test_two_rooms_of_two_companies_never_hear_each_other() -> None:
    (alice, ours), (charlie, theirs) = await live_room("a@example.com"), await live_room("c@x.org")
    async with everybody(alice, ours) as here, everybody(charlie, theirs) as there:
        for speaker in here:
            for listener in there[1:]:
                await speaker.tell(type="description", to=listener.me, description=OFFER)
                assert (await speaker.hear_of("error"))["id"] == "not_allowed"
            await speaker.tell(type="state", **STATE)
            await speaker.tell(type="streams", streams={"camera": "x", "screen": None})
        for listener in there:
            assert await listener.is_answered() == []


async def test_a_newer_connection_takes_the_place_of_the_older() -> None:
    alice, room = await live_room(candidates=1)
    async with everybody(alice, room) as (interviewer, older):
        newer = await candidate_of(room, 1).come()
        assert await older.told_to_leave() == 4409
        joined = await interviewer.hear()  # no peer.left: they never went away
        assert (joined["type"], joined["peer"]["id"]) == ("peer.joined", newer.me)
        assert joined["peer"]["session"] == newer.welcome["session"]
        await interviewer.tell(type="description", to=newer.me, description=OFFER)
        assert (await newer.hear_of("description"))["from"] == "interviewer"
        await newer.leave()


async def test_a_candidate_lives_through_a_lost_announcement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rows that changed behind a socket's back are read when somebody unknown speaks."""
    monkeypatch.setattr(room_attendance, "HASTY_SECONDS", 0.0)
    alice, room = await live_room(status=RoomStatus.OPEN)
    seats = await in_thread(room.seats)
    await act(alice, seat_remove, seat=seats[1])
    async with everybody(alice, room) as (interviewer, first, late):

        def behind_their_back() -> None:
            with factories.company_scope(alice.company.id):
                type(seats[1]).objects.filter(id=seats[1].id).update(status="admitted")

        await in_thread(behind_their_back)
        await late.tell(type="description", to=first.me, description=OFFER)
        assert (await first.hear_of("description"))["from"] == late.me
        await interviewer.meets(late)
