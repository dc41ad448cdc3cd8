"""Posture from real pictures of one person, turned and enlarged by known amounts."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from analysis.body.pose import NOSE, PoseTracker
from analysis.body.table import COLUMNS, summary, table
from analysis.body.tracker import BodySample, BodyTracker
from analysis.face.detector import DetectorConfig, FaceDetector
from analysis.media.recording import Picture, open_recording
from analysis.scene.quality import grey_and_small
from analysis.types import SignalTable
from tests.analysis.recordings import STORE, face_sample

POSTURE = ("shoulder_tilt", "side_lean", "lean", "upright", "left_wrist", "right_wrist")


def _person(degrees: float = 0.0, scale: float = 1.0, *, side: int = 640) -> np.ndarray:
    """The sample portrait on a grey ground, turned anticlockwise on the screen."""
    bgr = cv2.imread(str(face_sample("single_face.jpg")))
    k = 0.5 * side / max(bgr.shape[:2]) * scale
    height, width = bgr.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, k)
    matrix[:, 2] += side / 2 - np.array([width, height]) / 2
    return cv2.warpAffine(bgr, matrix, (side, side), borderValue=(128, 128, 128))


def _seen(pictures: list[np.ndarray], step_s: float = 1.0) -> SignalTable:
    tracker = BodyTracker(STORE)
    return table(_samples(tracker, pictures, step_s))


def _samples(tracker: BodyTracker, pictures: list[np.ndarray], step_s: float) -> list[BodySample]:
    return [
        tracker.process(p, grey_and_small(p)[1], i * step_s, None) for i, p in enumerate(pictures)
    ]


@pytest.mark.parametrize("degrees", [-15.0, 12.0])
def test_a_turned_picture_tilts_the_shoulders_by_as_much(degrees: float) -> None:
    level = _seen([_person()] * 9).columns["shoulder_tilt"]
    tilted = _seen([_person(degrees)] * 9).columns["shoulder_tilt"]
    assert np.nanmedian(tilted) - np.nanmedian(level) == pytest.approx(degrees, abs=5)


def test_a_larger_person_is_nearer() -> None:
    lean = _seen([_person(scale=s) for s in [1.0] * 7 + [1.25] * 5]).columns["lean"]
    assert np.nanmedian(lean[:7]) == pytest.approx(0.0, abs=0.03)
    assert np.nanmedian(lean[7:]) == pytest.approx(0.25, abs=0.07)


def test_where_nobody_is_nothing_is_claimed() -> None:
    with open_recording(face_sample("no_face.mp4")) as recording:
        pictures = [i.bgr for i in recording.stream(2.0) if isinstance(i, Picture)]
    body = _seen(pictures, 0.5)
    for name in POSTURE:
        assert np.isnan(body.columns[name]).all(), name
    looked = np.isfinite(body.columns["confidence"])
    assert looked.any()
    assert (body.columns["confidence"][looked] == 0).all()
    assert summary(body)["body.seen_ratio"] == 0.0


def test_a_person_who_stays_is_detected_once_and_then_followed() -> None:
    tracker = PoseTracker(STORE)
    with open_recording(face_sample("single_face.mp4")) as recording:
        poses = [tracker(i.bgr) for i in recording.stream(5.0) if isinstance(i, Picture)]
    assert all(p is not None and p.presence > 0.9 for p in poses)
    assert tracker.detections == 1


def test_the_nose_is_where_the_face_detector_sees_it() -> None:
    picture = _person()
    (face,) = FaceDetector(STORE.path("yunet"), DetectorConfig(long_side=640)).find(picture)
    pose = PoseTracker(STORE)(picture)
    assert pose is not None
    assert pose.points[NOSE] == pytest.approx(face.points[2], abs=15)
    assert pose.visibility[NOSE] > 0.9


def test_a_still_person_is_looked_at_rarely_and_a_moving_one_often() -> None:
    still = _samples(BodyTracker(STORE), [_person()] * 51, 0.2)
    moving = [_person(scale=1 + 0.03 * (i % 2)) for i in range(51)]
    restless = _samples(BodyTracker(STORE), moving, 0.2)
    assert 3 <= sum(s.looked for s in still) <= 4
    assert 10 <= sum(s.looked for s in restless) <= 21


def test_rows_in_between_are_unknown_not_repeated() -> None:
    body = _seen([_person()] * 11, 0.2)
    assert np.isfinite(body.columns["shoulder_tilt"]).sum() == 1
    assert np.isfinite(body.columns["movement"]).sum() == 10
    assert set(body.columns) == {c.name for c in COLUMNS}


def test_the_posture_of_somebody_else_is_not_given_to_the_main_face() -> None:
    picture = _person()
    tracker = BodyTracker(STORE)
    elsewhere = (10.0, 500.0, 60.0, 80.0)
    sample = tracker.process(picture, grey_and_small(picture)[1], 0.0, elsewhere)
    assert sample.looked
    assert sample.pose is None
