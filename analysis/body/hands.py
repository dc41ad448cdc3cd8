"""Hands: 21 points each. Looked for where the body's wrists are, then followed by their own points.

Order of points: 0 wrist; then thumb, index, middle, ring and little finger, each from the palm to
the tip (1-4, 5-8, 9-12, 13-16, 17-20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.body import ssd
from analysis.body.regions import Bgr, Region, upward
from analysis.types import Floats
from analysis.weights import WeightStore

DETECTOR, LANDMARKS = "palm_detection_lite", "hand_landmark_lite"
SIDE = 224  # input pixels of the landmark network
#: Wrist, thumb root and the two lower joints of each finger: they hardly move when fingers do.
STEADY = [0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18]


@dataclass(frozen=True, slots=True)
class HandConfig:
    """``presence``: MediaPipe's own limit. ``palm_*``, ``hand_*``: size and shift of the region
    around a palm and around tracked points (hand_landmark graphs of mediapipe 0.10.21).
    ``same``: two finds nearer than this share of their size are one hand.
    """

    presence: float = 0.5
    palm_size: float = 2.6
    palm_shift: float = -0.5
    hand_size: float = 2.0
    hand_shift: float = -0.1
    same: float = 0.5


@dataclass(frozen=True, slots=True)
class Hand:
    """``points`` (21, 2) pixels; ``presence`` 0..1; ``right``: 0..1, the person's right hand."""

    points: Floats
    presence: float
    right: float

    @property
    def size(self) -> float:
        """Length of the palm in pixels (wrist to middle finger's root)."""
        return float(np.hypot(*(self.points[9] - self.points[0])))


class HandTracker:
    """Follows up to two hands. Not for use from several threads at once."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: HandConfig | None = None
    ) -> None:
        self._config = config or HandConfig()
        self._detector = store.litert(DETECTOR, threads)
        self._landmarks = store.litert(LANDMARKS, threads)
        self._input = self._landmarks.get_input_details()[0]["index"]
        # Four outputs: points, presence, right-handedness, world points, named in that order.
        details = sorted(self._landmarks.get_output_details(), key=lambda d: d["name"])
        self._outputs = [d["index"] for d in details]
        self._regions: list[Region] = []
        self.detections = 0  # how often the palm detector had to run

    def __call__(self, bgr: Bgr, places: Sequence[Region]) -> list[Hand]:
        """Hands in ``bgr``. ``places``: where wrists are; a place without a tracked hand is
        searched with the palm detector, the rest of the picture is not."""
        hands = [h for h in (self._look(bgr, r) for r in self._regions) if h is not None]
        hands = self._distinct(hands)
        for place in places:
            if len(hands) < 2 and not any(_inside(h, place) for h in hands):
                self.detections += 1
                for palm in ssd.detect(self._detector, ssd.PALM, bgr, place, most=2):
                    hand = self._look(bgr, self._around_palm(palm))
                    hands = self._distinct([*hands, *([] if hand is None else [hand])])
        self._regions = [self._around_hand(h) for h in hands]
        return hands

    def _distinct(self, hands: list[Hand]) -> list[Hand]:
        kept: list[Hand] = []
        for hand in sorted(hands, key=lambda h: -h.presence):
            near = (
                np.hypot(*(hand.points[9] - other.points[9]))
                < self._config.same * max(hand.size, other.size)
                for other in kept
            )
            if not any(near):
                kept.append(hand)
        return kept[:2]

    def _around_palm(self, palm: ssd.Detection) -> Region:
        angle = upward(palm.points[0], palm.points[2])  # wrist to middle finger's root
        region = Region(float(palm.box[0]), float(palm.box[1]), float(palm.box[2:].max()), angle)
        return region.shifted(self._config.palm_shift).scaled(self._config.palm_size)

    def _around_hand(self, hand: Hand) -> Region:
        p = hand.points
        angle = upward(p[0], ((p[5] + p[13]) / 2 + p[9]) / 2)
        cos, sin = np.cos(angle), np.sin(angle)
        steady = p[STEADY]
        upright = np.stack(
            [cos * steady[:, 0] + sin * steady[:, 1], cos * steady[:, 1] - sin * steady[:, 0]], 1
        )
        low, high = upright.min(axis=0), upright.max(axis=0)
        x, y = (low + high) / 2
        region = Region(
            float(cos * x - sin * y), float(sin * x + cos * y), float((high - low).max()), angle
        )
        return region.shifted(self._config.hand_shift).scaled(self._config.hand_size)

    def _look(self, bgr: Bgr, region: Region) -> Hand | None:
        self._landmarks.set_tensor(self._input, region.crop(bgr, SIDE))
        self._landmarks.invoke()
        points, presence, right, _ = (self._landmarks.get_tensor(i) for i in self._outputs)
        if float(presence[0, 0]) < self._config.presence:
            return None
        found = region.to_picture(points.reshape(21, 3)[:, :2] / SIDE)
        return Hand(found, float(presence[0, 0]), float(right[0, 0]))


def _inside(hand: Hand, place: Region) -> bool:
    away = np.abs(hand.points[9] - (place.x, place.y))
    return bool((away < place.size / 2).all())
