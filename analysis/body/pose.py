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
GRID, REACH = 64, 3  # cells of a heat map's side; cells around a point that may move it

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
    """``points`` (33, 2) pixels; ``visibility`` (33,) 0..1; ``presence`` 0..1 of the person.

    ``depth`` (33,) pixels away from the camera, from the middle of the hips: a rough guess.
    """

    points: Floats
    visibility: Floats
    presence: float
    depth: Floats


class PoseTracker:
    """Follows the most prominent person. Not for use from several threads at once."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: PoseConfig | None = None
    ) -> None:
        self._config = config or PoseConfig()
        self._detector = store.litert(DETECTOR, threads)
        self._landmarks = store.litert(LANDMARKS, threads)
        self._input = self._landmarks.get_input_details()[0]["index"]
        # Outputs by size; the mask and the world points are not read.
        outputs = {
            int(np.prod(d["shape"])): d["index"] for d in self._landmarks.get_output_details()
        }
        self._points, self._flag = outputs[HIDDEN * 5], outputs[1]
        self._heat = outputs[GRID * GRID * HIDDEN]
        self._region: Region | None = None
        self.detections = 0  # how often the detector had to run

    def reset(self) -> None:
        """Forget who was followed."""
        self._region = None

    def __call__(self, bgr: Bgr) -> Pose | None:
        """Pose of the person in ``bgr``, or None where there is none."""
        if self._region is not None:
            pose = self._look(bgr, self._region)
            if pose is not None:
                return pose
        region = self._detect(bgr)
        if region is None or self._look(bgr, region) is None or self._region is None:
            return None
        # The detector's region is rough: sizes differ by a tenth from those of a followed person.
        return self._look(bgr, self._region)

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
        heat = self._landmarks.get_tensor(self._heat)[0]
        points = region.to_picture(refined(raw[:, :2] / SIDE, heat))
        self._region = self._around(points[_CENTRE], points[_SCALE])
        visibility = 1 / (1 + np.exp(-raw[:POINTS, 3]))
        visibility = visibility * _inside(points[:POINTS], bgr, self._config.edge)
        depth = (raw[:POINTS, 2] * (region.size / SIDE)).astype(np.float32)
        return Pose(points[:POINTS], visibility.astype(np.float32), presence, depth)


def refined(points: Floats, heat: Floats) -> Floats:
    """``points`` (39, 2) in 0..1 moved to the centre of their heat (64, 64, 39) nearby.

    As in MediaPipe's graph, where the heat is at least 0.5 somewhere near. On a portrait turned by
    12 and 15 degrees it brought the shoulder line 1 to 2 degrees nearer to the truth.
    """
    moved = points.copy()
    cells = np.floor(points * GRID).astype(int)
    for i in np.flatnonzero(((cells >= 0) & (cells < GRID)).all(axis=1)):
        x, y = cells[i]
        top, left = max(0, y - REACH), max(0, x - REACH)
        near = 1 / (1 + np.exp(-heat[top : y + REACH + 1, left : x + REACH + 1, i]))
        if near.max() >= 0.5:
            total = near.sum()
            moved[i, 0] = (left + (near.sum(axis=0) @ np.arange(near.shape[1])) / total) / GRID
            moved[i, 1] = (top + (near.sum(axis=1) @ np.arange(near.shape[0])) / total) / GRID
    return moved


def _inside(points: Floats, bgr: Bgr, edge: float) -> Floats:
    """1 inside the picture, falling to 0 at ``edge`` beyond it: out there the network guesses."""
    size = np.array([bgr.shape[1], bgr.shape[0]], np.float32)
    beyond = np.maximum(-points, points - size).max(axis=1)
    weight: Floats = np.clip(1 - beyond / (edge * size.max()), 0, 1).astype(np.float32)
    return weight
