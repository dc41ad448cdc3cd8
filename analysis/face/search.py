"""Every face of a still picture: at several sizes, tilted, covered, far away.

The detector sees faces well between about 15 and 300 pixels and up to about 40 degrees of tilt. So
a still is looked at in several sizes, each trusted for its own range, and turned both ways; what
several looks found is one face, and what the detector is unsure of the mesh must confirm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from analysis.face.detector import Detection, DetectorConfig, FaceDetector
from analysis.face.mesh import CropConfig, FaceMesh, crop_from_detection
from analysis.weights import WeightStore

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class SearchConfig:
    """Chosen on composites of 20 faces (12-400 px, upright to 90 degrees, masked) over seven

    backgrounds and on 40 photographs with and without faces: docs/models/face-detection.md.
    """

    sides: tuple[int, ...] = (640, 1280, 1920)  # long sides to look at, pixels
    most_upscale: float = 2.5  # more invents faces in texture
    largest_px: float = 260.0  # at sides above the first; larger faces fall apart there
    turns: tuple[float, ...] = (-45.0, 45.0, -90.0, 90.0)  # degrees
    turned_side: int = 1280
    score: float = 0.5  # nothing below it is looked at again
    turned_score: float = 0.7
    sure: float = 0.77  # below it, and for turned looks, the mesh must confirm
    presence: float = 0.8  # at 0.5, coins and motorcycles are faces now and then
    same: float = 0.45  # shared area over the smaller box: one face


class FaceSearch:
    """A thorough detector for stills; about half a second per picture on one CPU thread."""

    def __init__(
        self,
        store: WeightStore,
        threads: int = 1,
        config: SearchConfig | None = None,
    ) -> None:
        self._config = config or SearchConfig()
        self._detectors = {
            side: FaceDetector(
                store.path("yunet"), DetectorConfig(side, upscale=True, score=self._config.score)
            )
            for side in {*self._config.sides, self._config.turned_side}
        }
        self._mesh = FaceMesh(store.litert("face_landmarks", threads))

    def find(self, picture: Picture) -> list[Detection]:
        """All faces of ``picture`` (H, W, 3) BGR, the largest first."""
        upright = [(face, False) for face in self._upright(picture)]
        turned = [(face, True) for face in self._turned(picture)]
        kept: list[Detection] = []
        for face, was_turned in sorted([*upright, *turned], key=lambda found: -found[0].score):
            if any(_shared(face, other) > self._config.same for other in kept):
                continue
            unsure = was_turned or face.score < self._config.sure
            if not unsure or self._confirmed(picture, face):
                kept.append(face)
        return sorted(kept, key=lambda face: -face.area)

    def _upright(self, picture: Picture) -> Iterator[Detection]:
        long_side = max(picture.shape[:2])
        for side in self._config.sides:
            first = side == self._config.sides[0]
            if not first and side > self._config.most_upscale * long_side:
                continue
            limit = np.inf if first else self._config.largest_px * long_side / side
            for face in self._detectors[side].find(picture):
                if max(face.box[2:]) <= limit:
                    yield face

    def _turned(self, picture: Picture) -> Iterator[Detection]:
        """Faces of the picture turned, their boxes upright around the turned-back middle."""
        height, width = picture.shape[:2]
        for degrees in self._config.turns:
            turn, size = _turn(width, height, degrees)
            back = cv2.invertAffineTransform(turn)
            turned = np.asarray(cv2.warpAffine(picture, turn, size), np.uint8)
            for face in self._detectors[self._config.turned_side].find(turned):
                left, top, w, h = face.box
                x, y = back @ np.array([left + w / 2, top + h / 2, 1.0])
                inside = 0 <= x < width and 0 <= y < height
                if inside and face.score >= self._config.turned_score:
                    points = (face.points @ back[:, :2].T + back[:, 2]).astype(np.float32)
                    yield Detection((x - w / 2, y - h / 2, w, h), points, face.score)

    def _confirmed(self, picture: Picture, face: Detection) -> bool:
        crop = crop_from_detection(face, CropConfig())
        return self._mesh.find(picture, crop).presence >= self._config.presence


def _turn(
    width: int, height: int, degrees: float
) -> tuple[npt.NDArray[np.float64], tuple[int, int]]:
    """The affine map that turns a picture about its middle, and the size that holds all of it."""
    turn = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(height * sin + width * cos), int(height * cos + width * sin))
    turn[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
    return turn, size


def _shared(a: Detection, b: Detection) -> float:
    """Common area over the smaller area, 0..1."""
    width = min(a.box[0] + a.box[2], b.box[0] + b.box[2]) - max(a.box[0], b.box[0])
    height = min(a.box[1] + a.box[3], b.box[1] + b.box[3]) - max(a.box[1], b.box[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / min(a.area, b.area)
