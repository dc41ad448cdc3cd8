"""One pass over a recording's pictures: movement in every one, posture and hands when it says more.

A seated person's posture changes over seconds, and a network that looks at every picture mostly
confirms itself. So pose runs about once a second while something moves, more often while much
moves, and rarely while nothing does. Hands are looked for only where the body's wrists are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analysis.body.gestures import Box, GestureConfig, Gestures, gestures
from analysis.body.hands import Hand, HandTracker
from analysis.body.movement import Grey, Movement
from analysis.body.pose import (
    LEFT_INDEX,
    LEFT_PINKY,
    LEFT_SHOULDER,
    LEFT_WRIST,
    NOSE,
    RIGHT_INDEX,
    RIGHT_PINKY,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
    Pose,
    PoseTracker,
)
from analysis.body.regions import Bgr, Region, letterbox
from analysis.types import ModelRef
from analysis.weights import WeightStore

MODELS = ("pose_detection", "pose_landmark_full", "palm_detection_lite", "hand_landmark_lite")
_ARMS = ((LEFT_WRIST, LEFT_INDEX, LEFT_PINKY), (RIGHT_WRIST, RIGHT_INDEX, RIGHT_PINKY))


@dataclass(frozen=True, slots=True)
class BodyConfig:
    """When to look. Movement is the share of changed pixels between two pictures at 5 Hz:
    talking heads of the GRID corpus give 0.005-0.06, a face that fills the picture 0.2 without a
    gesture, people who sit still below 0.003.

    ``visible``: a wrist this sure is worth a look. ``hand_search_s``: how often the whole picture
    is searched for hands that the pose does not show (raised to the face or the camera). The lite
    palm network found the hand at the face of our sample in 34 of 36 pictures, the full one in 7.
    ``hand_place``: side of the searched square around a wrist, in shoulder widths.
    """

    still: float = 0.003
    busy: float = 0.25
    still_s: float = 3.0
    moving_s: float = 1.0
    busy_s: float = 0.5
    visible: float = 0.5
    hand_search_s: float = 0.9
    hand_place: float = 1.0
    gestures: GestureConfig = field(default_factory=GestureConfig)


@dataclass(frozen=True, slots=True)
class BodySample:
    """What one picture shows. ``looked``: the pose network ran on it; without it only ``movement``
    is known. ``hands`` is None where nobody looked for hands; empty where there were none."""

    t: float
    width: int
    height: int
    movement: float
    looked: bool = False
    pose: Pose | None = None
    face: Box | None = None
    hands: tuple[Hand, ...] | None = None
    gestures: Gestures | None = None


class BodyTracker:
    """Turns pictures into samples, in order of time. One per recording."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: BodyConfig | None = None
    ) -> None:
        self._config = config or BodyConfig()
        self._movement = Movement()
        self._pose = PoseTracker(store, threads)
        self._hands = HandTracker(store, threads)
        self._moved = 0.0  # the most that moved between two pictures since the last look
        self._looked_at = self._searched_at = -np.inf
        self._had_hands = False
        self.models: tuple[ModelRef, ...] = tuple(store.ref(name) for name in MODELS)

    def process(self, bgr: Bgr, small: Grey, t: float, face: Box | None) -> BodySample:
        """Look at one picture (H, W, 3) and its reduction; ``face`` is the main face's box."""
        height, width = bgr.shape[:2]
        movement = self._movement(small)
        self._moved = max(self._moved, movement) if np.isfinite(movement) else self._moved
        if not self._due(t):
            return BodySample(t, width, height, movement)
        self._looked_at, self._moved = t, 0.0
        pose = self._pose(bgr)
        if pose is not None and face is not None and not _same_person(pose, face):
            self._pose.reset()  # followed somebody else, or a chair
            pose = None
        hands = self._find_hands(bgr, t, pose)
        seen = None if hands is None else gestures(hands, face, self._config.gestures)
        kept = None if hands is None else tuple(hands)
        return BodySample(t, width, height, movement, True, pose, face, kept, seen)

    def _due(self, t: float) -> bool:
        wait = self._config.moving_s
        if self._moved < self._config.still:
            wait = self._config.still_s
        elif self._moved > self._config.busy:
            wait = self._config.busy_s
        return t - self._looked_at >= wait - 0.05  # a picture's own time is never exact

    def _find_hands(self, bgr: Bgr, t: float, pose: Pose | None) -> list[Hand] | None:
        places = self._places(pose)
        if t - self._searched_at >= self._config.hand_search_s:
            self._searched_at = t
            places = [letterbox(bgr.shape[1], bgr.shape[0])]
        if not places and not self._had_hands:
            return None
        hands = self._hands(bgr, places)
        self._had_hands = bool(hands)
        return hands

    def _places(self, pose: Pose | None) -> list[Region]:
        if pose is None:
            return []
        shoulders = pose.points[LEFT_SHOULDER] - pose.points[RIGHT_SHOULDER]
        side = self._config.hand_place * float(np.hypot(*shoulders))
        places = []
        for arm in _ARMS:
            if pose.visibility[arm[0]] >= self._config.visible:
                x, y = pose.points[list(arm)].mean(axis=0)
                places.append(Region(float(x), float(y), side))
        return places


def _same_person(pose: Pose, face: Box) -> bool:
    """Whether the pose's nose lies in the face's box, half a box of margin around it."""
    x, y = pose.points[NOSE]
    dx, dy = face[2] / 2, face[3] / 2
    return bool(
        face[0] - dx <= x <= face[0] + face[2] + dx and face[1] - dy <= y <= face[1] + face[3] + dy
    )
