"""Eyes from the mesh: how far open, and where they look, from the iris and the head's pose.

There is no gaze network here: an eyeball of standard size is put behind the eye corners and the
iris centre says which way it is turned. Without calibration that is a direction up to a constant
of the person (and camera position), so readings are taken against the recording's own median.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.face.geometry import HeadPose
from analysis.types import Floats


class EyePoints(NamedTuple):
    """Mesh points of one eye. ``lids``: pairs upper, lower."""

    outer: int
    inner: int
    lids: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
    iris: int  # centre


# Right and left of the person, as everywhere in this package.
RIGHT = EyePoints(33, 133, ((160, 144), (159, 145), (158, 153)), 468)
LEFT = EyePoints(263, 362, ((387, 373), (386, 374), (385, 380)), 473)


@dataclass(frozen=True, slots=True)
class EyeConfig:
    """Sizes in cm, from anatomy; angles in degrees."""

    # Iris plane to the eye's centre of rotation: 13.5 mm behind the cornea (Fry & Hill 1962)
    # less the 3.6 mm from cornea to iris (Gullstrand's eye).
    iris_orbit: float = 1.0
    # The centre of rotation behind the plane of the eye corners: the outer corner lies about
    # 10 mm behind the cornea on average over both corners.
    behind_corners: float = 0.35
    # An eye turned further from the camera than this is hidden by the nose or too narrow to read.
    widest_yaw: float = 45.0
    # Lid distance over eye width below which the iris is covered; open eyes have 0.25-0.35.
    covered: float = 0.12
    # Width of an eye in pixels at which one pixel of iris is about 7 degrees; narrower: unsure.
    sharp_eye_px: float = 20.0


class Eyes(NamedTuple):
    """``openness``: lid distance / eye width; gaze in degrees with the signs of head pose."""

    openness_right: float
    openness_left: float
    gaze_yaw: float
    gaze_pitch: float
    confidence: float  # of the gaze, 0..1
    origin: Floats  # (2, 2) pixels: right and left iris centre
    direction: Floats  # (2,) unit gaze vector's part in the picture plane, x right, y down


def openness(points: Floats, eye: EyePoints) -> float:
    """Mean lid distance over eye width, in three dimensions so that turning changes little."""
    width = np.linalg.norm(points[eye.outer] - points[eye.inner])
    lids = [np.linalg.norm(points[upper] - points[lower]) for upper, lower in eye.lids]
    return float(np.mean(lids) / max(float(width), 1e-6))


def read_eyes(points: Floats, pose: HeadPose, config: EyeConfig) -> Eyes:
    """Openness and gaze from mesh ``points`` (478, 3) in pixels and the head's ``pose``."""
    right, left = openness(points, RIGHT), openness(points, LEFT)
    turned = [_turn(points, eye, pose, config) for eye in (RIGHT, LEFT)]
    # The eye nearer to the camera shows more of itself: weigh by the apparent width.
    widths = np.array([_apparent_width(points, eye) for eye in (RIGHT, LEFT)])
    shares = widths**2 / max(float((widths**2).sum()), 1e-6)
    direction = shares[0] * turned[0] + shares[1] * turned[1]  # (3,) camera axes
    direction /= np.linalg.norm(direction)
    yaw = float(np.degrees(np.arcsin(np.clip(-direction[0], -1, 1))))
    pitch = float(np.degrees(np.arctan2(direction[1], direction[2])))
    confidence = _confidence(float(widths.max()), max(right, left), pose.yaw, config)
    origin = points[[RIGHT.iris, LEFT.iris], :2].copy()
    in_picture = np.array([direction[0], -direction[1]], np.float32)
    return Eyes(right, left, yaw, pitch, confidence, origin, in_picture)


def _turn(
    points: Floats, eye: EyePoints, pose: HeadPose, config: EyeConfig
) -> npt.NDArray[np.float64]:
    """Unit vector (3,) of one eye's gaze in the camera's axes (x right, y up, z to the camera)."""
    middle = (points[eye.outer, :2] + points[eye.inner, :2]).astype(np.float64) / 2
    back = pose.rotation @ np.array([0.0, 0.0, -config.behind_corners]) * pose.px_per_cm
    centre = middle + np.array([back[0], -back[1]])
    offset = (points[eye.iris, :2] - centre) / (pose.px_per_cm * config.iris_orbit)
    length = float(np.hypot(*offset))
    if length > 0.95:  # the standard eye is too small for this one; keep the direction
        offset *= 0.95 / length
    depth = np.sqrt(1.0 - float(offset @ offset))
    return np.array([offset[0], -offset[1], depth])


def _apparent_width(points: Floats, eye: EyePoints) -> float:
    return float(np.linalg.norm(points[eye.outer, :2] - points[eye.inner, :2]))


def _confidence(width_px: float, open_by: float, yaw: float, config: EyeConfig) -> float:
    size = min(1.0, width_px / config.sharp_eye_px)
    seen = min(1.0, max(0.0, (open_by - config.covered) / config.covered))
    facing = max(0.0, 1.0 - (abs(yaw) / config.widest_yaw) ** 2)
    return size * seen * facing
