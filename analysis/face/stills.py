"""Faces in single pictures, where there is no frame before: larger, slower, more thorough.

Used to evaluate the same networks on labelled photographs, and for still pictures in general.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from analysis.face.detector import Detection, DetectorConfig, FaceDetector
from analysis.face.mesh import CropConfig, FaceMesh, Mesh, crop_from_eyes, crop_from_points
from analysis.weights import WeightStore

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class StillConfig:
    """How thoroughly a still is searched."""

    detector: DetectorConfig = field(
        default_factory=lambda: DetectorConfig(long_side=1280, upscale=True, score=0.6)
    )
    largest_upscale: float = 3.0  # more only invents pixels
    crop: CropConfig = field(default_factory=CropConfig)
    presence: float = 0.5  # MediaPipe's own threshold
    # A close-up without margin is not a face to the detector; this much border, of each side.
    border: float = 0.4
    close_up_px: int = 640  # long side for the search for one large face


class StillFaces:
    """All faces of a picture, or the mesh of the main one."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: StillConfig | None = None
    ) -> None:
        self._config = config or StillConfig()
        model = store.path("yunet")
        self._thorough = FaceDetector(model, self._config.detector)
        close_up = DetectorConfig(long_side=self._config.close_up_px, upscale=True)
        self._close_up = FaceDetector(model, close_up)
        self._mesh = FaceMesh(store.litert("face_landmarks", threads))

    def all(self, picture: Picture) -> list[Detection]:
        """Every face in ``picture`` (H, W, 3) BGR, the largest first."""
        return self._thorough.find(picture)

    def main(self, picture: Picture) -> Mesh | None:
        """The mesh of the largest, most central face; None where no face is found."""
        for found in (self._close_up.find(picture), self._bordered(picture)):
            for face in sorted(found, key=lambda face: -_prominence(face, picture)):
                mesh = self.mesh(picture, face)
                if mesh is not None:
                    return mesh
        return None

    def mesh(self, picture: Picture, face: Detection) -> Mesh | None:
        """Points of a detected face, refined once as the tracker does from frame to frame."""
        crop = crop_from_eyes(face.box, face.points[0], face.points[1], self._config.crop)
        first = self._mesh.find(picture, crop)
        again = self._mesh.find(picture, crop_from_points(first.points, self._config.crop))
        best = again if again.presence >= first.presence - 0.05 else first
        return best if best.presence >= self._config.presence else None

    def _bordered(self, picture: Picture) -> list[Detection]:
        """Detections in the picture with a border around it, in the picture's own pixels."""
        height, width = picture.shape[:2]
        edge = round(self._config.border * max(height, width))
        framed = cv2.copyMakeBorder(picture, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
        shift = np.array([edge, edge], np.float32)
        return [
            Detection(
                (face.box[0] - edge, face.box[1] - edge, face.box[2], face.box[3]),
                face.points - shift,
                face.score,
            )
            for face in self._close_up.find(np.asarray(framed, np.uint8))
        ]


def _prominence(face: Detection, picture: Picture) -> float:
    """Area, less away from the middle: the labelled face of a photo is the central one."""
    height, width = picture.shape[:2]
    x = (face.box[0] + face.box[2] / 2) / width - 0.5
    y = (face.box[1] + face.box[3] / 2) / height - 0.5
    return float(face.area * face.score / (1.0 + 8.0 * (x * x + y * y)))
