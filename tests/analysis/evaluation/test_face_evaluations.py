"""Evaluations on small labelled folders made from the sample photographs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from analysis.evaluation import expression, faces, headpose, landmarks
from analysis.evaluation.common import (
    UnusableData,
    bootstrap,
    read_rows,
    sampled,
    table,
    wilson,
)
from analysis.face.expression import CLASSES
from analysis.face.geometry import load_canonical_face
from analysis.face.ibug68 import ibug68
from analysis.face.stills import StillFaces
from analysis.weights import WeightStore

OPTIONS: dict[str, Any] = {"limit": None, "device": "cpu", "threads": 1}


@pytest.fixture(scope="module")
def store() -> WeightStore:
    return WeightStore()


@pytest.fixture
def photos(store: WeightStore) -> Path:
    return store.path("samples_faces")


def write_index(folder: Path, rows: list[tuple[str, ...]], name: str = "INDEX.csv") -> Path:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return folder


def copy(photos: Path, folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_bytes((photos / name).read_bytes())


def test_faces_are_counted_in_groups_alone_and_in_landscapes(
    tmp_path: Path, photos: Path, store: WeightStore
) -> None:
    labels = {
        "multi_face.jpg": 5,
        "single_face.jpg": 1,
        "45-m7-di-ph.jpg": 1,
        "free-mountain-vector-01.jpg": 0,
    }
    copy(photos, tmp_path, *labels)
    rows = [("file", "label"), *((name, f"faces={n}") for name, n in labels.items())]
    result = faces.evaluate(write_index(tmp_path, rows), store=store, **OPTIONS)
    assert (result["n"], result["exact_count"], result["recall"]) == (4, 1.0, 1.0)
    assert result["extra_faces_per_image"] == 0.0


def test_small_and_tilted_faces_are_found(tmp_path: Path, photos: Path, store: WeightStore) -> None:
    group = cv2.imread(str(photos / "multi_face.jpg"))
    small = cv2.copyMakeBorder(
        cv2.resize(group, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA),
        *(400, 400, 500, 500),
        cv2.BORDER_REPLICATE,
    )
    cv2.imwrite(str(tmp_path / "small.png"), small)  # faces of 24 to 34 pixels
    cv2.imwrite(str(tmp_path / "turned.png"), cv2.rotate(group, cv2.ROTATE_90_CLOCKWISE))
    rows = [("file", "label"), ("small.png", "faces=5"), ("turned.png", "faces=5")]
    result = faces.evaluate(write_index(tmp_path, rows), store=store, **OPTIONS)
    assert result["recall"] >= 0.9
    assert result["extra_faces_per_image"] == 0.0


def test_counting_scores_are_what_they_say() -> None:
    result = faces.scores(np.array([[2, 2], [3, 1], [0, 2], [1, 1]]))
    assert result["exact_count"] == 0.5
    assert result["recall"] == pytest.approx(4 / 6)
    assert result["extra_faces_per_image"] == 0.5


def test_landmark_error_is_normalised_by_the_outer_eye_corners(
    tmp_path: Path, photos: Path, store: WeightStore
) -> None:
    """Marks that are our own points, moved by 2 % of the eye distance, give an error of 2 %."""
    copy(photos, tmp_path, "single_face.jpg")
    mesh = StillFaces(store).main(cv2.imread(str(photos / "single_face.jpg")))
    assert mesh is not None
    marks = ibug68(mesh.points)
    marks[:, 0] += 0.02 * np.linalg.norm(marks[45] - marks[36])
    head = ("file", *(f"{a}{i}" for i in range(68) for a in "xy"))
    row = ("single_face.jpg", *(f"{v:.4f}" for v in marks.reshape(-1)))
    write_index(tmp_path, [head, row], "landmarks68.csv")
    result = landmarks.evaluate(tmp_path, store=store, **OPTIONS)
    assert (result["n"], result["found"]) == (1, 1)
    assert result["nme"] == pytest.approx(0.02, abs=0.001)


def test_the_68_points_have_the_order_of_the_mark_up(photos: Path, store: WeightStore) -> None:
    mesh = StillFaces(store).main(cv2.imread(str(photos / "0-f1-su-ph.jpg")))
    assert mesh is not None
    p = ibug68(mesh.points)
    assert p.shape == (68, 2)
    assert (np.diff(p[1:16, 0]) > 0).all()  # the jaw from left to right in the picture
    assert p[8, 1] == p[:, 1].max()  # 8 is the chin
    assert (np.diff(p[17:27, 0]) > 0).all()  # brows from left to right
    assert (np.diff(p[27:31, 1]) > 0).all()  # bridge of the nose downwards
    assert (np.diff(p[31:36, 0]) > 0).all()
    assert p[36, 0] < p[39, 0] < p[42, 0] < p[45, 0]
    assert p[37, 1] < p[41, 1]  # upper lid above lower lid
    assert p[48, 0] < p[51, 0] < p[54, 0]
    assert p[51, 1] < p[62, 1] < p[66, 1] < p[57, 1]  # an open mouth from top to bottom


def test_head_pose_is_compared_angle_by_angle(
    tmp_path: Path, photos: Path, store: WeightStore
) -> None:
    copy(photos, tmp_path, "single_face.jpg", "free-mountain-vector-01.jpg")
    mesh = StillFaces(store).main(cv2.imread(str(photos / "single_face.jpg")))
    assert mesh is not None
    pose = load_canonical_face(store.path("face_geometry")).pose(mesh.points)
    label = f"pitch={pose.pitch + 3:.3f} yaw={pose.yaw - 5:.3f} roll={pose.roll + 1:.3f}"
    rows = [
        ("file", "label"),
        ("single_face.jpg", label),
        ("free-mountain-vector-01.jpg", "pitch=0 yaw=0 roll=0"),
    ]
    result = headpose.evaluate(write_index(tmp_path, rows), store=store, **OPTIONS)
    assert (result["n"], result["found"]) == (2, 1)
    errors = [result[f"mae_{angle}"] for angle in ("pitch", "yaw", "roll")]
    assert errors == pytest.approx([3, 5, 1], abs=0.01)
    assert result["bias_yaw"] == pytest.approx(5, abs=0.01)


def test_roll_errors_do_not_jump_at_half_a_turn() -> None:
    result = headpose.scores(np.array([[0.0, 0.0, 359.0]]), 1)
    assert result["mae_roll"] == pytest.approx(1.0)


def test_expressions_of_photos_and_crops_with_a_miss_counted_wrong(
    tmp_path: Path, photos: Path, store: WeightStore
) -> None:
    copy(photos, tmp_path, "single_face.jpg", "0-f1-su-ph.jpg", "free-mountain-vector-01.jpg")
    photo = cv2.imread(str(photos / "single_face.jpg"), cv2.IMREAD_GRAYSCALE)
    crop = cv2.resize(photo[170:405, 170:405], (48, 48), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(tmp_path / "crop.png"), crop)
    rows = [
        ("file", "label"),
        ("single_face.jpg", "happiness"),
        ("0-f1-su-ph.jpg", "surprise"),
        ("crop.png", "happy"),
        ("free-mountain-vector-01.jpg", "neutral"),
    ]
    result = expression.evaluate(write_index(tmp_path, rows), store=store, **OPTIONS)
    assert (result["n"], result["found"]) == (4, 3)
    assert result["confusion"]["happy"]["happy"] == 2
    assert result["confusion"]["neutral"]["no_face"] == 1
    assert result["accuracy"] <= 0.75


def test_expression_scores_are_the_textbook_ones() -> None:
    answers = np.full((4, 7), 0.0)
    answers[0, 0] = answers[1, 0] = answers[2, 3] = 1.0
    answers[3] = np.nan
    result = expression.scores(np.array([0, 3, 3, 6]), answers)
    assert result["accuracy"] == 0.5
    assert result["per_class"]["angry"]["precision"] == 0.5
    assert result["per_class"]["happy"]["recall"] == 0.5
    assert result["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert result["ece"] == pytest.approx(1 / 3)
    assert list(result["confusion"]) == list(CLASSES)


@pytest.mark.parametrize(
    ("kind", "label"), [(faces, "many"), (headpose, "yaw=3"), (expression, "puzzled")]
)
def test_an_unreadable_label_is_named(
    tmp_path: Path, photos: Path, store: WeightStore, kind: Any, label: str
) -> None:
    copy(photos, tmp_path, "single_face.jpg")
    data = write_index(tmp_path, [("file", "label"), ("single_face.jpg", label)])
    with pytest.raises(UnusableData, match=r"single_face\.jpg"):
        kind.evaluate(data, store=store, **OPTIONS)


def test_missing_files_and_columns_are_named(tmp_path: Path, store: WeightStore) -> None:
    with pytest.raises(UnusableData, match=r"INDEX\.csv does not exist"):
        faces.evaluate(tmp_path, store=store, **OPTIONS)
    with pytest.raises(UnusableData, match="no column label"):
        read_rows(write_index(tmp_path, [("file",), ("a.png",)]), ("file", "label"))
    with pytest.raises(UnusableData, match=r"line 2.*a\.png does not exist"):
        read_rows(write_index(tmp_path, [("file", "label"), ("a.png", "x")]), ("file", "label"))
    (tmp_path / "a.png").write_bytes(b"this is no picture")
    data = write_index(tmp_path, [("file", "label"), ("a.png", "faces=1")])
    with pytest.raises(UnusableData, match=r"a\.png is not a picture"):
        faces.evaluate(data, store=store, **OPTIONS)


def test_a_limit_takes_the_same_rows_every_time() -> None:
    assert sampled(range(100), 5) == sampled(range(100), 5) != list(range(5))
    assert sampled(range(3), None) == [0, 1, 2]


def test_intervals_are_the_textbook_ones() -> None:
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert wilson(0, 10)[0] == 0.0
    values = np.random.default_rng(1).normal(5, 1, 400)
    half = 1.96 * values.std() / 20
    assert bootstrap(values) == pytest.approx(
        (values.mean() - half, values.mean() + half), abs=0.02
    )


def test_the_table_shows_n_and_intervals() -> None:
    text = table(faces.scores(np.array([[1, 1], [2, 1]])), "faces")
    assert "n                                2" in text
    assert "95 %" in text
