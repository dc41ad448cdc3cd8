"""Tables and overlays keep their promises whatever is in the samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.face import COLUMNS, FACE_PURPOSES, FaceTracker, face_signals
from analysis.face.blendshapes import NAMES, PAIRS, symmetry, tension
from analysis.face.overlay import INDICES
from analysis.types import Purpose


@pytest.fixture(scope="module")
def clip(store: Any, frames: Any) -> Any:
    following = FaceTracker(store)
    return [following.process(frame, t) for frame, t in frames("WolfgangLanger_Pexels.mp4")]


def test_every_column_is_explained_and_every_explanation_has_its_column(clip: Any) -> None:
    signals = face_signals(clip, FACE_PURPOSES)
    assert set(signals.table.columns) == {column.name for column in COLUMNS}
    assert all(v.dtype == np.float32 for v in signals.table.columns.values())
    assert all(column.about.endswith(".") and column.group == "face" for column in COLUMNS)


@pytest.mark.parametrize("purpose", sorted(FACE_PURPOSES))
def test_a_purpose_brings_its_columns_and_no_others(clip: Any, purpose: Purpose) -> None:
    signals = face_signals(clip, frozenset({purpose}))
    assert set(signals.table.columns) == {c.name for c in COLUMNS if c.purpose == purpose}


def test_gaze_is_measured_against_the_persons_own_median(clip: Any) -> None:
    signals = face_signals(clip, FACE_PURPOSES)
    for name in ("gaze_yaw", "gaze_pitch"):
        assert np.nanmedian(signals.table.columns[name]) == pytest.approx(0.0, abs=0.01)
        assert f"face.{name}_baseline" in signals.summary


def test_unsure_gaze_is_unknown(clip: Any) -> None:
    signals = face_signals(clip, FACE_PURPOSES)
    unsure = signals.table.columns["gaze_confidence"] < 0.3
    assert unsure.any()  # she looks down with lowered lids for some seconds
    assert np.isnan(signals.table.columns["gaze_yaw"][unsure]).all()


def test_overlay_points_lie_on_the_face(clip: Any) -> None:
    shown = face_signals(clip, FACE_PURPOSES).landmarks
    assert shown is not None
    assert shown.points.shape == (len(clip), len(INDICES), 2)
    for sample, points in zip(clip, shown.points, strict=True):
        left, top, width, height = sample.box
        x, y = points[:, 0] * sample.width, points[:, 1] * sample.height
        assert left - 1 <= x.min() <= x.max() <= left + width + 1
        assert top - 1 <= y.min() <= y.max() <= top + height + 1
    known = np.isfinite(shown.gaze_tip).all(axis=(1, 2))
    assert 0.3 < known.mean() < 1.0
    assert np.isnan(face_signals(clip, frozenset({Purpose.FACE_PRESENCE})).landmarks.gaze_tip).all()


def test_no_samples_give_an_empty_table_and_no_numbers() -> None:
    signals = face_signals([], FACE_PURPOSES)
    assert len(signals.table.t) == 0
    assert signals.segments == ()
    assert not [v for v in signals.summary.values() if np.isfinite(v) and v != 0]


def test_symmetry_tells_one_sided_from_even_movement() -> None:
    even, one_sided = np.zeros(52, np.float32), np.zeros(52, np.float32)
    for left, right in PAIRS[:6]:
        even[[left, right]] = 0.4
        one_sided[left] = 0.4
    assert symmetry(even) == pytest.approx(1.0)
    assert symmetry(one_sided) == pytest.approx(0.0)
    assert np.isnan(symmetry(np.zeros(52, np.float32)))


def test_tension_rises_with_a_frown_and_not_with_a_smile() -> None:
    frown, smile = np.zeros(52, np.float32), np.zeros(52, np.float32)
    frown[[NAMES.index("browDownLeft"), NAMES.index("browDownRight")]] = 0.8
    smile[[NAMES.index("mouthSmileLeft"), NAMES.index("mouthSmileRight")]] = 0.8
    assert tension(frown) == pytest.approx(0.16)
    assert tension(smile) == 0.0


def test_blendshapes_of_a_real_smile_and_a_real_open_mouth(store: Any, photo: Any) -> None:
    from analysis.face.blendshapes import Blendshapes
    from analysis.face.stills import StillFaces

    faces, network = StillFaces(store), Blendshapes(store.litert("face_blendshapes"))

    def shape(name: str, blendshape: str) -> float:
        return float(network.of(faces.main(photo(name)).points)[NAMES.index(blendshape)])

    assert shape("single_face.jpg", "mouthSmileLeft") > 0.5
    assert shape("0-f1-su-ph.jpg", "mouthSmileLeft") < 0.2
    assert shape("0-f1-su-ph.jpg", "jawOpen") > 0.3
    assert shape("single_face.jpg", "jawOpen") < 0.3
