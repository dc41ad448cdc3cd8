"""Which lanes a timeline can have: names, axes, columns. The page knows no lane by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Kind = Literal["line", "area", "states", "events", "rows"]


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """``columns``: (lane.column, direct label). ``states``: (segment kind, label)."""

    key: str
    label: Words
    unit: Words
    kind: Kind
    hue: int
    columns: tuple[tuple[str, Words], ...] = ()
    states: tuple[tuple[str, Words], ...] = ()
    confidence: str = ""
    low: float | None = None  # end of the axis; None: from the values
    high: float | None = None
    digits: int = 0
    size: str = ""
    scale: float = 1.0
    up: Words = ""  # what the upper and the lower end mean
    down: Words = ""


LANES: tuple[LaneSpec, ...] = (
    LaneSpec(
        "speech", _("Speech and pauses"), "", "states", 1, size="thin",
        states=(("speech", _("speech")), ("pause", _("pause"))),
    ),
    LaneSpec(
        "pace", _("Pace"), _("words/min"), "line", 1,
        columns=(("voice.speech_rate_wpm", ""),), low=0.0,
    ),
    LaneSpec(
        "pitch", _("Pitch"), _("Hz"), "line", 5,
        columns=(("voice.f0_hz", ""),), confidence="voice.voicing",
    ),
    LaneSpec(
        "level", _("Voice level"), _("dBFS"), "area", 5,
        columns=(("voice.level_dbfs", ""),), low=-60.0, high=-10.0,
    ),
    LaneSpec(
        "gaze", _("Gaze"), "°", "line", 3,
        columns=(("face.gaze_yaw", _("sideways")), ("face.gaze_pitch", _("up, down"))),
        confidence="face.gaze_confidence", low=-15.0, high=15.0, size="tall",
        up=_("left in the picture, or up"), down=_("right, or down"),
    ),
    LaneSpec(
        "head", _("Head"), "°", "line", 6,
        columns=(
            ("face.head_yaw", _("turned")),
            ("face.head_pitch", _("up, down")),
            ("face.head_roll", _("tilted")),
        ),
        confidence="face.confidence", low=-15.0, high=15.0, size="tall",
        up=_("left in the picture, up, or clockwise"), down=_("right, down, or the other way"),
    ),
    LaneSpec(
        "blinks", _("Blinks"), "", "events", 3, size="thin",
        states=(("blink", _("blink")),),
    ),
    LaneSpec(
        "posture", _("Posture"), "°", "line", 4,
        columns=(("body.side_lean", _("lean")), ("body.shoulder_tilt", _("shoulders"))),
        confidence="body.confidence", low=-15.0, high=15.0,
        up=_("right edge of the picture, or the left shoulder higher"), down=_("the other side"),
    ),
    LaneSpec(
        "movement", _("Movement"),
        # xgettext:no-python-format
        _("% of the picture"), "area", 4,
        columns=(("body.movement", ""),), low=0.0, digits=1, scale=100.0,
    ),
    LaneSpec(
        "gestures", _("Hands"), "", "states", 2, size="thin",
        states=(
            ("open_palm", _("open palm")),
            ("pointing", _("pointing")),
            ("hand_at_face", _("hand at the face")),
            ("hands_together", _("hands together")),
        ),
    ),
    LaneSpec(
        "expression", _("Expression"),
        # xgettext:no-python-format
        _("% probability"), "rows", 6, size="tall",
        columns=tuple(
            (f"face.expression_{name}", label)
            for name, label in (
                ("happy", _("happy")), ("neutral", _("neutral")), ("surprise", _("surprise")),
                ("sad", _("sad")), ("fear", _("fear")), ("angry", _("angry")),
                ("disgust", _("disgust")),
            )
        ),
        low=0.0, high=100.0, scale=100.0,
    ),
    LaneSpec(
        "tension", _("Tension"), "%", "line", 6,
        columns=(("face.tension", ""),), low=0.0, high=100.0, scale=100.0,
    ),
)  # fmt: skip

#: Segments that are pins on the lane "to look at".
PINS: dict[str, Words] = {
    "no_face": _("No face in the picture"),
    "several_faces": _("More than one face"),
}
