"""Which purpose a finding rests on, so that what is not allowed can be left out or removed.

Signal columns carry their purpose themselves (``ColumnSpec``); summary numbers, segments and
problems only have names. A name that is not in these tables rests on nothing known and is left
out: forgetting a line here hides a number, it never shows a forbidden one.
"""

from __future__ import annotations

from collections.abc import Collection

from analysis.types import ProblemCode, Purpose

P = Purpose

#: First matching beginning counts.
SUMMARY: tuple[tuple[str, frozenset[Purpose]], ...] = (
    ("face.present_share", frozenset({P.FACE_PRESENCE})),
    ("face.most_faces", frozenset({P.FACE_PRESENCE})),
    ("face.no_face_s", frozenset({P.FACE_PRESENCE})),
    ("face.several_faces_s", frozenset({P.FACE_PRESENCE})),
    ("face.tension", frozenset({P.FACE_EMOTION})),
    ("face.symmetry", frozenset({P.FACE_EMOTION})),
    ("face.expression_", frozenset({P.FACE_EMOTION})),
    ("face.blink", frozenset({P.FACE_GAZE})),
    ("face.gaze_", frozenset({P.FACE_GAZE})),
    ("face.head_", frozenset({P.FACE_GAZE})),
    ("face.eye_open", frozenset({P.FACE_GAZE})),
    ("face.squint", frozenset({P.FACE_GAZE})),
    ("body.", frozenset({P.BODY_MOVEMENT})),
    ("scene.", frozenset({P.SCENE_QUALITY})),
    # Counted in recognised words, measured as prosody: both must be allowed.
    ("voice.words", frozenset({P.VOICE_PROSODY, P.TRANSCRIPT})),
    ("voice.time_to_first_word_s", frozenset({P.VOICE_PROSODY, P.TRANSCRIPT})),
    ("voice.speech_rate_wpm", frozenset({P.VOICE_PROSODY, P.TRANSCRIPT})),
    ("voice.articulation_rate_sps", frozenset({P.VOICE_PROSODY, P.TRANSCRIPT})),
    ("voice.", frozenset({P.VOICE_PROSODY})),
)

SEGMENTS: dict[str, Purpose] = {
    "speech": P.VOICE_PROSODY,
    "pause": P.VOICE_PROSODY,
    "no_face": P.FACE_PRESENCE,
    "several_faces": P.FACE_PRESENCE,
    "blink": P.FACE_GAZE,
    "open_palm": P.BODY_MOVEMENT,
    "pointing": P.BODY_MOVEMENT,
    "hand_at_face": P.BODY_MOVEMENT,
    "hands_together": P.BODY_MOVEMENT,
    "static": P.SCENE_QUALITY,
}

PROBLEMS: dict[str, frozenset[Purpose]] = {
    ProblemCode.NO_FACE: frozenset({P.FACE_PRESENCE}),
    ProblemCode.SEVERAL_FACES: frozenset({P.FACE_PRESENCE}),
    ProblemCode.OTHER_LANGUAGE: frozenset({P.TRANSCRIPT}),
}

#: Columns that need more than the purpose they name: rates are counted in recognised words.
COLUMNS_ALSO: dict[str, Purpose] = {
    "voice.speech_rate_wpm": P.TRANSCRIPT,
    "voice.syllable_rate_sps": P.TRANSCRIPT,
}


def summary_allowed(name: str, purposes: Collection[Purpose]) -> bool:
    needs = next((found for start, found in SUMMARY if name.startswith(start)), None)
    return needs is not None and needs <= frozenset(purposes)


def segment_allowed(kind: str, purposes: Collection[Purpose]) -> bool:
    return SEGMENTS.get(kind) in purposes


def problem_allowed(code: str, purposes: Collection[Purpose]) -> bool:
    """Problems of the file itself rest on the recording alone."""
    return PROBLEMS.get(code, frozenset({P.RECORDING})) <= frozenset(purposes)


def column_allowed(key: str, purpose: Purpose, purposes: Collection[Purpose]) -> bool:
    """``key``: ``lane.column``."""
    return purpose in purposes and COLUMNS_ALSO.get(key, purpose) in purposes
