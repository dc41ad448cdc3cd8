"""The tracker on real clips: who is there, from when to when, and nothing that is not allowed."""

from __future__ import annotations

import time
from typing import Any

import cv2
import numpy as np
import pytest

from analysis.face import FACE_PURPOSES, face_signals
from analysis.face.expression import CLASSES
from analysis.types import ProblemCode, Purpose


def analysed(tracker: Any, frames: Any, name: str, *purposes: Purpose) -> Any:
    following = tracker(*purposes)
    samples = [following.process(frame, t) for frame, t in frames(name)]
    return samples, face_signals(samples, frozenset(purposes) or FACE_PURPOSES)


def test_a_face_that_leaves_is_gone_and_nothing_is_filled_in(tracker: Any, frames: Any) -> None:
    samples, signals = analysed(tracker, frames, "face_noface.mov")
    gone = [s for s in signals.segments if s.kind == "no_face"]
    assert len(gone) == 1
    assert gone[0].start == pytest.approx(2.4, abs=0.25)
    assert gone[0].end == pytest.approx(samples[-1].t + 0.2, abs=0.1)
    absent = signals.table.t >= gone[0].start
    for name in ("head_yaw", "gaze_yaw", "eye_open_left", "tension", "expression_happy", "face_x"):
        assert np.isnan(signals.table.columns[name][absent]).all(), name
    assert np.isnan(signals.landmarks.points[absent]).all()
    assert (signals.table.columns["present"][absent] == 0).all()
    assert (signals.table.columns["faces"][absent] == 0).all()
    assert np.isfinite(signals.table.columns["head_yaw"][~absent]).all()


def test_a_face_that_appears_is_found(tracker: Any, frames: Any) -> None:
    _, signals = analysed(tracker, frames, "noface_face.mov")
    (gone,) = (s for s in signals.segments if s.kind == "no_face")
    assert gone.start == 0.0
    assert gone.end == pytest.approx(4.0, abs=0.25)
    assert gone.confidence > 0.99


def test_a_clip_without_anybody_says_so(tracker: Any, frames: Any) -> None:
    _, signals = analysed(tracker, frames, "no_face.mp4")
    assert signals.summary["face.present_share"] == 0.0
    assert [problem.code for problem in signals.problems] == [ProblemCode.NO_FACE]
    assert "face.head_yaw_median" not in signals.summary


def test_one_person_is_one_face_all_along(tracker: Any, frames: Any) -> None:
    _, signals = analysed(tracker, frames, "WolfgangLanger_Pexels.mp4")
    assert set(signals.table.columns["faces"]) == {1.0}
    assert signals.summary["face.several_faces_s"] == 0
    assert signals.table.columns["confidence"].min() > 0.5


def test_a_second_person_is_counted_with_times(tracker: Any, frames: Any) -> None:
    """The clip beside a copy of itself from the third second on."""
    following = tracker(Purpose.FACE_PRESENCE)
    samples = []
    for frame, t in frames("WolfgangLanger_Pexels.mp4"):
        if t > 6.0:
            break
        black = np.zeros_like(frame)
        wide = np.concatenate([frame, frame if t >= 3.0 else black], axis=1)
        samples.append(following.process(wide, t))
    signals = face_signals(samples, frozenset({Purpose.FACE_PRESENCE}))
    (several,) = (s for s in signals.segments if s.kind == "several_faces")
    assert several.start == pytest.approx(3.0, abs=1.1)  # counted once a second
    assert several.confidence > 0.6
    assert signals.summary["face.most_faces"] == 2


def test_a_small_face_in_the_background_is_counted_without_a_break(
    tracker: Any, frames: Any, photo: Any
) -> None:
    """A face of 40 pixels appears at 2 s and leaves at 7 s; coarse looks alone do not see it."""
    stranger = cv2.resize(photo("0-f1-su-ph.jpg"), (56, 56), interpolation=cv2.INTER_AREA)
    following = tracker(Purpose.FACE_PRESENCE)
    counts = []
    for frame, t in frames("WolfgangLanger_Pexels.mp4"):
        if t > 10:
            break
        if 2.0 <= t < 7.0:
            frame[20:76, 30:86] = stranger
        counts.append((t, following.process(frame, t).count))
    assert {count for t, count in counts if 4.1 <= t < 7.0} == {2}
    assert {count for t, count in counts if t < 2.0 or t > 8.1} == {1}


def test_all_five_faces_of_a_group_are_counted(tracker: Any, photo: Any) -> None:
    sample = tracker().process(photo("multi_face.jpg"), 0.0)
    assert sample.count == 5
    assert len(sample.others) == 4
    largest = max(w * h for _, _, w, h in sample.others)
    assert sample.box[2] * sample.box[3] > 0.7 * largest  # mesh and detector box differ a little


