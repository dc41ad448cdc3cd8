"""How much moves in the picture, from differences of small grey pictures: nearly free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class MovementConfig:
    """``changed``: grey levels by which a pixel of the 160x120 picture must change to count.

    With 8, people who sit still in front of a camera (frozen halves of GRID composites, encoded)
    give 0.000-0.003 of the picture, talking heads 0.005-0.06.
    """

    changed: int = 8


class Movement:
    """Share of the picture that changed since the picture before, 0..1."""

    def __init__(self, config: MovementConfig | None = None) -> None:
        self._config = config or MovementConfig()
        self._before: Grey | None = None

    def __call__(self, small: Grey) -> float:
        """NaN for the first picture. A change of light of the whole picture is not movement."""
        before, self._before = self._before, small
        if before is None:
            return float("nan")
        difference = small.astype(np.int16) - before
        difference -= np.int16(np.median(difference[::2, ::2]))  # light, as most pixels have it
        return float(np.count_nonzero(np.abs(difference) > self._config.changed)) / small.size
