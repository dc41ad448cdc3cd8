"""The caller of a long analysis: told how far it is, asked whether to go on."""

from __future__ import annotations

import time
from collections.abc import Callable

from analysis.types import Stopped

Progress = Callable[[float, str], None]
ShouldStop = Callable[[], bool]


class Attention:
    """Asks the caller whether to go on, and tells it how far things are, both about once a second.

    Either may cost the caller a query, so neither is called for every frame.
    """

    INTERVAL_S = 0.7

    def __init__(self, on_progress: Progress | None, should_stop: ShouldStop | None) -> None:
        self._on_progress, self._should_stop = on_progress, should_stop
        self._asked = self._told = -float("inf")
        self._fraction = 0.0

    def check(self, *, now: bool = False) -> None:
        """Raises ``Stopped`` when the caller wants to."""
        moment = time.monotonic()
        if self._should_stop is None or not (now or moment - self._asked >= self.INTERVAL_S):
            return
        self._asked = moment
        if self._should_stop():
            raise Stopped("the caller asked to stop")

    def tell(self, fraction: float, stage: str, *, now: bool = False) -> None:
        """Progress never goes back, and reaches 1 only at the end."""
        self._fraction = max(self._fraction, min(1.0, fraction))
        moment = time.monotonic()
        if self._on_progress and (now or moment - self._told >= self.INTERVAL_S):
            self._told = moment
            self._on_progress(self._fraction, stage)
