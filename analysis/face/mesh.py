"""478 face points with iris: which part of the picture the network sees, and what it answers.

The network was trained on square crops turned so that the eyes are level, half again as wide as
the face (MediaPipe Face Landmarker). The next crop comes from the last points, so that the
detector is needed only to start and to count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from analysis.face.detector import Detection
from analysis.types import Floats

INPUT = 256  # pixels, square
RIGHT_EYE_OUTER, LEFT_EYE_OUTER = 33, 263  # of the person; the right one is left in the picture


class Crop(NamedTuple):
    """A turned square in the picture, pixels and radians (positive = clockwise on screen)."""

    x: float
    y: float
    size: float
    angle: float


@dataclass(frozen=True, slots=True)
class Mesh:
    """``points`` (478, 3) in pixels of the frame, z towards the back in the same scale.

    ``presence``: the network's probability that there is a face in its crop.
    """

    points: Floats
    presence: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width, height in pixels."""
        low = self.points[:, :2].min(axis=0)
        high = self.points[:, :2].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


@dataclass(frozen=True, slots=True)
class CropConfig:
    """How much of the surroundings the network sees."""

    from_points: float = 1.5  # times the longer side of the points' box; MediaPipe's value
    # Times the longer side of a YuNet box, which holds more of the forehead than the points do.
    # 1.25 lets the network accept covered and far-turned faces that it refuses at 1.5.
    from_detection: float = 1.25


def crop_from_points(points: Floats, config: CropConfig) -> Crop:
    """The crop for the next frame; its sides are parallel to the line through the eyes."""
    right, left = points[RIGHT_EYE_OUTER, :2], points[LEFT_EYE_OUTER, :2]
    angle = float(np.arctan2(left[1] - right[1], left[0] - right[0]))
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    x, y = (low + high) / 2
    return Crop(float(x), float(y), float((high - low).max()) * config.from_points, angle)


def crop_from_detection(face: Detection, config: CropConfig) -> Crop:
    """The first crop. Its tilt is that of the eyes and of the line from the mouth up to them:

    in profile the eyes are too close together to say it alone.
    """
    right_eye, left_eye, _, right_mouth, left_mouth = face.points.astype(np.float64)
    across = left_eye - right_eye
    down = (right_mouth + left_mouth - right_eye - left_eye) / 2
    across += np.array([down[1], -down[0]])
    angle = float(np.arctan2(across[1], across[0]))
    left, top, width, height = face.box
    size = max(width, height) * config.from_detection
    return Crop(left + width / 2, top + height / 2, size, angle)


class FaceMesh:
    """The landmark network behind one LiteRT interpreter. Stateless."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self._input = network.get_input_details()[0]["index"]
        outputs = network.get_output_details()
        self._points = next(o["index"] for o in outputs if o["shape"][-1] == 478 * 3)
        self._presence = next(
            o["index"] for o in outputs if len(o["shape"]) == 4 and o["shape"][-1] == 1
        )

    def find(self, frame: npt.NDArray[np.uint8], crop: Crop) -> Mesh:
        """Landmarks in ``crop`` of ``frame`` (H, W, 3) BGR. Look at ``presence`` before use."""
        to_frame = _crop_to_frame(crop)
        seen = cv2.warpAffine(
            frame, to_frame, (INPUT, INPUT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
        rgb = cv2.cvtColor(seen, cv2.COLOR_BGR2RGB)
        self._network.set_tensor(self._input, rgb[None].astype(np.float32) / np.float32(255))
        self._network.invoke()
        raw = self._network.get_tensor(self._points).reshape(478, 3)  # in crop pixels
        logit = float(self._network.get_tensor(self._presence).reshape(-1)[0])
        points = np.empty((478, 3), np.float32)
        points[:, :2] = raw[:, :2] @ to_frame[:, :2].T + to_frame[:, 2]
        points[:, 2] = raw[:, 2] * (crop.size / INPUT)
        return Mesh(points, float(1.0 / (1.0 + np.exp(-logit))))


def _crop_to_frame(crop: Crop) -> npt.NDArray[np.float64]:
    """The affine map (2, 3) from pixels of the network's input to pixels of the frame."""
    scale = crop.size / INPUT
    cos, sin = np.cos(crop.angle) * scale, np.sin(crop.angle) * scale
    turn = np.array([[cos, -sin], [sin, cos]])
    centre = np.array([crop.x, crop.y]) - turn @ np.array([INPUT / 2, INPUT / 2])
    return np.concatenate([turn, centre[:, None]], axis=1)
