"""Person masks on real photographs, and the figures that ``evaluate segmentation`` prints."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.evaluation.common import UnusableData
from analysis.evaluation.segmentation import boundary_f, evaluate, overlap
from analysis.face.detector import DetectorConfig, FaceDetector
from analysis.scene.segmentation import PersonSegmentation
from tests.analysis.recordings import STORE, face_sample


def _disk(radius: int, x: int = 100) -> np.ndarray:
    yy, xx = np.mgrid[:200, :200]
    return np.hypot(xx - x, yy - 100) <= radius


@pytest.mark.parametrize("name", ["single_face.jpg", "multi_face.jpg"])
def test_faces_are_person_and_the_corners_above_are_not(name: str) -> None:
    bgr = cv2.imread(str(face_sample(name)))
    mask = PersonSegmentation(STORE).mask(bgr)
    assert mask.shape == bgr.shape[:2]
    faces = FaceDetector(STORE.path("yunet"), DetectorConfig(long_side=1280)).find(bgr)
    assert faces
    for face in faces:
        x, y, w, h = (int(v) for v in face.box)
        assert mask[y + h // 4 : y + 3 * h // 4, x + w // 4 : x + 3 * w // 4].mean() > 0.9
    tenth = bgr.shape[0] // 10
    assert mask[:tenth, -tenth:].mean() < 0.05


def test_a_person_far_away_gets_the_mask_of_the_same_person_near() -> None:
    bgr = cv2.resize(cv2.imread(str(face_sample("single_face.jpg"))), (640, 480))
    near = PersonSegmentation(STORE).mask(bgr)
    far = np.full((720, 1280, 3), 150, np.uint8)
    far[600:720, 500:660] = cv2.resize(bgr, (160, 120), interpolation=cv2.INTER_AREA)
    expected = np.zeros((720, 1280), bool)
    expected[600:720, 500:660] = cv2.resize(near.astype(np.uint8), (160, 120)) > 0
    assert overlap(PersonSegmentation(STORE).mask(far), expected) > 0.85


def test_nobody_has_no_mask() -> None:
    nobody = np.full((480, 640, 3), 120, np.uint8)
    assert PersonSegmentation(STORE).mask(nobody).mean() < 0.01


def test_the_overlap_of_disks_is_that_of_their_areas() -> None:
    assert overlap(_disk(50), _disk(50)) == 1.0
    assert overlap(_disk(40), _disk(80)) == pytest.approx(0.25, abs=0.01)
    empty = np.zeros((200, 200), bool)
    assert overlap(empty, empty) == 1.0
    assert overlap(_disk(40), empty) == 0.0


def test_a_border_within_the_tolerance_counts_and_beyond_it_does_not() -> None:
    assert boundary_f(_disk(50), _disk(51)) == 1.0
    assert boundary_f(_disk(50), _disk(60)) == 0.0
    assert 0.1 < boundary_f(_disk(50), _disk(50, x=106)) < 0.9


def test_masks_are_evaluated_from_an_index(tmp_path: Path) -> None:
    bgr = cv2.imread(str(face_sample("single_face.jpg")))
    mask = PersonSegmentation(STORE).mask(bgr)
    cv2.imwrite(str(tmp_path / "a.png"), bgr)
    cv2.imwrite(str(tmp_path / "mask.png"), mask.astype(np.uint8) * 255)
    cv2.imwrite(str(tmp_path / "nobody.png"), np.zeros_like(bgr))
    index = tmp_path / "INDEX.csv"
    index.write_text("file,label,note\na.png,mask.png,x\na.png,nobody.png,x\n")
    figures = evaluate(tmp_path, limit=None, device="cpu", threads=1, store=STORE)
    assert figures["n"] == 2
    assert figures["iou"] == pytest.approx(0.5, abs=0.01)  # one right, one entirely wrong
    assert figures["ms_per_image"] > 0
    index.write_text("file,label\na.png,missing.png\n")
    with pytest.raises(UnusableData, match=r"missing\.png"):
        evaluate(tmp_path, limit=None, device="cpu", threads=1, store=STORE)
