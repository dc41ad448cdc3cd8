"""What the rows allow the tap to take: picture and sound apart, of live rooms, of those let in."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis.lanes import LANES
from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.live.purposes import PICTURE, SOUND
from interviews.models import Interview, InterviewStatus
from interviews.selectors.room import seat_state
from interviews.selectors.tap import Taken, tap_admission
from interviews.services.room import room_end, seat_remove
from tests import factories
from tests.factories import LiveRoom, Member

pytestmark = pytest.mark.django_db


def admission(live: LiveRoom, number: int = 1) -> Taken | None:
    seat = live.seats()[number - 1]
    return tap_admission(live.room.company_id, live.room.id, seat.id)


def test_the_lanes_of_live_analysis_are_what_is_asked_for() -> None:
    assert LANES["face"] | LANES["body"] == PICTURE
    assert LANES["voice"] | LANES["transcript"] == SOUND


def test_who_agreed_to_everything_is_seen_and_heard(alice: Member) -> None:
    assert admission(factories.room(alice, status="live")) == Taken(frames=True, sound=True)


@pytest.mark.parametrize(
    ("refused", "taken"),
    [
        (PICTURE, Taken(frames=False, sound=True)),
        (SOUND, Taken(frames=True, sound=False)),
        (PICTURE | SOUND, None),
        ({Purpose.RECORDING}, None),
        (PICTURE - {Purpose.BODY_MOVEMENT}, Taken(frames=True, sound=True)),
    ],
    ids=["picture", "sound", "both", "recording", "face"],
)
def test_picture_and_sound_are_decided_apart(
    alice: Member, refused: set[Purpose], taken: Taken | None
) -> None:
    assert admission(factories.room(alice, status="live", refused=refused)) == taken


@pytest.mark.parametrize("only", sorted(set(Purpose) - {Purpose.RECORDING}))
def test_a_browser_offers_exactly_what_the_tap_would_take(alice: Member, only: Purpose) -> None:
    """One that is told that something is analysed, and is refused by the tap, offers for ever."""
    refused = set(Purpose) - {Purpose.RECORDING, only}
    live = factories.room(alice, status="live", candidates=1, refused=refused)
    with company_scope(live.room.company_id):
        analysed = seat_state(live.seats()[0])["analysed"]
    assert bool(analysed) == (admission(live) is not None)
    assert bool(analysed) == (only in (PICTURE | SOUND) - {Purpose.FACE_EMOTION})  # not opted in


@pytest.mark.parametrize("status", ["scheduled", "open", "ended"])
def test_nothing_is_taken_before_the_room_is_live_nor_after(alice: Member, status: str) -> None:
    assert admission(factories.room(alice, status=status)) is None


def test_whoever_did_not_answer_the_notice_is_not_taken(alice: Member) -> None:
    assert admission(factories.room(alice, status="live", consent=False)) is None


def test_removal_and_the_end_of_the_room_end_it(alice: Member) -> None:
    live = factories.room(alice, status="live")
    with company_scope(live.room.company_id):
        seat_remove(seat=live.seats()[0], actor=alice.actor)
    assert admission(live, 1) is None
    assert admission(live, 2) is not None
    with company_scope(live.room.company_id):
        room_end(room=live.room, actor=alice.actor)
    assert admission(live, 2) is None


def test_an_interview_that_is_not_in_progress_is_not_taken(alice: Member) -> None:
    live = factories.room(alice, status="live")
    with company_scope(live.room.company_id):
        Interview.objects.filter(seat__room=live.room).update(status=InterviewStatus.CONSENTED)
    assert admission(live) is None


def test_another_companys_and_another_rooms_seat_do_not_exist(
    alice: Member, charlie: Member
) -> None:
    live = factories.room(alice, status="live")
    other = factories.room(alice, status="live")
    theirs = factories.room(charlie, status="live")
    seat = live.seats()[0]
    assert tap_admission(theirs.room.company_id, live.room.id, seat.id) is None
    assert tap_admission(theirs.room.company_id, theirs.room.id, seat.id) is None
    assert tap_admission(live.room.company_id, other.room.id, seat.id) is None
    assert tap_admission(live.room.company_id, live.room.id, uuid4()) is None
    assert tap_admission(uuid4(), live.room.id, seat.id) is None


def test_it_takes_as_many_queries_with_five_candidates_as_with_one(alice: Member) -> None:
    counts = []
    for candidates in (1, 5):
        live = factories.room(alice, status="live", candidates=candidates)
        seat = live.seats()[0]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            tap_admission(live.room.company_id, live.room.id, seat.id)
        asked = [q for q in queries if "SELECT" in q["sql"] and "set_config" not in q["sql"]]
        counts.append(len(asked))
    assert counts == [3, 3]  # the seat with its interview, its places, its consents
