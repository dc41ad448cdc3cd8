"""The vocabulary between the analysis library and everything that uses it.

Conventions: time in seconds from the first frame or sample of the recording; angles in degrees;
levels in dBFS; pixels with the origin at the top left. A missing measurement is NaN, never 0.
Arrays are ``float32`` unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Purpose(StrEnum):
    """Why something is looked at. Consent and policy speak in these names (docs/policy.md)."""

    RECORDING = "recording.media"
    TRANSCRIPT = "speech.transcript"
    ANSWER_MATCHING = "answer.competencies"
    VOICE_PROSODY = "voice.prosody"
    VOICE_EMOTION = "voice.emotion"
    FACE_PRESENCE = "face.presence"
    FACE_GAZE = "face.gaze"
    FACE_EMOTION = "face.emotion"
    BODY_MOVEMENT = "body.movement"
    SCENE_QUALITY = "scene.quality"
    MODEL_IMPROVEMENT = "model.improvement"


class ProblemCode(StrEnum):
    """Why a recording could not be analysed, wholly or in part. The product words it for people."""

    NOT_A_VIDEO = "not_a_video"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    TOO_LONG = "too_long"
    TOO_LARGE_PICTURE = "too_large_picture"
    NO_VIDEO_TRACK = "no_video_track"
    NO_AUDIO_TRACK = "no_audio_track"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    SILENCE = "silence"
    OTHER_LANGUAGE = "other_language"


class AnalysisError(Exception):
    """Nothing in the recording could be analysed. ``code`` says why, ``detail`` is for logs."""

    def __init__(self, code: ProblemCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail


class Stopped(Exception):
    """The caller asked the analysis to stop (consent withdrawn, lease lost)."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """What a signal column means; the report draws its axis and its explanation from this."""

    name: str
    group: str  # face | body | scene | voice
    unit: str  # "deg", "dBFS", "Hz", "1/min", "ratio", "count", "bool", "px/s", ...
    purpose: Purpose
    about: str  # one English sentence: what the number is and what it rests on


@dataclass(frozen=True, slots=True)
class SignalTable:
    """Columns on one clock. ``t`` (N,) rises strictly; every column is (N,), NaN = unknown."""

    t: Floats
    columns: Mapping[str, Floats]

    def __post_init__(self) -> None:
        for name, values in self.columns.items():
            if values.shape != self.t.shape:
                raise ValueError(f"column {name}: shape {values.shape}, clock {self.t.shape}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time with a name: ``speech``, ``pause``, ``no_face``, ``several_faces``, ..."""

    kind: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word. ``confidence`` is the recogniser's probability, 0..1."""

    word: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """``language``: the language it was recognised in. ``detected_language`` may differ."""

    language: str
    words: tuple[Word, ...]
    detected_language: str = ""
    detected_probability: float = 0.0

    @property
    def text(self) -> str:
        return " ".join(w.word for w in self.words)


@dataclass(frozen=True, slots=True)
class Flag:
    """Evidence for a person to look at: what, when, how sure, what it rests on."""

    check: str
    start: float
    end: float
    confidence: float
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ModelRef:
    """Which weights produced a result, so that it can be replayed."""

    name: str
    version: str
    sha256: str
    licence: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What the container says, and what decoding found. 0 where there is no such track."""

    duration_s: float
    width: int
    height: int
    video_fps: float
    video_codec: str
    audio_codec: str
    audio_rate: int
    frames_decoded: int
    frames_analysed: int


@dataclass(frozen=True, slots=True)
class StageTime:
    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU counts all threads and child processes."""

    total: StageTime
    stages: Mapping[str, StageTime]
    cold_start_s: float
    peak_rss_mb: float


@dataclass(frozen=True, slots=True)
class Problem:
    """A part that could not be analysed; the rest was."""

    code: ProblemCode
    detail: str = ""
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Landmarks:
    """What the overlay draws: points of the largest face, quantised, on the face table's clock.

    ``points`` (N, P, 2) float32 in 0..1 of the frame, NaN where no face was found;
    ``gaze_origin`` and ``gaze_tip`` (N, 2, 2): right and left eye, in 0..1 of the frame.
    """

    indices: tuple[int, ...]  # which of the 478 mesh points the P points are
    points: Floats
    gaze_origin: Floats
    gaze_tip: Floats


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that one pass over a recording found."""

    clip: ClipFacts
    signals: Mapping[str, SignalTable]  # keys: face, body, scene, voice
    segments: tuple[Segment, ...]
    transcript: Transcript | None
    summary: Mapping[str, float]  # named numbers, e.g. "voice.speech_rate_wpm"; absent = unknown
    flags: tuple[Flag, ...]
    problems: tuple[Problem, ...]
    models: tuple[ModelRef, ...]
    timing: Timing
    landmarks: Landmarks | None = None
    pipeline_version: str = ""
    purposes: frozenset[Purpose] = field(default_factory=frozenset)
