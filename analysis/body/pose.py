"""Upper-body pose: 33 points of one person, tracked; the detector runs only when he was lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.body import ssd
from analysis.body.regions import Bgr, Region, upward
from analysis.types import Floats
from analysis.weights import WeightStore

DETECTOR, LANDMARKS = "pose_detection", "pose_landmark_full"
SIDE = 256  # input pixels of the landmark network
POINTS, HIDDEN = 33, 39  # the last six only say where to look next

# BlazePose's numbering of points; left and right are the person's own.
NOSE, LEFT_EAR, RIGHT_EAR = 0, 7, 8
LEFT_SHOULDER, RIGHT_SHOULDER = 11, 12
LEFT_WRIST, RIGHT_WRIST = 15, 16
LEFT_PINKY, RIGHT_PINKY, LEFT_INDEX, RIGHT_INDEX = 17, 18, 19, 20
_CENTRE, _SCALE = 33, 34


@dataclass(frozen=True, slots=True)
class PoseConfig:
    """``presence``: MediaPipe's own limit for keeping a track. ``margin``: its region factor.

    ``edge``: how far outside the picture a point may lie and still count a little, as a share of
    the picture's longer side. Shoulders just below the edge are the rule with laptop cameras.
    """

    presence: float = 0.5
    margin: float = 1.25
    edge: float = 0.1


@dataclass(frozen=True, slots=True)
class Pose:
    """``points`` (33, 2) pixels; ``visibility`` (33,) 0..1; ``presence`` 0..1 of the person."""

    points: Floats
    visibility: Floats
    presence: float


class PoseTracker:
    """Follows the most prominent person. Not for use from several threads at once."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: PoseConfig | None = None
    ) -> None:
        self._config = config or PoseConfig()
        self._detector = store.litert(DETECTOR, threads)
        self._landmarks = store.litert(LANDMARKS, threads)
        self._input = self._landmarks.get_input_details()[0]["index"]
        # Outputs by width: 195 points, 1 presence; mask, heat maps and world points are not read.
        outputs = {
            int(np.prod(d["shape"])): d["index"] for d in self._landmarks.get_output_details()
        }
        self._points, self._flag = outputs[HIDDEN * 5], outputs[1]
        self._region: Region | None = None
        self.detections = 0  # how often the detector had to run

    def reset(self) -> None:
        """Forget who was followed."""
        self._region = None

    def __call__(self, bgr: Bgr) -> Pose | None:
        """Pose of the person in ``bgr``, or None where there is none."""
        tracked = self._region is not None
        region = self._region or self._detect(bgr)
        if region is None:
            return None
        pose = self._look(bgr, region)
        if pose is None and tracked:  # lost, so look everywhere, once
            region = self._detect(bgr)
            pose = None if region is None else self._look(bgr, region)
        return pose

    def _detect(self, bgr: Bgr) -> Region | None:
        self.detections += 1
        found = ssd.detect(self._detector, ssd.POSE, bgr)
        if not found:
            return None
        return self._around(found[0].points[0], found[0].points[1])

    def _around(self, centre: Floats, scale: Floats) -> Region:
        """The circle around ``centre`` through ``scale``, with a margin, spine upright."""
        radius = float(np.hypot(*(scale - centre)))
        size = 2 * radius * self._config.margin
        return Region(float(centre[0]), float(centre[1]), size, upward(centre, scale))

    def _look(self, bgr: Bgr, region: Region) -> Pose | None:
        self._landmarks.set_tensor(self._input, region.crop(bgr, SIDE))
        self._landmarks.invoke()
        presence = float(self._landmarks.get_tensor(self._flag).reshape(-1)[0])
        if presence < self._config.presence:
            self._region = None
            return None
        raw = self._landmarks.get_tensor(self._points).reshape(HIDDEN, 5)
        points = region.to_picture(raw[:, :2] / SIDE)
        self._region = self._around(points[_CENTRE], points[_SCALE])
        visibility = 1 / (1 + np.exp(-raw[:POINTS, 3]))
        visibility = visibility * _inside(points[:POINTS], bgr, self._config.edge)
        return Pose(points[:POINTS], visibility.astype(np.float32), presence)


def _inside(points: Floats, bgr: Bgr, edge: float) -> Floats:
    """1 inside the picture, falling to 0 at ``edge`` beyond it: out there the network guesses."""
    size = np.array([bgr.shape[1], bgr.shape[0]], np.float32)
    beyond = np.maximum(-points, points - size).max(axis=1)
    weight: Floats = np.clip(1 - beyond / (edge * size.max()), 0, 1).astype(np.float32)
    return weight
