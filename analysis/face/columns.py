"""What each column of the ``face`` table means: the report explains itself from this."""

from __future__ import annotations

from analysis.face.expression import CLASSES
from analysis.types import ColumnSpec, Purpose

PRESENCE, GAZE, EMOTION = Purpose.FACE_PRESENCE, Purpose.FACE_GAZE, Purpose.FACE_EMOTION


def _face(name: str, unit: str, purpose: Purpose, about: str) -> ColumnSpec:
    return ColumnSpec(name, "face", unit, purpose, about)


COLUMNS: tuple[ColumnSpec, ...] = (
    _face(
        *("faces", "count", PRESENCE),
        "Faces in the picture, counted about once a second, small ones every two seconds.",
    ),
    _face("present", "bool", PRESENCE, "1 where a face was found, 0 where none was."),
    _face(
        *("confidence", "ratio", PRESENCE),
        "The landmark network's probability that it sees a face; half the detector's score where "
        "a face was found but its points cannot be trusted.",
    ),
    _face("face_x", "ratio", PRESENCE, "Middle of the face, share of the picture's width."),
    _face("face_y", "ratio", PRESENCE, "Middle of the face, share of the picture's height."),
    _face("face_height", "ratio", PRESENCE, "Height of the face, share of the picture's height."),
    _face(
        *("head_yaw", "deg", GAZE),
        "Head turned towards the left of the picture (+) or the right, from 33 points of the mesh "
        "against a standard face.",
    ),
    _face(
        *("head_pitch", "deg", GAZE),
        "Head turned up (+) or down; a constant offset of a few degrees differs between faces.",
    ),
    _face("head_roll", "deg", GAZE, "Head tilted clockwise on the screen (+) or the other way."),
    _face(
        *("gaze_yaw", "deg", GAZE),
        "Eyes looking towards the left of the picture (+) or the right, compared with where this "
        "person mostly looked in this recording; not calibrated.",
    ),
    _face(
        *("gaze_pitch", "deg", GAZE),
        "Eyes looking up (+) or down, compared with where this person mostly looked in this "
        "recording; not calibrated, and coarser than sideways.",
    ),
    _face(
        *("gaze_confidence", "ratio", GAZE),
        "How well the iris can be read: lower for small, narrow or turned-away eyes.",
    ),
    _face(
        *("eye_open_right", "ratio", GAZE),
        "Lid distance of the person's right eye; 1 = usual for this person in this recording.",
    ),
    _face(
        *("eye_open_left", "ratio", GAZE),
        "Lid distance of the person's left eye; 1 = usual for this person in this recording.",
    ),
    _face(
        *("squint", "ratio", GAZE),
        "How much narrower than usual the eyes are, blinks left out; lowered eyes count as well.",
    ),
    _face(
        *("tension", "ratio", EMOTION),
        "Mean of five tightening movements (brows, lids, nose, lips) as blendshapes: a proxy for "
        "muscle tension, not a measurement of it.",
    ),
    _face(
        *("symmetry", "ratio", EMOTION),
        "1 = both sides of the face move alike, from paired blendshapes; unknown while nothing "
        "moves, and unreliable beyond 30 degrees of yaw.",
    ),
    *(
        _face(
            *(f"expression_{name}", "ratio", EMOTION),
            f"Probability of the expression '{name}' by a small baseline network; what a face "
            "shows is not what a person feels.",
        )
        for name in CLASSES
    ),
)
