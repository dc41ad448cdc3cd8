"""What people say in a live room: real sound, a real recogniser, real rows and a real Valkey."""

from __future__ import annotations

import time
from threading import Thread
from uuid import uuid4

import numpy as np
import pytest

from analysis.media.audio import read_audio
from analysis.types import Floats, Purpose
from hireapp.core.scope import company_scope
from interviews.live.agreed import withdrawals
from interviews.live.connection import valkey
from interviews.live.listening import SeatLock, state_read
from interviews.live.samples import SOUND_BLOCKS
from interviews.models import Listening, Room, RoomStatus, SeatStatus
from interviews.selectors.live import analysed_seat
from interviews.services.room import room_end, seat_remove
from interviews.tasks.hearing_work import _Listener, hear_work
from tests.analysis.recordings import speech_sample
from tests.factories import Member
from tests.interviews.live.table import Table, table

pytestmark = pytest.mark.django_db(transaction=True)
RATE = 16_000


def sample(name: str) -> Floats:
    return read_audio(speech_sample(name))[0]


def quiet(seconds: float) -> Floats:
    return np.zeros(round(seconds * RATE), np.float32)


BECKETT = np.concatenate([sample("beckett.wav"), quiet(1.5)])  # "Ever tried. Ever failed. …"


@pytest.fixture
def one(alice: Member) -> Table:
    return table(alice)


