"""What each drawn column means, in words that can be translated.

The analysis says the same in English (``ColumnSpec.about``) inside every signals file, so that a
file explains itself for ever; a column that is missing here is explained in those words.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_EXPRESSION = _(
    "Probability of this expression by a small network. What a face shows is not what a person "
    "feels."
)

COLUMN_WORDS: dict[str, str | Promise] = {
    "voice.speech_rate_wpm": _("Recognised words per minute over 6 seconds, pauses included."),
    "voice.f0_hz": _("Pitch of the voice (fundamental frequency) where it is voiced."),
    "voice.level_dbfs": _(
        "Sound level against the loudest a recording can hold. Depends on microphone and distance."
    ),
    "face.gaze_yaw": _(
        "Eyes to the left of the picture (+) or the right, compared with where this person mostly "
        "looked. Not calibrated."
    ),
    "face.gaze_pitch": _(
        "Eyes up (+) or down, compared with where this person mostly looked. Not calibrated, and "
        "coarser than sideways."
    ),
    "face.head_yaw": _("Head turned to the left of the picture (+) or the right."),
    "face.head_pitch": _(
        "Head turned up (+) or down. A constant offset of a few degrees differs between faces."
    ),
    "face.head_roll": _("Head tilted clockwise on the screen (+) or the other way."),
    "face.tension": _(
        "Mean of five tightening movements of the face: a proxy for muscle tension, not a "
        "measurement of it."
    ),
    "body.side_lean": _("Lean of the head over the shoulders, + to the right edge of the picture."),
    "body.shoulder_tilt": _("Slope of the shoulders, + when the person’s left one is higher."),
    "body.movement": _("Share of the picture that changed since the look before."),
    **{
        f"face.expression_{name}": _EXPRESSION
        for name in ("happy", "neutral", "surprise", "sad", "fear", "angry", "disgust")
    },
}
