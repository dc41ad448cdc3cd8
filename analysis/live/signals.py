"""What one live frame of one person shows, and the same as JSON for a screen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.face.overlay import (
    BROWS,
    INNER_LIPS,
    LEFT_EYE,
    NOSE,
    OUTER_LIPS,
    OVAL,
    RIGHT_EYE,
)
from analysis.types import Floats

#: Mesh points that a screen draws, in this order: oval 18, right eye 8, left eye 8, brows 5 and 5,
#: nose 9, outer lips 10, inner lips 5, middles of the right and the left iris. 70 in all: every
#: second or fourth of those that a report draws (``analysis.face.overlay``).
POINTS = (
    *OVAL[::2],
    *RIGHT_EYE[::2],
    *LEFT_EYE[::2],
    *BROWS,
    *NOSE,
    *OUTER_LIPS[::2],
    *INNER_LIPS[::4],
    *(468, 473),
)


@dataclass(frozen=True, slots=True)
class LiveFace:
    """Degrees with the signs of ``analysis.face.geometry``; None: unknown, or not allowed.

    Gaze is relative to where this person mostly looked in the last two minutes. ``box`` is left,
    top, width, height and ``points`` are those of ``POINTS``, all as shares of the picture.
    """

    box: tuple[float, float, float, float] | None = None
    points: Floats | None = None  # (70, 2)
    yaw: float | None = None
    pitch: float | None = None
    roll: float | None = None
    gaze_yaw: float | None = None
    gaze_pitch: float | None = None
    looking: bool | None = None  # towards the screen
    blink: bool | None = None  # lids more than half closed right now
    expression: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class LiveBody:
    """``lean``: how much nearer than usual, 0.1 is 10 %. ``turn``: of the shoulders in degrees,
    towards the left of the picture (+), compared with how this person mostly sat; coarse, it rests
    on a guess of depth. ``shoulders``: slope in degrees, the person's own left one higher (+).
    ``hands``: seen, 0-2. ``movement``: share of the picture that changed.
    """

    lean: float | None = None
    turn: float | None = None
    shoulders: float | None = None
    hands: int | None = None
    movement: float | None = None


@dataclass(frozen=True, slots=True)
class LiveSignals:
    """One frame of one seat. ``faces`` None: counting them is not allowed."""

    seat: str
    t: float
    faces: int | None
    face: LiveFace | None
    body: LiveBody | None


def signals_document(signals: LiveSignals) -> dict[str, Any]:
    """The event ``signals`` of docs/live.md, without its type."""
    return {
        "seat": signals.seat,
        "sampled_at": round(signals.t, 3),
        "faces": signals.faces,
        "face": None if signals.face is None else _face(signals.face),
        "body": None if signals.body is None else _body(signals.body),
    }


def known(value: float) -> float | None:
    """None for NaN."""
    return float(value) if math.isfinite(value) else None


def _face(face: LiveFace) -> dict[str, Any]:
    angles = ("yaw", "pitch", "roll", "gaze_yaw", "gaze_pitch")
    document: dict[str, Any] = {name: _rounded(getattr(face, name), 1) for name in angles}
    points = [] if face.points is None else np.round(face.points.astype(float), 4).tolist()
    document |= {
        "looking": face.looking,
        "blink": face.blink,
        "box": None if face.box is None else [round(value, 4) for value in face.box],
        "points": points,
    }
    if face.expression is not None:  # not allowed: absent, as if there were no such thing
        document["expression"] = {name: round(p, 3) for name, p in face.expression.items()}
    return document


def _body(body: LiveBody) -> dict[str, Any]:
    return {
        "lean": _rounded(body.lean, 3),
        "turn": _rounded(body.turn, 1),
        "shoulders": _rounded(body.shoulders, 1),
        "hands": body.hands,
        "movement": _rounded(body.movement, 4),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
