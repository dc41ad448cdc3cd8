"""An interviewer and a candidate who act at once both get through: room, interviews, log."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from hireapp.audit.services import SYSTEM, audit_record
from hireapp.core.scope import company_scope
from interviews.access import interview_locked
from interviews.demo.candidate import DemoCandidate
from interviews.models import (
    Answer,
    Interview,
    InterviewQuestion,
    InterviewStatus,
    Room,
    RoomNote,
    RoomStatus,
    Seat,
)
from interviews.services.consent import candidate_set_country
from interviews.services.interview_expiry import interviews_expire
from interviews.services.interview_status import interview_move
from interviews.services.room import (
    room_cancel,
    room_end,
    room_start,
    rooms_end_forgotten,
    seat_admit,
    seats_admit_all,
)
from interviews.services.room_note import note_write
from interviews.services.room_plan import room_call_off
from interviews.services.room_question import asked_freely, question_ask
from interviews.services.room_recording import rooms_close_due
from tests import factories
from tests.factories import LiveRoom, Member

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(hours=9)
Act = Callable[[LiveRoom, Sequence[Seat]], object]


def _ask(live: LiveRoom, seats: Sequence[Seat]) -> object:
    return question_ask(room=live.room, seats=seats, asked=asked_freely("Why?"), actor=SYSTEM)


#: Where the room stands, and what is done with it while its second candidate is busy.
ACTS: dict[str, tuple[str, Act]] = {
    "start": (RoomStatus.OPEN, lambda live, _: room_start(room=live.room, actor=SYSTEM)),
    "end": (RoomStatus.LIVE, lambda live, _: room_end(room=live.room, actor=SYSTEM)),
    "cancel": (RoomStatus.SCHEDULED, lambda live, _: room_cancel(room=live.room, actor=SYSTEM)),
    "call off": (RoomStatus.SCHEDULED, lambda live, _: room_call_off(room=live.room, actor=SYSTEM)),
    "admit": ("late", lambda _, seats: seat_admit(seat=seats[1], actor=SYSTEM)),
    "admit all": ("late", lambda live, _: seats_admit_all(room=live.room, actor=SYSTEM)),
    "ask": (RoomStatus.LIVE, _ask),
    "forgotten": ("forgotten", lambda *_: rooms_end_forgotten()),
    "close": ("ended", lambda *_: rooms_close_due()),
    "expire": ("expired", lambda *_: interviews_expire()),
}


def _room(alice: Member, state: str) -> LiveRoom:
    if state in RoomStatus.values and state != "ended":
        return factories.room(alice, status=state)
    if state == "late":
        live = factories.room(alice, status=RoomStatus.LIVE, consent=False)
        for invitation in live.invitations:
            DemoCandidate(invitation.url).agree()
        return live
    live = factories.room(alice, status="scheduled" if state == "expired" else RoomStatus.LIVE)
    past = timezone.now() - LONG_AGO
    with company_scope(alice.company.id):
        if state == "forgotten":
            Room.objects.update(starts_at=past, started_at=past, opened_at=past)
        elif state == "ended":  # each browser went away while it recorded
            for question in InterviewQuestion.objects.all():
                Answer.objects.create(interview=question.interview, question=question, take=1)
            room_end(room=live.room, actor=SYSTEM)
            Room.objects.update(ended_at=past)
        else:
            for seat in live.seats():
                seat.interview.links.update(expires_at=past)
    return live


def _somebody_waits(number: int = 1) -> None:
    """Until so many wait for a lock, or 5 seconds are over: then they did not have to."""
    patience = time.monotonic() + 5
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    while time.monotonic() < patience:
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0] >= number:
                return
        time.sleep(0.02)


def _at_once(
    alice: Member,
    seat: Seat,
    candidate_acts: Callable[[Interview], object],
    *acts: Callable[[], Any],
) -> None:
    """The candidate has locked their interview, then the acts on the room begin, one after the
    other, then the candidate goes on. A deadlock is an ``OperationalError`` of one of them.
    """
    holds = threading.Event()

    def candidate() -> None:
        with company_scope(alice.company.id):
            interview = interview_locked(seat.interview_id)
            holds.set()
            _somebody_waits(len(acts))
            candidate_acts(interview)

    def interviewer(number: int, act: Callable[[], Any]) -> None:
        assert holds.wait(10)
        _somebody_waits(number)
        with company_scope(alice.company.id):
            act()

    def alone(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    works = [candidate, *(partial(interviewer, number, act) for number, act in enumerate(acts))]
    with ThreadPoolExecutor(len(works)) as pool:
        all_of_them = [pool.submit(alone, work) for work in works]
    for one in all_of_them:
        one.result()


def _note(interview: Interview) -> object:
    return audit_record(action="test.acted", actor=SYSTEM, target=interview, detail={})


def _withdraw(interview: Interview) -> object:
    return interview_move(interview=interview, to=InterviewStatus.WITHDRAWN, actor=SYSTEM)


@pytest.mark.parametrize("act", list(ACTS))
def test_an_act_on_a_room_and_a_candidates_own_do_not_wait_for_each_other(
    alice: Member, act: str
) -> None:
    state, service = ACTS[act]
    live = _room(alice, state)
    seats = live.seats()
    busy = seats[0] if act == "expire" else seats[1]  # the one that is not come to first
    _at_once(alice, busy, _note, lambda: service(live, seats))


def test_a_note_and_the_end_do_not_wait_for_each_other(alice: Member) -> None:
    live = _room(alice, RoomStatus.LIVE)
    seat = live.seats()[1]

    def note() -> object:
        return note_write(
            room=live.room, seat=seat, author=alice.user, text="Calm", client_id=uuid.uuid4()
        )

    _at_once(alice, seat, _note, note, lambda: room_end(room=live.room, actor=SYSTEM))
    with company_scope(alice.company.id):
        assert Room.objects.get().status == RoomStatus.ENDED
        assert RoomNote.objects.count() == 1


def test_a_room_ends_although_somebody_who_waits_withdraws_at_that_moment(alice: Member) -> None:
    live = _room(alice, "late")
    seat = live.seats()[1]
    _at_once(alice, seat, _withdraw, lambda: room_end(room=live.room, actor=SYSTEM))
    with company_scope(alice.company.id):
        assert Room.objects.get().status == RoomStatus.ENDED
        assert Interview.objects.get(id=seat.interview_id).status == InterviewStatus.WITHDRAWN


def test_a_country_is_said_while_an_act_on_the_room_is_under_way(alice: Member) -> None:
    live = _room(alice, "late")
    seat = live.seats()[1]

    def say() -> object:
        interview = Interview.objects.select_related("candidate").get(id=seat.interview_id)
        return candidate_set_country(interview=interview, country="DE")

    _at_once(alice, seat, _note, say)
