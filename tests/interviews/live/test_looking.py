"""Frames of a live room, looked at by a worker's own code: whose they are, in time, allowed."""

from __future__ import annotations

import json
import math
import time
from uuid import uuid4

import numpy as np
import pytest
from celery.app.task import Context
from celery.signals import task_revoked

from analysis.live.signals import POINTS
from analysis.types import Purpose
from interviews.live.connection import valkey
from interviews.tasks import looking, looking_work
from interviews.tasks.looking_work import eye, get_ready_to_look, look_work
from tests.analysis.live.conftest import Picture, clip
from tests.factories import Member
from tests.interviews.live.table import Table, table

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = (
    Purpose.FACE_PRESENCE,
    Purpose.FACE_GAZE,
    Purpose.FACE_EMOTION,
    Purpose.BODY_MOVEMENT,
)


@pytest.fixture(scope="module")
def two() -> tuple[Picture, Picture]:
    """Two different people."""
    return clip("WolfgangLanger_Pexels.mp4")[0], clip("single_face.mp4", 8.0)[0]


@pytest.fixture(autouse=True)
def ask_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may be looked at is asked every time, not every two seconds."""
    monkeypatch.setattr(looking_work, "ASK_EVERY_S", -1.0)


def soon() -> float:
    return time.time() + 30


def test_everybody_is_told_with_their_own_face(alice: Member, two: tuple[Picture, Picture]) -> None:
    room = table(alice, people=2)
    sampled = [room.show(seat, picture) for seat, picture in zip(room.seats, two, strict=True)]
    look_work(*room.ids, soon())
    boxes = []
    for seat, at in zip(room.seats, sampled, strict=True):
        (event,) = room.events("signals", seat)
        assert event["sampled_at"] == pytest.approx(at, abs=0.001)
        assert event["faces"] == 1
        assert len(event["face"]["points"]) == len(POINTS)
        assert isinstance(event["face"]["yaw"], float)
        assert set(event["body"]) == {"lean", "turn", "shoulders", "hands", "movement"}
        boxes.append(event["face"]["box"])
    other = table(alice, people=2)  # the same people, on each other's seat
    for seat, picture in zip(other.seats, reversed(two), strict=True):
        other.show(seat, picture)
    look_work(*other.ids, soon())
    swapped = [other.events("signals", seat)[0]["face"]["box"] for seat in other.seats]
    assert swapped == [boxes[1], boxes[0]]
    assert boxes[0] != boxes[1]


def test_a_frame_is_looked_at_once_and_only_the_newest(
    alice: Member, two: tuple[Picture, Picture]
) -> None:
    room = table(alice)
    room.show(room.seats[0], two[0])
    newest = room.show(room.seats[0], two[1])
    look_work(*room.ids, soon())
    look_work(*room.ids, soon())
    (event,) = room.events("signals")
    assert event["sampled_at"] == pytest.approx(newest, abs=0.001)


def test_a_look_after_its_deadline_is_dropped_counted_and_said(
    alice: Member, two: tuple[Picture, Picture]
) -> None:
    room = table(alice, people=2)
    first, second = room.seats
    room.show(first, two[0])
    look_work(*room.ids, soon())
    room.show(first, two[0])
    for _ in range(3):
        look_work(*room.ids, time.time() - 0.1)
    assert len(room.events("signals")) == 1
    assert (room.count(f"late:{first.id}"), room.count(f"late:{second.id}")) == (3, 3)
    (event,) = room.events("analysis", first)  # now and then, not every time
    assert (event["on"], event["why"], event["late"]) == (True, "late", 1)
    look_work(*room.ids, soon())
    assert len(room.events("signals")) == 2  # and what comes in time is looked at


def test_a_message_that_its_queue_threw_away_counts_as_well(
    alice: Member, two: tuple[Picture, Picture]
) -> None:
    room = table(alice)
    (seat,) = room.seats
    room.show(seat, two[0])
    look_work(*room.ids, soon())
    request = Context(args=[str(room.ids[0]), str(room.ids[1]), 1.0])
    task_revoked.send(sender=looking.look, request=request, expired=True)
    task_revoked.send(sender=looking.look, request=request, expired=False)  # revoked by hand
    assert room.count(f"late:{seat.id}") == 1


def test_whoever_has_not_agreed_is_not_looked_at(
    alice: Member, two: tuple[Picture, Picture]
) -> None:
    room = table(alice, refused=PICTURES)
    room.show(room.seats[0], two[0])
    look_work(*room.ids, soon())
    assert room.events("signals") == []


def test_only_what_was_agreed_to_is_told(alice: Member, two: tuple[Picture, Picture]) -> None:
    room = table(alice, refused=[Purpose.FACE_GAZE, Purpose.FACE_PRESENCE, Purpose.FACE_EMOTION])
    room.show(room.seats[0], two[1])
    look_work(*room.ids, soon())
    (event,) = room.events("signals")
    assert (event["faces"], event["face"]) == (None, None)
    assert event["body"] is not None


def test_a_withdrawal_stops_it_and_takes_what_was_told_with_it(
    alice: Member, two: tuple[Picture, Picture]
) -> None:
    room = table(alice, people=2)
    for seat in room.seats:
        room.show(seat, two[0])
    look_work(*room.ids, soon())
    leaving, staying = room.seats
    room.show(leaving, two[0])
    room.withdraw(leaving, *PICTURES)
    assert not valkey().exists(room.keys.frame(leaving.id))
    room.show(leaving, two[0])
    look_work(*room.ids, soon())
    assert room.events("signals", leaving) == []
    assert len(room.events("signals", staying)) == 1
    assert str(leaving.id) not in eye().seats  # nothing is remembered either
    assert str(staying.id) in eye().seats


def test_what_an_older_permission_shows_is_not_told_after_a_withdrawal(
    alice: Member, two: tuple[Picture, Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_work, "ASK_EVERY_S", 60.0)
    room = table(alice, people=2)
    leaving, staying = room.seats
    for seat in room.seats:
        room.show(seat, two[0])
    look_work(*room.ids, soon())
    room.withdraw(leaving, *PICTURES)
    for seat in room.seats:
        room.show(seat, two[0])
    look_work(*room.ids, soon())  # had asked before
    assert room.events("signals", leaving) == []
    assert len(room.events("signals", staying)) == 2
    room.show(leaving, two[0])
    look_work(*room.ids, soon())  # has asked again at once
    assert str(leaving.id) not in eye().seats


def test_another_company_or_room_sees_nothing(
    alice: Member, charlie: Member, two: tuple[Picture, Picture]
) -> None:
    room = table(alice)
    room.show(room.seats[0], two[0])
    look_work(charlie.company.id, room.keys.room_id, soon())
    look_work(room.keys.company_id, uuid4(), soon())
    assert room.events("signals") == []
    look_work(*room.ids, soon())
    assert len(room.events("signals")) == 1  # the frame was still there


def test_what_is_no_picture_is_left_alone(alice: Member, two: tuple[Picture, Picture]) -> None:
    room = table(alice, people=2)
    broken, fine = room.seats
    room.show(fine, two[0])
    room.show(broken, np.zeros((4, 4, 3), np.uint8))
    key = room.keys.frame(broken.id)
    valkey().set(key, b"not sealed by anybody", px=2000)
    look_work(*room.ids, soon())
    assert len(room.events("signals", fine)) == 1
    assert room.events("signals", broken) == []


def test_events_are_json_that_a_browser_can_read(
    alice: Member, two: tuple[Picture, Picture]
) -> None:
    room: Table = table(alice)
    room.show(room.seats[0], np.zeros((360, 640, 3), np.uint8))
    look_work(*room.ids, math.inf)
    (event,) = room.events("signals")
    assert event["face"] is None
    json.loads(json.dumps(event, allow_nan=False))


def test_a_worker_that_got_ready_remembers_nobody_of_it() -> None:
    get_ready_to_look()
    assert "" not in eye().seats