def test_what_is_said_stands_with_the_answer_and_on_the_screen(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    answer = one.record(seat, began)
    ends = one.speak(seat, BECKETT, began + 2)
    hear_work(*one.ids, seat.id)
    text = one.text(answer).lower()
    assert "tried" in text
    assert "better" in text
    rows = one.heard(answer)
    assert rows[0][1] == pytest.approx(2.3, abs=0.4)  # seconds since the answer began
    assert rows[-1][2] < ends - began
    told = one.events("words", seat)
    assert [row for event in told for row in event["words"]] == rows
    assert {event["answer"] for event in told} == {str(answer.id)}
    assert told[-1]["frequent"][0][0].lower() == "fail"
    assert told[-1]["frequent"][0][1] >= 2


def test_a_message_that_comes_twice_or_late_changes_nothing(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    answer = one.record(seat, began)
    one.speak(seat, BECKETT, began + 1)
    hear_work(*one.ids, seat.id)
    rows = one.heard(answer)
    hear_work(*one.ids, seat.id)
    assert one.heard(answer) == rows
    valkey().delete(one.keys.heard(seat.id))  # Valkey has forgotten how far we were
    hear_work(*one.ids, seat.id)
    assert one.heard(answer) == rows


def test_words_stand_with_the_answer_that_was_recorded_when_they_were_said(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    first = one.record(seat, began)
    half = one.speak(seat, BECKETT, began + 1)
    one.ask(seat, "And what did you learn from it?")
    second = one.record(seat, half)
    one.speak(seat, sample("clone-test.wav"), half)
    one.speak(seat, quiet(2), half + sample("clone-test.wav").size / RATE)
    hear_work(*one.ids, seat.id)  # both in one message
    assert "better" in one.text(first).lower()
    assert "america" not in one.text(first).lower()
    assert "america" in one.text(second).lower()
    assert "tried" not in one.text(second).lower()
    assert one.heard(second)[0][1] < 3  # counted from its own beginning


def test_what_is_said_while_nothing_is_recorded_is_not_kept(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    one.speak(seat, BECKETT, began)
    hear_work(*one.ids, seat.id)
    answer = one.record(seat, began + 30)
    hear_work(*one.ids, seat.id)
    assert one.heard(answer) == []
    assert one.events("words") == []


def test_everybody_has_their_own_words(alice: Member) -> None:
    both = table(alice, people=2)
    left, right = both.seats
    began = time.time() - 60
    answers = [both.record(seat, began) for seat in both.seats]
    both.speak(left, BECKETT, began + 1)
    both.speak(right, np.concatenate([sample("clone-test.wav"), quiet(2)]), began + 1)
    for seat in both.seats:
        hear_work(*both.ids, seat.id)
    assert "america" not in both.text(answers[0]).lower()
    assert "america" in both.text(answers[1]).lower()
    assert "tried" in both.text(answers[0]).lower()
    assert "tried" not in both.text(answers[1]).lower()
    assert {e["answer"] for e in both.events("words", left)} == {str(answers[0].id)}


def test_the_voice_is_told_as_it_is_now(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    one.record(seat, began)
    ends = one.speak(seat, sample("two_cities.wav")[: 3 * RATE], began + 1)
    hear_work(*one.ids, seat.id)
    (voice,) = one.events("voice", seat)
    assert voice["speaking"] is True
    assert voice["until"] == pytest.approx(ends, abs=0.01)
    assert -60 < voice["level_db"] < 0
    assert 60 < voice["pitch_hz"] < 300
    one.speak(seat, quiet(2), ends)
    hear_work(*one.ids, seat.id)
    *_, voice = one.events("voice", seat)
    assert voice["speaking"] is False
    assert voice["level_db"] is None
    assert voice["rate_wpm"] > 60  # of what was said a moment ago


def test_the_last_words_before_a_connection_ends_wait_for_no_others(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    answer = one.record(seat, began)
    ends = one.speak(seat, sample("beckett.wav")[: round(1.3 * RATE)], began + 1)  # "Ever tried."
    hear_work(*one.ids, seat.id)
    assert one.text(answer) == ""
    one.hang_up(seat, ends)
    hear_work(*one.ids, seat.id)
    assert "tried" in one.text(answer).lower()
    rows = one.heard(answer)
    again = one.speak(seat, BECKETT, ends + 5)  # and back
    one.hang_up(seat, again)
    hear_work(*one.ids, seat.id)
    assert one.heard(answer)[: len(rows)] == rows
    assert "better" in one.text(answer).lower()
    assert state_read(valkey(), one.keys, seat.id).until == pytest.approx(again, abs=0.01)


def test_sound_that_comes_while_somebody_listens_needs_no_further_message(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 100
    answer = one.record(seat, began)
    ends = one.speak(seat, sample("two_cities.wav"), began)
    worker = Thread(target=hear_work, args=(*one.ids, seat.id))
    worker.start()
    while not valkey().exists(one.keys.heard(seat.id)):  # has read what there was
        assert worker.is_alive()
        time.sleep(0.01)
    ends = one.speak(seat, BECKETT, ends + 2)
    one.hang_up(seat, ends)
    hear_work(*one.ids, seat.id)  # leaves it to the other
    worker.join(60)
    assert "better" in one.text(answer).lower()


def test_only_what_was_agreed_to_is_listened_for(alice: Member) -> None:
    mute = table(alice, refused=[Purpose.TRANSCRIPT, Purpose.ANSWER_MATCHING])
    (seat,) = mute.seats
    began = time.time() - 60
    answer = mute.record(seat, began)
    mute.speak(seat, BECKETT, began)
    hear_work(*mute.ids, seat.id)
    assert mute.heard(answer) == []
    assert mute.events("words") == []
    assert len(mute.events("voice")) == 1
    assert state_read(valkey(), mute.keys, seat.id).until > began + 10  # nothing piles up


def test_without_prosody_there_are_words_and_no_voice(alice: Member) -> None:
    quiet_room = table(alice, refused=[Purpose.VOICE_PROSODY])
    (seat,) = quiet_room.seats
    began = time.time() - 60
    answer = quiet_room.record(seat, began)
    quiet_room.speak(seat, BECKETT, began)
    hear_work(*quiet_room.ids, seat.id)
    assert "tried" in quiet_room.text(answer).lower()
    assert quiet_room.events("voice") == []
    state = state_read(valkey(), quiet_room.keys, seat.id)
    assert (state.rate_wpm, state.rated_at) == (0.0, 0.0)


def test_a_voice_that_is_taken_back_while_it_is_listened_to_is_not_told(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    answer = one.record(seat, began)
    known = withdrawals(valkey(), one.keys)
    with company_scope(one.keys.company_id):
        asked = analysed_seat(one.keys.room_id, seat.id)
    assert asked is not None
    with SeatLock(valkey(), one.keys, seat.id) as lock:
        listener = _Listener(valkey(), one.keys, asked, lock, known)
        one.withdraw(seat, Purpose.VOICE_PROSODY)
        one.speak(seat, BECKETT, began)
        listener.listen()
    assert one.events("voice", seat) == []
    assert [row for told in one.events("words", seat) for row in told["words"]]
    assert "tried" in one.text(answer).lower()


def test_words_that_were_kept_and_never_told_are_told_by_who_comes_next(one: Table) -> None:
    """A listener may die between the two; the next one finds nothing new to keep."""
    (seat,) = one.seats
    began = time.time() - 60
    answer = one.record(seat, began)
    one.speak(seat, BECKETT, began)
    hear_work(*one.ids, seat.id)
    rows = one.heard(answer)
    last = one.events("words", seat)[-1]["words"]
    valkey().hset(one.keys.told(seat.id), str(answer.id), len(rows) - len(last))
    valkey().delete(one.keys.events, one.keys.heard(seat.id))
    hear_work(*one.ids, seat.id)
    assert one.heard(answer) == rows
    (event,) = one.events("words", seat)
    assert event["words"] == last


@pytest.mark.parametrize(
    "refused", [[Purpose.TRANSCRIPT, Purpose.VOICE_PROSODY, Purpose.ANSWER_MATCHING]]
)
def test_whoever_agreed_to_nothing_that_is_heard_leaves_nothing_behind(
    alice: Member, refused: list[Purpose]
) -> None:
    shy = table(alice, refused=refused)
    (seat,) = shy.seats
    began = time.time() - 60
    shy.record(seat, began)
    shy.speak(seat, BECKETT, began)
    hear_work(*shy.ids, seat.id)
    assert not valkey().exists(shy.keys.sound(seat.id))
    assert (shy.events("words"), shy.events("voice")) == ([], [])


def test_a_withdrawal_ends_it_and_takes_what_was_heard_with_it(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    answer = one.record(seat, began)
    ends = one.speak(seat, BECKETT, began)
    hear_work(*one.ids, seat.id)
    assert one.heard(answer)
    one.withdraw(seat, Purpose.TRANSCRIPT)
    assert one.heard(answer) == []
    assert not valkey().exists(one.keys.sound(seat.id))  # at once, not when its time runs out
    assert one.events("words", seat) == []
    one.speak(seat, BECKETT, ends)
    hear_work(*one.ids, seat.id)
    assert one.heard(answer) == []
    assert one.events("words", seat) == []


def test_nothing_is_listened_to_after_the_end_or_of_who_was_taken_out(alice: Member) -> None:
    both = table(alice, people=2)
    began = time.time() - 60
    answers = [both.record(seat, began) for seat in both.seats]
    with company_scope(both.keys.company_id):
        seat_remove(seat=both.seats[0], actor=alice.actor)
        both.seats[0].refresh_from_db()
        assert both.seats[0].status == SeatStatus.REMOVED
    both.speak(both.seats[0], BECKETT, began)
    hear_work(*both.ids, both.seats[0].id)
    with company_scope(both.keys.company_id):
        room_end(room=both.live.room, actor=alice.actor)
        assert Room.objects.get(id=both.live.room.id).status == RoomStatus.ENDED
    both.speak(both.seats[1], BECKETT, began)
    hear_work(*both.ids, both.seats[1].id)
    assert [both.heard(answer) for answer in answers] == [[], []]
    assert not valkey().exists(*(both.keys.sound(seat.id) for seat in both.seats))


def test_another_company_hears_nothing(one: Table, charlie: Member) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    answer = one.record(seat, began)
    one.speak(seat, BECKETT, began)
    hear_work(charlie.company.id, one.keys.room_id, seat.id)
    hear_work(one.keys.company_id, uuid4(), seat.id)
    assert one.heard(answer) == []
    assert valkey().xlen(one.keys.sound(seat.id)) > 10  # and takes nothing away


def test_two_listeners_do_not_hear_the_same(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 60
    answer = one.record(seat, began)
    one.speak(seat, BECKETT, began)
    with SeatLock(valkey(), one.keys, seat.id) as lock:
        assert lock
        hear_work(*one.ids, seat.id)
        assert one.heard(answer) == []
    hear_work(*one.ids, seat.id)
    assert one.heard(answer)


def test_the_mark_of_a_waiting_message_is_taken_away_first(one: Table) -> None:
    (seat,) = one.seats
    valkey().set(one.keys.hear_pending(seat.id), b"1", ex=30)
    hear_work(*one.ids, seat.id)
    assert not valkey().exists(one.keys.hear_pending(seat.id))


def test_sound_that_nobody_could_listen_to_in_two_minutes_is_counted_and_said(one: Table) -> None:
    (seat,) = one.seats
    began = time.time() - 300
    one.record(seat, began)
    one.speak(seat, quiet(2), began)
    hear_work(*one.ids, seat.id)
    one.speak(seat, quiet(20 + SOUND_BLOCKS / 2), began + 2)
    hear_work(*one.ids, seat.id)
    assert 19 <= one.count(f"lost:{seat.id}") <= 23
    (event,) = one.events("analysis", seat)
    assert (event["on"], event["why"]) == (True, "overloaded")


def test_what_was_heard_live_waits_for_no_decision_of_a_machine(one: Table) -> None:
    """``Listening`` rows of recorded interviews hold a candidate up until they are settled."""
    (seat,) = one.seats
    began = time.time() - 60
    one.record(seat, began)
    one.speak(seat, BECKETT, began)
    hear_work(*one.ids, seat.id)
    with company_scope(one.keys.company_id):
        row = Listening.objects.get()
        assert row.settled_at is not None
        assert not row.due
