"""How much moves in the picture, from differences of small grey pictures: nearly free."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class MovementConfig:
    """``changed``: grey levels by which a pixel of the 160x120 picture must change to count.

    Webcam noise after averaging to that size stays below 4 levels in dim light (measured on our
    sample clips: 99.9 % of pixels of an empty scene); 8 leaves twice that.
    """

    changed: int = 8


class Movement:
    """Share of the picture that changed since the picture before, 0..1, per second apart."""

    def __init__(self, config: MovementConfig | None = None) -> None:
        self._config = config or MovementConfig()
        self._before: Grey | None = None

    def __call__(self, small: Grey) -> float:
        """NaN for the first picture. A change of light of the whole picture is not movement."""
        before, self._before = self._before, small
        if before is None:
            return float("nan")
        shift = float(cv2.mean(small)[0] - cv2.mean(before)[0])
        difference = small.astype(np.int16) - before - round(shift)
        return float(np.count_nonzero(np.abs(difference) > self._config.changed)) / small.size
