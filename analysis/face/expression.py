"""Expression of a face as seven probabilities. A baseline: see docs/models/face-expression.md.

What a face shows is not what a person feels; this is computed only for the purpose
``face.emotion`` and belongs to no score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from analysis.face.mesh import LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from analysis.types import Floats

CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
INPUT = 64  # pixels, square, grey


@dataclass(frozen=True, slots=True)
class ExpressionConfig:
    """Where a face lies in a FER2013 picture: medians of our mesh on 364 of them."""

    eye_line: float = 0.39  # height of the outer eye corners, share of the side
    eye_distance: float = 0.52  # between the outer eye corners, share of the side


class ExpressionNetwork:
    """The mini-Xception baseline behind one LiteRT interpreter. Stateless."""

    def __init__(self, network: Any, config: ExpressionConfig | None = None) -> None:
        self._network = network
        self._input = network.get_input_details()[0]["index"]
        self._output = network.get_output_details()[0]["index"]
        self._config = config or ExpressionConfig()

    def of_face(self, frame: npt.NDArray[np.uint8], points: Floats) -> Floats:
        """(7,) probabilities in the order of :data:`CLASSES` for a face with mesh ``points``."""
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY) if frame.ndim == 3 else frame
        turn = self._to_input(points)
        size, edge = (INPUT, INPUT), cv2.BORDER_REPLICATE
        return self._probabilities(cv2.warpAffine(grey, turn, size, borderMode=edge))

    def of_crop(self, crop: npt.NDArray[np.uint8]) -> Floats:
        """(7,) probabilities for a tight crop like FER2013's, grey or BGR, any size."""
        grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY) if crop.ndim == 3 else crop
        return self._probabilities(cv2.resize(grey, (INPUT, INPUT), interpolation=cv2.INTER_LINEAR))

    def _probabilities(self, grey: npt.NDArray[Any]) -> Floats:
        """Mean over the picture and its mirror image: an expression has no handedness."""
        scaled = grey.astype(np.float32) / 127.5 - 1.0  # as in training
        both = np.zeros(len(CLASSES), np.float32)
        for seen in (scaled, scaled[:, ::-1]):
            self._network.set_tensor(self._input, np.ascontiguousarray(seen[None, :, :, None]))
            self._network.invoke()
            both += self._network.get_tensor(self._output).reshape(len(CLASSES))
        return both / np.float32(2)

    def _to_input(self, points: Floats) -> npt.NDArray[np.float64]:
        """The affine map (2, 3) from the frame to a picture laid out like FER2013's."""
        right = points[RIGHT_EYE_OUTER].astype(np.float64)
        left = points[LEFT_EYE_OUTER].astype(np.float64)
        across = left - right
        # With depth, so that a turned head is not enlarged.
        scale = INPUT * self._config.eye_distance / max(float(np.linalg.norm(across)), 1e-6)
        angle = np.arctan2(across[1], across[0])
        cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
        turn = np.array([[cos, sin], [-sin, cos]])
        middle = np.array([INPUT / 2, INPUT * self._config.eye_line])
        shift = middle - turn @ ((right + left)[:2] / 2)
        return np.concatenate([turn, shift[:, None]], axis=1)
