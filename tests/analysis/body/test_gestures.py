"""Gestures: rules on constructed hands, and on the sample in which a woman holds her face."""

from __future__ import annotations

import numpy as np

from analysis.body.gestures import gestures
from analysis.body.hands import Hand
from analysis.body.movement import Movement
from analysis.body.table import segments, summary, table
from analysis.body.tracker import BodyTracker
from analysis.face import FaceTracker
from analysis.media.recording import Picture, open_recording
from analysis.scene.quality import grey_and_small
from tests.analysis.recordings import STORE, face_sample

FACE = (100.0, 100.0, 100.0, 140.0)


def _hand(*, stretched: str = "", at: tuple[float, float] = (400.0, 400.0)) -> Hand:
    """A hand that points up, palm 100 pixels long; ``stretched``: fingers by first letter."""
    points = np.zeros((21, 2), np.float32)
    points[1:5] = [(-40, -20), (-55, -40), (-60, -55), (-50, -65)]
    for number, (name, x) in enumerate(zip("imrl", (-30, -10, 10, 30), strict=True)):
        root = 5 + 4 * number
        points[root] = (x, -100)
        points[root + 1] = (x, -145)
        if name in stretched:
            points[root + 2 : root + 4] = [(x, -175), (x, -200)]
        else:  # bent back to the palm
            points[root + 2 : root + 4] = [(x, -120), (x, -95)]
    return Hand(points + np.array(at, np.float32), 0.9, 1.0)


def test_an_open_palm_has_all_fingers_stretched() -> None:
    seen = gestures([_hand(stretched="imrl")], None)
    assert (seen.open_palm, seen.pointing) == (1.0, 0.0)


def test_pointing_stretches_the_index_finger_alone() -> None:
    assert gestures([_hand(stretched="i")], None).pointing == 1.0
    assert gestures([_hand(stretched="im")], None).pointing == 0.0
    assert gestures([_hand()], None).pointing == 0.0


def test_a_fist_is_neither() -> None:
    seen = gestures([_hand()], FACE)
    assert (seen.open_palm, seen.pointing, seen.hand_at_face) == (0.0, 0.0, 0.0)


def test_a_hand_over_the_face_is_at_the_face_and_unknown_without_one() -> None:
    near = _hand(at=(150.0, 300.0))
    assert gestures([near], FACE).hand_at_face == 1.0
    assert np.isnan(gestures([near], None).hand_at_face)


def test_two_near_palms_are_together() -> None:
    assert gestures([_hand(), _hand(at=(480.0, 400.0))], None).hands_together == 1.0
    assert gestures([_hand(), _hand(at=(700.0, 400.0))], None).hands_together == 0.0
    assert gestures([_hand()], None).hands_together == 0.0


def test_a_real_hand_at_the_face_is_found_when_it_is_there() -> None:
    """The woman's hand is at her face from about 2.4 s to 9.5 s, and never again."""
    faces, bodies, samples = FaceTracker(STORE), BodyTracker(STORE), []
    with open_recording(face_sample("WolfgangLanger_Pexels.mp4")) as recording:
        for item in recording.stream(5.0, sound=False):
            assert isinstance(item, Picture)
            box = faces.process(item.bgr, item.t).box
            samples.append(bodies.process(item.bgr, grey_and_small(item.bgr)[1], item.t, box))
    body = table(samples)
    held = [s for s in segments(body) if s.kind == "hand_at_face"]
    assert len(held) == 1
    assert 2.2 < held[0].start < 4.5
    assert 9.0 < held[0].end < 10.5
    assert 0.2 < summary(body)["body.hand_at_face_ratio"] < 0.45
    assert not [s for s in segments(body) if s.kind in ("pointing", "hands_together")]


def test_movement_is_the_share_of_the_picture_that_changed() -> None:
    movement = Movement()
    still = np.full((120, 160), 100, np.uint8)
    assert np.isnan(movement(still))
    assert movement(still.copy()) == 0.0
    moved = still.copy()
    moved[:30] = 200
    assert movement(moved) == 0.25


def test_a_change_of_light_is_no_movement() -> None:
    movement = Movement()
    picture = np.random.default_rng(0).integers(40, 150, (120, 160), np.uint8)
    movement(picture)
    assert movement(picture + np.uint8(40)) == 0.0
