"""All faces in a picture with YuNet: boxes, five points, score. Small and masked faces too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """``long_side``: the picture is scaled to it before detection, in pixels."""

    long_side: int = 256
    upscale: bool = False  # small stills may be enlarged to find small faces
    score: float = 0.6
    overlap: float = 0.3  # boxes overlapping more (IoU) are one face; OpenCV's sample value


class Detection(NamedTuple):
    """One face. ``box``: left, top, width, height; ``points`` (5, 2): right eye, left eye (of the

    person), nose tip, right and left corner of the mouth; all in pixels of the picture.
    """

    box: tuple[float, float, float, float]
    points: npt.NDArray[np.float32]
    score: float

    @property
    def area(self) -> float:
        return self.box[2] * self.box[3]


class FaceDetector:
    """YuNet through OpenCV. Keeps the network's input size between pictures of equal shape."""

    def __init__(self, model: Path, config: DetectorConfig) -> None:
        self._config = config
        level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
        try:  # OpenCV 5 warns that its new engine knows no targets; there is only the CPU here
            self._network: Any = cv2.FaceDetectorYN.create(
                str(model), "", (320, 320), config.score, config.overlap, 5000
            )
        finally:
            cv2.utils.logging.setLogLevel(level)
        self._size = (320, 320)

    def find(self, picture: npt.NDArray[np.uint8]) -> list[Detection]:
        """All faces in ``picture`` (H, W, 3) BGR, the largest first."""
        height, width = picture.shape[:2]
        factor = self._config.long_side / max(height, width)
        if factor > 1 and not self._config.upscale:
            factor = 1.0
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        shrink = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
        small = picture if factor == 1 else cv2.resize(picture, size, interpolation=shrink)
        if size != self._size:
            self._network.setInputSize(size)
            self._size = size
        _, rows = self._network.detect(small)
        if rows is None:
            return []
        found = [_detection(row, width / size[0], height / size[1]) for row in rows]
        return sorted(found, key=lambda face: -face.area)


def _detection(row: npt.NDArray[np.float32], fx: float, fy: float) -> Detection:
    left, top, width, height = (float(v) for v in row[:4])
    points = row[4:14].reshape(5, 2) * np.array([fx, fy], np.float32)
    return Detection((left * fx, top * fy, width * fx, height * fy), points, float(row[14]))
