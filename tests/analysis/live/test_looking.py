"""Live frames are read as recordings are, and nobody's are read as another's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from analysis.face import FaceTracker, face_signals
from analysis.live.looking import LiveLook, SeatFrame
from analysis.live.signals import POINTS, LiveSignals, signals_document
from analysis.networks import shared_store
from analysis.types import Purpose
from tests.analysis.live.conftest import ALLOWED, FPS, Picture, clip

Thing = TypeVar("Thing")
People = tuple[list[Picture], list[Picture]]
DARK = np.zeros((360, 640, 3), np.uint8)


def there(value: Thing | None) -> Thing:
    assert value is not None
    return value


def seen(
    look: LiveLook,
    seat: str,
    pictures: Sequence[Picture],
    purposes: frozenset[Purpose] = ALLOWED,
    begin: float = 0.0,
) -> list[LiveSignals]:
    frames = [
        SeatFrame(seat, begin + i / FPS, picture, purposes) for i, picture in enumerate(pictures)
    ]
    return list(look.look(frames))


def test_a_face_is_read_as_in_a_recording_of_the_same_frames(live_look: LiveLook) -> None:
    person = clip("WolfgangLanger_Pexels.mp4", 3.0)
    faces = [there(each.face) for each in seen(live_look, "a", person)]
    tracker = FaceTracker(shared_store(), purposes=ALLOWED)
    samples = [tracker.process(picture, i / FPS) for i, picture in enumerate(person)]
    table = face_signals(samples, ALLOWED).table.columns
    np.testing.assert_allclose([there(f.yaw) for f in faces], table["head_yaw"], atol=1e-3)
    both = [
        (face.gaze_yaw, float(recorded))
        for face, recorded in zip(faces, table["gaze_yaw"], strict=True)
        if face.gaze_yaw is not None and np.isfinite(recorded)
    ]
    assert len(both) >= 10
    # "Usual" is the median of what was seen so far, in a report that of the whole recording: at the
    # end they are the same.
    last = np.array(both[-6:])
    np.testing.assert_allclose(last[:, 0], last[:, 1], atol=4)
    assert np.ptp(last[:, 1]) > 10  # eyes that move, and with the same sign


def test_two_people_in_turns_are_seen_as_each_of_them_alone(
    live_look: LiveLook, two_people: People
) -> None:
    frames = [
        SeatFrame(seat, i / FPS, picture, ALLOWED)
        for i, pair in enumerate(zip(*two_people, strict=True))
        for seat, picture in zip("ab", pair, strict=True)
    ]
    mixed = list(live_look.look(frames))
    for seat, person in zip("ab", two_people, strict=True):
        alone = seen(LiveLook(shared_store()), seat, person)
        together = [each for each in mixed if each.seat == seat]
        assert [json.dumps(signals_document(each)) for each in together] == [
            json.dumps(signals_document(each)) for each in alone
        ]


def test_a_mirrored_head_is_turned_the_other_way(live_look: LiveLook, two_people: People) -> None:
    person = two_people[0][:6]
    plain = seen(live_look, "a", person)
    mirrored = seen(live_look, "b", [np.ascontiguousarray(each[:, ::-1]) for each in person])
    for one, other in zip(plain, mirrored, strict=True):
        assert abs(there(there(one.face).yaw) + there(there(other.face).yaw)) < 4


def test_the_box_and_the_points_lie_on_the_face(live_look: LiveLook, two_people: People) -> None:
    (*_, last) = seen(live_look, "a", two_people[1][:3])
    assert last.faces == 1
    face = there(last.face)
    points = there(face.points)
    left, top, width, height = there(face.box)
    assert points.shape == (len(POINTS), 2) == (70, 2)
    assert (points >= [left - 0.01, top - 0.01]).all()
    assert (points <= [left + width + 0.01, top + height + 0.01]).all()


def test_nobody_in_the_picture_is_nobody_and_not_somebody_who_looks_away(
    live_look: LiveLook,
) -> None:
    (one,) = seen(live_look, "a", [DARK])
    assert one.faces == 0
    assert one.face is None
    body = there(one.body)
    assert (body.turn, body.lean, body.shoulders, body.hands) == (None, None, None, 0)


def test_looking_is_unknown_until_it_is_known_where_somebody_usually_looks(
    live_look: LiveLook, two_people: People
) -> None:
    signals = seen(live_look, "a", two_people[1])
    looking = [each.face.looking for each in signals if each.face]
    assert looking[:4] == [None] * 4
    assert looking[-3:] == [True] * 3  # this person looks into the camera all the time
    assert [each.face.blink for each in signals if each.face][:4] == [None] * 4


def test_what_is_not_allowed_is_not_computed(live_look: LiveLook, two_people: People) -> None:
    pictures = two_people[1][:2]
    (*_, presence) = seen(live_look, "a", pictures, frozenset({Purpose.FACE_PRESENCE}))
    face = there(presence.face)
    assert face.box is not None
    assert (face.yaw, face.gaze_yaw, face.looking, face.blink) == (None,) * 4
    assert presence.body is None
    (*_, gaze) = seen(live_look, "b", pictures, frozenset({Purpose.FACE_GAZE}))
    face = there(gaze.face)
    assert (gaze.faces, face.box, face.points, gaze.body) == (None,) * 4
    assert face.yaw is not None
    (*_, body) = seen(live_look, "c", pictures, frozenset({Purpose.BODY_MOVEMENT}))
    assert (body.faces, body.face) == (None, None)
    assert body.body is not None
    for each in (presence, gaze, body):
        document = signals_document(each)
        assert "expression" not in (document["face"] or {})


def test_expression_is_there_only_where_it_is_allowed(
    live_look: LiveLook, two_people: People
) -> None:
    allowed = ALLOWED | {Purpose.FACE_EMOTION}
    (*_, one) = seen(live_look, "a", two_people[1][:2], allowed)
    assert abs(sum(there(there(one.face).expression).values()) - 1) < 0.01


def test_a_permission_taken_back_takes_what_was_remembered_with_it(
    live_look: LiveLook, two_people: People
) -> None:
    seen(live_look, "a", two_people[1])
    (first, *_) = seen(live_look, "a", two_people[1][:2], frozenset({Purpose.FACE_GAZE}), begin=60)
    assert there(first.face).gaze_yaw is None  # usual is not known any more


def test_only_those_who_are_still_there_are_remembered(
    live_look: LiveLook, two_people: People
) -> None:
    for seat in "abc":
        seen(live_look, seat, two_people[1][:1])
    live_look.keep(["b"])
    assert live_look.seats == {"b"}


def test_somebody_who_sits_down_after_a_gap_is_not_taken_for_who_sat_there(
    live_look: LiveLook, two_people: People
) -> None:
    seen(live_look, "a", two_people[0][:3])
    (again, *_) = seen(live_look, "a", two_people[1][:1], begin=30)
    (alone,) = seen(live_look, "b", two_people[1][:1])
    assert there(again.face).box == there(alone.face).box
