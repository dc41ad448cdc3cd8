"""Head pose: exact on known rotations of the model, and consistent on real faces."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.face.geometry import (
    CanonicalFace,
    euler,
    load_canonical_face,
    rotation_of,
)
from analysis.face.mesh import FaceMesh
from analysis.face.stills import StillFaces

ANGLE = st.floats(-75.0, 75.0)


@pytest.fixture(scope="session")
def canonical(store: Any) -> CanonicalFace:
    return load_canonical_face(store.path("face_geometry"))


def seen(canonical: CanonicalFace, rotation: Any, px_per_cm: float = 12.0) -> Any:
    """The canonical face as the mesh network would report it, turned by ``rotation``."""
    points = canonical.points @ rotation.T * px_per_cm * (1.0, -1.0, -1.0) + (320.0, 240.0, 0.0)
    iris = np.zeros((10, 3))
    return np.concatenate([points, iris]).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(yaw=ANGLE, pitch=ANGLE, roll=ANGLE)
def test_angles_survive_the_way_to_a_rotation_and_back(
    yaw: float, pitch: float, roll: float
) -> None:
    assert euler(rotation_of(yaw, pitch, roll)) == pytest.approx((yaw, pitch, roll), abs=1e-6)


@pytest.mark.parametrize("yaw", [-60, -20, 0, 35])
@pytest.mark.parametrize("pitch", [-30, 0, 25])
@pytest.mark.parametrize("roll", [-40, 0, 15])
def test_a_turned_model_is_measured_exactly(
    canonical: CanonicalFace, yaw: float, pitch: float, roll: float
) -> None:
    pose = canonical.pose(seen(canonical, rotation_of(yaw, pitch, roll)))
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((yaw, pitch, roll), abs=0.01)
    assert pose.px_per_cm == pytest.approx(12.0, rel=1e-4)
    assert pose.misfit < 1e-4


def test_signs_are_those_of_the_evaluation_data(canonical: CanonicalFace) -> None:
    """Where the tip of the nose goes against the middle of the eyes, in the picture."""

    def nose(yaw: float, pitch: float) -> Any:
        points = seen(canonical, rotation_of(yaw, pitch, 0.0))
        return points[1, :2] - points[[33, 263], :2].mean(axis=0)

    assert nose(30, 0)[0] < nose(0, 0)[0]  # +yaw: to the left of the picture
    assert nose(0, 20)[1] < nose(0, 0)[1]  # +pitch: up
    tilted = seen(canonical, rotation_of(0.0, 0.0, 20.0))
    assert tilted[263, 1] > tilted[33, 1]  # +roll: clockwise on the screen


@pytest.mark.parametrize(("name", "yaw"), [("15-f13-anc-ph.jpg", 15), ("45-m7-di-ph.jpg", 45)])
def test_photographs_taken_at_known_angles(
    store: Any, canonical: CanonicalFace, photo: Any, name: str, yaw: float
) -> None:
    """The sitters were asked to turn by this much; nobody holds it to the degree."""
    mesh = StillFaces(store).main(photo(name))
    assert mesh is not None
    assert canonical.pose(mesh.points).yaw == pytest.approx(yaw, abs=7)


@pytest.mark.parametrize(
    "name", ["15-f13-anc-ph.jpg", "45-m7-di-ph.jpg", "0-f1-su-ph.jpg", "single_face.jpg"]
)
def test_a_mirrored_picture_turns_yaw_and_roll_around(
    store: Any, canonical: CanonicalFace, photo: Any, name: str
) -> None:
    faces, picture = StillFaces(store), photo(name)
    pose = canonical.pose(faces.main(picture).points)
    mirrored = canonical.pose(faces.main(np.ascontiguousarray(picture[:, ::-1])).points)
    assert mirrored.yaw == pytest.approx(-pose.yaw, abs=4)
    assert mirrored.roll == pytest.approx(-pose.roll, abs=4)
    assert mirrored.pitch == pytest.approx(pose.pitch, abs=5)


@pytest.mark.parametrize("degrees", [-30, -15, 15, 30])
def test_turning_the_picture_turns_only_the_roll(
    store: Any, canonical: CanonicalFace, photo: Any, degrees: float
) -> None:
    faces, picture = StillFaces(store), photo("single_face.jpg")
    height, width = picture.shape[:2]
    about = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)  # clockwise
    turned = cv2.warpAffine(picture, about, (width, height), borderMode=cv2.BORDER_REPLICATE)
    before, after = (canonical.pose(faces.main(p).points) for p in (picture, turned))
    assert after.roll - before.roll == pytest.approx(degrees, abs=3)
    assert after.yaw == pytest.approx(before.yaw, abs=5)
    assert after.pitch == pytest.approx(before.pitch, abs=5)


@pytest.mark.parametrize("factor", [0.35, 0.6, 1.7])
def test_points_scale_with_the_picture(store: Any, photo: Any, factor: float) -> None:
    faces, picture = StillFaces(store), photo("single_face.jpg")
    resized = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    large, small = faces.main(picture).points, faces.main(resized).points / factor
    eyes_apart = np.linalg.norm(large[263, :2] - large[33, :2])
    error = np.linalg.norm(large[:, :2] - small[:, :2], axis=1).mean()
    assert error / eyes_apart < 0.03


def test_the_mesh_says_when_there_is_no_face_in_its_crop(store: Any, photo: Any) -> None:
    from analysis.face.mesh import Crop

    mesh = FaceMesh(store.litert("face_landmarks"))
    assert mesh.find(photo("free-mountain-vector-01.jpg"), Crop(900, 500, 400, 0)).presence < 0.1
