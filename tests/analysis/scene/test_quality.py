"""The picture's own quality, on pictures whose light and sharpness are known."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest

from analysis.media.recording import Picture, open_recording
from analysis.scene.quality import COLUMNS, SceneQuality, grey_and_small, summary
from analysis.types import SignalTable
from tests.analysis.recordings import face_sample, recorded


def _measured(
    pictures: list[np.ndarray], face: tuple[float, float, float, float] | None = None
) -> SignalTable:
    quality = SceneQuality()
    for i, picture in enumerate(pictures):
        quality.add(i / 5, *grey_and_small(picture), face)
    return quality.table()


def _portrait() -> np.ndarray:
    return cv2.imread(str(face_sample("single_face.jpg")))


def test_light_is_measured_from_black_to_white() -> None:
    flat = [np.full((120, 160, 3), v, np.uint8) for v in (0, 128, 255)]
    assert _measured(flat).columns["luminance"] == pytest.approx([0.0, 0.502, 1.0], abs=0.01)


def test_light_on_the_face_is_that_of_its_box_and_unknown_without_one() -> None:
    picture = np.full((120, 160, 3), 200, np.uint8)
    picture[20:60, 40:80] = 50
    table = _measured([picture], (40.0, 20.0, 40.0, 40.0))
    assert table.columns["face_luminance"][0] == pytest.approx(50 / 255, abs=0.01)
    assert np.isnan(_measured([picture]).columns["face_luminance"]).all()
    outside = _measured([picture], (-300.0, -300.0, 40.0, 40.0))
    assert np.isnan(outside.columns["face_luminance"]).all()


def test_a_blurred_picture_is_less_sharp() -> None:
    sharp = _portrait()
    sharpness = _measured([sharp, cv2.GaussianBlur(sharp, (0, 0), 3)]).columns["sharpness"]
    assert sharpness[1] < sharpness[0] / 10


def test_a_frozen_camera_is_static_and_a_living_one_is_not() -> None:
    frozen, living = io.BytesIO(), face_sample("single_face.mp4")
    portrait = cv2.resize(_portrait(), (640, 480))
    recorded(frozen, times=np.arange(0, 3, 0.1).tolist(), picture=lambda t: portrait)
    frozen.seek(0)
    shares = []
    for source in (frozen, living):
        with open_recording(source) as recording:
            pictures = [i.bgr for i in recording.stream(5.0) if isinstance(i, Picture)]
        shares.append(summary(_measured(pictures))["scene.static_ratio"])
    assert shares[0] > 0.7
    assert shares[1] == 0.0


def test_the_columns_are_the_ones_that_are_explained() -> None:
    assert list(_measured([_portrait()]).columns) == [c.name for c in COLUMNS]
    assert summary(_measured([])) == {}