def test_a_face_behind_a_mask_is_still_a_face(tracker: Any, photo: Any) -> None:
    picture = photo("single_face.jpg").copy()
    bare = tracker().process(picture, 0.0)
    left, top, width, height = (int(v) for v in bare.box)
    cloth = np.array([[0.08, 0.52], [0.92, 0.52], [0.8, 0.9], [0.5, 1.02], [0.2, 0.9]])
    polygon = (cloth * [width, height] + [left, top]).astype(np.int32)
    cv2.fillPoly(picture, [polygon], (220, 200, 180))
    masked = tracker().process(picture, 0.0)
    assert masked.count == 1
    assert masked.box is not None


@pytest.mark.parametrize("purpose", [Purpose.VOICE_PROSODY, Purpose.SCENE_QUALITY])
def test_without_a_face_purpose_no_face_is_looked_at(tracker: Any, purpose: Purpose) -> None:
    with pytest.raises(ValueError, match="no face purpose"):
        tracker(purpose)


def test_presence_alone_computes_neither_gaze_nor_expression(tracker: Any, frames: Any) -> None:
    samples, signals = analysed(tracker, frames, "single_face.mp4", Purpose.FACE_PRESENCE)
    assert all(s.pose is None and s.eyes is None for s in samples)
    assert all(s.blendshapes is None and s.expression is None for s in samples)
    assert set(signals.table.columns) == {
        *("faces", "present", "confidence", "face_x", "face_y", "face_height")
    }
    models = {ref.name for ref in tracker(Purpose.FACE_PRESENCE).models}
    assert models == {"yunet", "face_landmarks"}


def test_expression_and_tension_stay_off_without_their_purpose(tracker: Any, frames: Any) -> None:
    allowed = (Purpose.FACE_PRESENCE, Purpose.FACE_GAZE)
    samples, signals = analysed(tracker, frames, "single_face.mp4", *allowed)
    assert all(s.blendshapes is None and s.expression is None for s in samples)
    assert "gaze_yaw" in signals.table.columns
    banned = {"tension", "symmetry"} | {n for n in signals.table.columns if "expression" in n}
    assert banned.isdisjoint(signals.table.columns)
    assert not [name for name in signals.summary if "expression" in name or "tension" in name]


def test_a_smile_is_read_as_happy(tracker: Any, frames: Any) -> None:
    """The man in the clip is at rest at first and smiles from 0.6 s on."""
    samples, _ = analysed(tracker, frames, "single_face.mp4")
    at_rest, smiling = samples[1], samples[-1]
    assert CLASSES[int(at_rest.expression.argmax())] == "neutral"
    assert CLASSES[int(smiling.expression.argmax())] == "happy"


def test_reset_forgets_the_followed_face(tracker: Any, photo: Any) -> None:
    following = tracker()
    following.process(photo("single_face.jpg"), 0.0)
    following.reset()
    sample = following.process(photo("free-mountain-vector-01.jpg"), 0.1)
    assert sample.box is None
    assert sample.count == 0


def test_following_costs_less_than_detecting_every_frame(tracker: Any, frames: Any) -> None:
    """25 ms of CPU per frame would be 7.5 s per minute at 5 fps: three times the aim."""
    following = tracker()
    clip = list(frames("WolfgangLanger_Pexels.mp4"))[:40]
    for frame, t in clip[:5]:
        following.process(frame, t)
    started = time.process_time()
    for frame, t in clip[5:]:
        following.process(frame, t)
    assert (time.process_time() - started) / len(clip[5:]) < 0.025


def test_an_expression_has_no_handedness(store: Any, photo: Any) -> None:
    from analysis.face.expression import ExpressionNetwork

    network = ExpressionNetwork(store.litert("expression_mini_xception"))
    crop = photo("15-f13-anc-ph.jpg")[150:460, 110:420]
    mirrored = np.ascontiguousarray(crop[:, ::-1])
    assert network.of_crop(crop) == pytest.approx(network.of_crop(mirrored), abs=1e-3)
    assert network.of_crop(crop).sum() == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("shape", [(1, 1), (2, 900), (900, 3), (4320, 7680)])
def test_odd_pictures_hold_no_face_and_break_nothing(tracker: Any, shape: tuple[int, int]) -> None:
    following = tracker()
    grey = np.full((*shape, 3), 90, np.uint8)
    samples = [following.process(grey, t) for t in (0.0, 0.2, 0.4)]
    assert [sample.count for sample in samples] == [0, 0, 0]


def test_a_picture_that_changes_its_size_is_followed_on(tracker: Any, photo: Any) -> None:
    """A phone that is turned during a recording."""
    upright = photo("single_face.jpg")
    wide = cv2.copyMakeBorder(upright, 0, 0, 600, 0, cv2.BORDER_REPLICATE)
    following = tracker()
    first = following.process(upright, 0.0)
    second = following.process(wide, 0.2)
    assert second.count == 1
    assert second.width == wide.shape[1]
    assert second.box[0] == pytest.approx(first.box[0] + 600, abs=15)
