"""Between asking what is allowed and telling what came of it, a candidate may change their mind."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync

from analysis.types import Purpose
from interviews.live.agreed import tell_agreed, withdrawals, words_told
from interviews.live.connection import valkey, valkey_async
from interviews.live.forgetting import forget
from interviews.live.stream import tell
from interviews.live.stretches import stretches
from interviews.models import Seat
from tests.factories import Member
from tests.interviews.live.table import Table, table

pytestmark = pytest.mark.django_db(transaction=True)


def event(seat: Seat, kind: str = "voice") -> dict[str, str]:
    return {"type": kind, "seat": str(seat.id)}


def test_what_was_allowed_before_a_withdrawal_is_not_told_after_it(alice: Member) -> None:
    room = table(alice, people=2)
    leaving, staying = room.seats
    known = withdrawals(valkey(), room.keys)
    assert tell_agreed(room.keys, event(leaving), known)
    room.withdraw(leaving, Purpose.VOICE_PROSODY)
    assert not tell_agreed(room.keys, event(leaving), known)
    assert tell_agreed(room.keys, event(staying), known)
    assert room.events("voice", leaving) == []
    assert len(room.events("voice", staying)) == 1


def test_who_asks_after_it_may_tell_what_is_still_allowed(alice: Member) -> None:
    room = table(alice)
    (seat,) = room.seats
    room.withdraw(seat, Purpose.VOICE_PROSODY)
    assert tell_agreed(room.keys, event(seat, "signals"), withdrawals(valkey(), room.keys))
    assert len(room.events("signals", seat)) == 1


def test_words_count_as_told_only_with_their_event(alice: Member) -> None:
    room = table(alice)
    (seat,) = room.seats
    answer = room.record(seat, 1.0)
    known = withdrawals(valkey(), room.keys)
    assert tell_agreed(room.keys, event(seat, "words"), known, words=(answer.id, 7))
    assert words_told(valkey(), room.keys, seat.id) == {answer.id: 7}
    room.withdraw(seat, Purpose.TRANSCRIPT)
    assert not tell_agreed(room.keys, event(seat, "words"), known, words=(answer.id, 9))
    assert words_told(valkey(), room.keys, seat.id) == {}  # the words are gone as well


async def _stretches(room: Table, seat: Seat) -> dict[str, list[list[float]]]:
    client = valkey_async()
    try:
        return await stretches(client, room.keys, seat.id)
    finally:
        await client.aclose()


def test_when_somebody_spoke_or_looked_away_is_kept_until_it_is_taken_back(alice: Member) -> None:
    room = table(alice, people=2)
    seat, other = room.seats
    known = withdrawals(valkey(), room.keys)
    for begins, ends, speaking in ((10, 10.5, True), (10.5, 11, True), (11, 13, False)):
        voice = {"from": begins, "until": ends, "speaking": speaking}
        tell_agreed(room.keys, {**event(seat), **voice}, known)
    for at, looking in ((10.0, True), (10.5, False), (11.0, False), (15.25, False), (16.0, None)):
        look = {"sampled_at": at, "face": {"looking": looking}}
        tell_agreed(room.keys, {**event(seat, "signals"), **look}, known)
    tell_agreed(room.keys, {**event(seat), "from": 13.0, "until": 13.5, "speaking": True}, known)
    tell_agreed(room.keys, {**event(other), "from": 20.0, "until": 20.5, "speaking": True}, known)
    kept = async_to_sync(_stretches)
    away = [[10.5, 11.5], [15.25, 15.75]]
    assert kept(room, seat) == {"speech": [[10.0, 11.0], [13.0, 13.5]], "away": away}
    room.withdraw(seat, Purpose.VOICE_PROSODY)
    assert kept(room, seat) == {"speech": [], "away": away}
    assert kept(room, other)["speech"] == [[20.0, 20.5]]
    forget(valkey(), room.keys, seat.id, {Purpose.RECORDING})
    assert kept(room, seat) == {"speech": [], "away": []}


def test_what_was_written_down_goes_from_the_stream_with_the_recording(alice: Member) -> None:
    room = table(alice, people=2)
    leaving, staying = room.seats
    for seat in (leaving, staying):
        tell(room.keys, {"type": "note", "note": {"seat": str(seat.id), "text": "calm"}})
    forget(valkey(), room.keys, leaving.id, {Purpose.RECORDING})
    assert [event["note"]["seat"] for event in room.events("note")] == [str(staying.id)]
