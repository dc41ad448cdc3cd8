"""For what is looked at and listened to while an interview goes on: the one list that consent,
tap, workers and screens go by.
"""

from __future__ import annotations

from collections.abc import Collection

from analysis.types import Purpose

#: Each alone is reason enough to take the picture. Light and sharpness are of the recording only.
PICTURE = frozenset(
    {Purpose.FACE_PRESENCE, Purpose.FACE_GAZE, Purpose.FACE_EMOTION, Purpose.BODY_MOVEMENT}
)
#: The same of the sound. Nothing rests on the mood of a voice yet.
SOUND = frozenset({Purpose.TRANSCRIPT, Purpose.VOICE_PROSODY})
#: Rests on the words: alone it is no reason to listen.
MATCHING = frozenset({Purpose.TRANSCRIPT, Purpose.ANSWER_MATCHING})
LIVE = PICTURE | SOUND | MATCHING


def analysed_live(allowed: Collection[Purpose]) -> frozenset[Purpose]:
    """What is really analysed of what is ``allowed``. Empty: neither picture nor sound is taken."""
    reasons = PICTURE | SOUND | (MATCHING if Purpose.TRANSCRIPT in allowed else frozenset())
    return reasons & frozenset(allowed)
