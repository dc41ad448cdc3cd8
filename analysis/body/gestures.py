"""What hands do, as rules on their points. There is no gesture network: each rule can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.body.hands import Hand
from analysis.types import Floats

Box = tuple[float, float, float, float]  # left, top, width, height in pixels

#: Points of index, middle, ring and little finger: root joint, middle joint, tip.
_FINGERS = ((5, 6, 8), (9, 10, 12), (13, 14, 16), (17, 18, 20))


@dataclass(frozen=True, slots=True)
class GestureConfig:
    """Anatomy, not tuning: a straight finger's joints lie nearly in line.

    ``straight_deg``: angle at the middle joint from which a finger counts as stretched (180 is
    straight; relaxed fingers bend to about 140 at that joint).
    ``reach``: a stretched finger's tip is at least this much farther from the wrist than its middle
    joint. ``near_face``: margin around the face box in box widths. ``together``: distance of the
    two palms in palm lengths.
    """

    straight_deg: float = 150.0
    reach: float = 1.15
    near_face: float = 0.1
    together: float = 1.5


@dataclass(frozen=True, slots=True)
class Gestures:
    """Which gestures one picture shows. ``hand_at_face`` is NaN where no face was seen."""

    open_palm: float
    pointing: float
    hand_at_face: float
    hands_together: float


def stretched(points: Floats, config: GestureConfig) -> list[bool]:
    """Whether index, middle, ring and little finger are stretched. ``points`` (21, 2) pixels."""
    found = []
    for root, joint, tip in _FINGERS:
        lower, upper = points[root] - points[joint], points[tip] - points[joint]
        lengths = max(1e-6, float(np.hypot(*lower) * np.hypot(*upper)))
        angle = np.degrees(np.arccos(np.clip(float(lower @ upper) / lengths, -1, 1)))
        far = np.hypot(*(points[tip] - points[0])) / np.hypot(*(points[joint] - points[0]))
        found.append(bool(angle >= config.straight_deg and far >= config.reach))
    return found


def is_open_palm(points: Floats, config: GestureConfig) -> bool:
    """All four fingers stretched."""
    return all(stretched(points, config))


def is_pointing(points: Floats, config: GestureConfig) -> bool:
    """Index finger stretched, the other three bent."""
    index, *others = stretched(points, config)
    return index and not any(others)


def touches(points: Floats, face: Box, config: GestureConfig) -> bool:
    """A point of the hand lies on the face (in the picture: it may also be in front of it)."""
    margin = config.near_face * face[2]
    low = np.array([face[0] - margin, face[1] - margin])
    high = np.array([face[0] + face[2] + margin, face[1] + face[3] + margin])
    return bool(((points >= low) & (points <= high)).all(axis=1).any())


def gestures(
    hands: Sequence[Hand], face: Box | None, config: GestureConfig | None = None
) -> Gestures:
    """All rules on the hands of one picture (none: all 0, and unknown at the face without one)."""
    config = config or GestureConfig()
    together = False
    if len(hands) == 2:
        a, b = hands
        away = float(np.hypot(*(a.points[9] - b.points[9])))
        together = away < config.together * max(a.size, b.size)
    at_face = float("nan")
    if face is not None:
        at_face = float(any(touches(h.points, face, config) for h in hands))
    return Gestures(
        open_palm=float(any(is_open_palm(h.points, config) for h in hands)),
        pointing=float(any(is_pointing(h.points, config) for h in hands)),
        hand_at_face=at_face,
        hands_together=float(together),
    )
