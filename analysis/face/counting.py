"""How many faces a frame holds, for little work: coarse looks, fine looks, and second looks.

A coarse look sees faces from about 60 pixels (of a 640 x 480 picture) on, a fine one from 32, and
costs twice as much. So they take turns, and a face that only the fine look saw is looked for
again in its own corner of the picture in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.face.detector import Detection, DetectorConfig, FaceDetector
from analysis.face.mesh import CropConfig, FaceMesh, crop_from_detection

Frame = npt.NDArray[np.uint8]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CountingConfig:
    """Sizes were chosen on composites of known faces: docs/models/face-detection.md."""

    coarse: int = 320  # long side in pixels
    fine: int = 480
    look_every_s: float = 1.0
    fine_every_s: float = 2.0
    corner: int = 160  # side of the picture that a second look sees
    corner_faces: float = 3.5  # its side in the frame, times the face's longer side
    score: float = 0.5
    # A detection below ``sure`` counts only if the mesh sees a face there too; above it, faces in
    # profile and behind masks count although the mesh cannot place its points.
    sure: float = 0.8
    presence: float = 0.8  # at 0.5, coins and motorcycles are faces now and then


class FaceCounter:
    """Detects all faces of a frame. Remembers small ones between looks; ``reset`` forgets."""

    def __init__(self, detector: Path, mesh: FaceMesh, config: CountingConfig) -> None:
        self._config = config
        self._mesh = mesh
        self._coarse = FaceDetector(detector, DetectorConfig(config.coarse, score=config.score))
        self._fine = FaceDetector(detector, DetectorConfig(config.fine, score=config.score))
        corner = DetectorConfig(config.corner, upscale=True, score=config.score)
        self._corner = FaceDetector(detector, corner)
        self.reset()

    def reset(self) -> None:
        self._looked_at = self._fine_at = -np.inf
        self._known: list[Detection] = []

    def due(self, t: float) -> bool:
        return t - self._looked_at >= self._config.look_every_s - 1e-6

    def look(self, frame: Frame, t: float, main: Point | None) -> list[Detection]:
        """All faces of ``frame``, the largest first. ``main``: middle of a face that is certain."""
        self._looked_at = t
        fine = t - self._fine_at >= self._config.fine_every_s - 1e-6
        if fine:
            self._fine_at = t
            found = self._fine.find(frame)
        else:
            found = self._coarse.find(frame)
            found += self._second_looks(frame, found, main)
        kept = [face for face in found if self._counts(frame, face, main)]
        self._known = [face for face in kept if main is None or not inside(main, face)]
        return sorted(kept, key=lambda face: -face.area)

    def _second_looks(
        self, frame: Frame, found: list[Detection], main: Point | None
    ) -> list[Detection]:
        """Known faces that the coarse look did not see, where a corner of the frame shows them."""
        again: list[Detection] = []
        for face in self._known:
            if any(inside(middle(face), other) for other in found):
                continue
            if main is not None and inside(main, face):
                continue
            again += self._in_corner(frame, face)
        return again

    def _in_corner(self, frame: Frame, face: Detection) -> list[Detection]:
        """The face at most once, in the frame's pixels."""
        height, width = frame.shape[:2]
        side = round(min(self._config.corner_faces * max(face.box[2:]), height, width))
        x, y = middle(face)
        left = int(np.clip(x - side / 2, 0, width - side))
        top = int(np.clip(y - side / 2, 0, height - side))
        for seen in self._corner.find(frame[top : top + side, left : left + side]):
            moved = Detection(
                (seen.box[0] + left, seen.box[1] + top, seen.box[2], seen.box[3]),
                seen.points + np.array([left, top], np.float32),
                seen.score,
            )
            if inside(middle(moved), face) or inside(middle(face), moved):
                return [moved]
        return []

    def _counts(self, frame: Frame, face: Detection, main: Point | None) -> bool:
        if face.score >= self._config.sure or (main is not None and inside(main, face)):
            return True
        crop = crop_from_detection(face, CropConfig())
        return self._mesh.find(frame, crop).presence >= self._config.presence


def middle(face: Detection) -> Point:
    return face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2


def inside(point: Point, face: Detection) -> bool:
    """Whether a point lies in a face's box: how we tell that two sources mean one face."""
    left, top, width, height = face.box
    return left <= point[0] <= left + width and top <= point[1] <= top + height
