"""What is usual for one person: numbers of the last two minutes, and what they say about now.

A live interview has no whole recording to compare with. Until a few numbers are there, nothing is
said: unknown, not normal.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class UsualConfig:
    """``remembered``: numbers, two minutes at two a second: longer than a look aside, shorter than
    it takes to sit down otherwise. ``enough``: as in ``analysis.face.signals``, 10 are asked for
    over a recording; 8 live, which is four seconds.
    """

    remembered: int = 240
    enough: int = 8


class Usual:
    """A quantile of the last numbers."""

    def __init__(self, quantile: float = 0.5, config: UsualConfig | None = None) -> None:
        self._config = config or UsualConfig()
        self._quantile = quantile
        self._values: deque[float] = deque(maxlen=self._config.remembered)

    def add(self, value: float) -> None:
        """NaN adds nothing."""
        if np.isfinite(value):
            self._values.append(value)

    @property
    def value(self) -> float:
        """NaN until enough is known."""
        if len(self._values) < self._config.enough:
            return float("nan")
        return float(np.quantile(self._values, self._quantile))
