"""The main face of a single picture, where there is no frame before.

Used to evaluate the networks of the tracker on labelled photographs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from analysis.face.detector import Detection, DetectorConfig, FaceDetector
from analysis.face.mesh import CropConfig, FaceMesh, Mesh, crop_from_detection, crop_from_points
from analysis.face.search import FaceSearch
from analysis.weights import WeightStore

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class StillConfig:
    """A quick look first; the thorough search only where it finds nothing."""

    detector: DetectorConfig = field(
        default_factory=lambda: DetectorConfig(long_side=640, upscale=True)
    )
    crop: CropConfig = field(default_factory=CropConfig)
    presence: float = 0.5  # MediaPipe's own threshold
    # A close-up without margin is not a face to the detector; this much border, of each side.
    border: float = 0.4


class StillFaces:
    """Finds the main face: large, central, and confirmed by the mesh."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: StillConfig | None = None
    ) -> None:
        self._config = config or StillConfig()
        self._detector = FaceDetector(store.path("yunet"), self._config.detector)
        self._mesh = FaceMesh(store.litert("face_landmarks", threads))
        self._search = FaceSearch(store, threads)

    def main(self, picture: Picture) -> Mesh | None:
        """The mesh of the largest, most central face; None where no face is found."""
        for found in self._looks(picture):
            for face in sorted(found, key=lambda face: -_prominence(face, picture)):
                mesh = self.mesh(picture, face)
                if mesh is not None:
                    return mesh
        return None

    def _looks(self, picture: Picture) -> Iterator[list[Detection]]:
        """Ever more thorough; the later ones run only when the earlier ones gave no mesh."""
        yield self._detector.find(picture)
        yield self._bordered(picture)
        yield self._search.find(picture)

    def mesh(self, picture: Picture, face: Detection) -> Mesh | None:
        """Points of a detected face, refined once as the tracker does from frame to frame."""
        crop = crop_from_detection(face, self._config.crop)
        first = self._mesh.find(picture, crop)
        again = self._mesh.find(picture, crop_from_points(first.points, self._config.crop))
        best = again if again.presence >= self._config.presence else first
        return best if best.presence >= self._config.presence else None

    def _bordered(self, picture: Picture) -> list[Detection]:
        """Detections in the picture with a border around it, in the picture's own pixels."""
        edge = round(self._config.border * max(picture.shape[:2]))
        framed = cv2.copyMakeBorder(picture, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
        shift = np.array([edge, edge], np.float32)
        return [
            Detection(
                (face.box[0] - edge, face.box[1] - edge, face.box[2], face.box[3]),
                face.points - shift,
                face.score,
            )
            for face in self._detector.find(np.asarray(framed, np.uint8))
        ]


def _prominence(face: Detection, picture: Picture) -> float:
    """Area, less away from the middle: the labelled face of a photo is the central one."""
    height, width = picture.shape[:2]
    x = (face.box[0] + face.box[2] / 2) / width - 0.5
    y = (face.box[1] + face.box[3] / 2) / height - 0.5
    return float(face.area * face.score / (1.0 + 8.0 * (x * x + y * y)))
