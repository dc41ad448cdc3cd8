"""Square, turned regions of a picture, and what networks find in them mapped back.

MediaPipe's networks look at a region that is turned upright first: the body along its spine, the
hand along its middle finger. Angles in radians, clockwise in the picture (y points down).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from analysis.types import Floats

Bgr = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Region:
    """A square of side ``size`` pixels around (``x``, ``y``), turned by ``angle``."""

    x: float
    y: float
    size: float
    angle: float = 0.0

    def scaled(self, by: float) -> Region:
        return Region(self.x, self.y, self.size * by, self.angle)

    def shifted(self, down: float) -> Region:
        """Moved along its own vertical axis by ``down`` times its size."""
        return Region(
            self.x - np.sin(self.angle) * down * self.size,
            self.y + np.cos(self.angle) * down * self.size,
            self.size,
            self.angle,
        )

    def visible(self, width: int, height: int) -> float:
        """Share of the region (not turned) that lies inside a picture of this size, 0..1."""
        half = self.size / 2
        w = min(self.x + half, width) - max(self.x - half, 0)
        h = min(self.y + half, height) - max(self.y - half, 0)
        return float(max(0.0, w) * max(0.0, h) / max(1e-6, self.size * self.size))

    def crop(self, bgr: Bgr, side: int, low: float = 0.0) -> Floats:
        """RGB (1, side, side, 3) in ``low``..1; what lies outside the picture is black."""
        k = self.size / side
        cos, sin = np.cos(self.angle) * k, np.sin(self.angle) * k
        half = side / 2
        matrix = np.array(
            [
                [cos, -sin, self.x - half * cos + half * sin],
                [sin, cos, self.y - half * sin - half * cos],
            ]
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        rgb = cv2.cvtColor(cv2.warpAffine(bgr, matrix, (side, side), flags=flags), 4)
        scaled = rgb.astype(np.float32)
        scaled *= (1 - low) / 255
        scaled += low
        return scaled[None]

    def to_picture(self, points: Floats) -> Floats:
        """Points (N, 2) in 0..1 of the region to pixels of the picture."""
        u, v = (points[:, 0] - 0.5) * self.size, (points[:, 1] - 0.5) * self.size
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return np.stack([self.x + cos * u - sin * v, self.y + sin * u + cos * v], axis=1).astype(
            np.float32
        )


def letterbox(width: int, height: int) -> Region:
    """The square around the whole picture: detectors see it uncropped, with black bars."""
    return Region(width / 2, height / 2, float(max(width, height)))


def upward(base: Floats, tip: Floats) -> float:
    """Angle by which a region must be turned so that ``base`` -> ``tip`` points up in it."""
    angle = np.pi / 2 - np.arctan2(-(tip[1] - base[1]), tip[0] - base[0])
    return float((angle + np.pi) % (2 * np.pi) - np.pi)
