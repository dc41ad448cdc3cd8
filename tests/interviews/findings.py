"""What an analysis may have found, small and known in every number."""

from __future__ import annotations

import numpy as np

from analysis.body.table import COLUMNS as BODY
from analysis.face.columns import COLUMNS as FACE
from analysis.types import (
    Analysis,
    ClipFacts,
    Landmarks,
    ModelRef,
    Problem,
    ProblemCode,
    Purpose,
    Segment,
    SignalTable,
    StageTime,
    Timing,
    Transcript,
    Word,
)
from analysis.voice.prosody import COLUMNS as VOICE
from interviews.services.analysis_store import Found

SPECS = (*FACE, *BODY, *VOICE)
SECONDS = 10.0


def _table(step: float, columns: dict[str, float]) -> SignalTable:
    t = np.arange(0, SECONDS, step, dtype=np.float32)
    return SignalTable(
        t, {name: np.full(t.shape, value, np.float32) for name, value in columns.items()}
    )


def found(*, problems: tuple[Problem, ...] = (), emotion: bool = True) -> Found:
    """Face at 5 Hz (gaze 4 degrees, unknown in the first second), voice at 10 Hz, three words."""
    face = _table(0.2, {"present": 1, "gaze_yaw": 4, "gaze_confidence": 0.9, "head_yaw": 2})
    face.columns["gaze_yaw"][:5] = np.nan
    if emotion:
        columns = {**face.columns, "expression_happy": np.full(face.t.shape, 0.7, np.float32)}
        face = SignalTable(face.t, columns)
    points = np.full((face.t.size, 2, 2), 0.5, np.float32)
    points[0] = np.nan
    eyes = np.full((face.t.size, 2, 2), 0.25, np.float32)
    words = (
        Word("hello", 1.0, 1.4, 0.9),
        Word("세계", 1.5, 2.0, 0.3),
        Word("hello", 4.0, 4.5, 0.8),
    )
    analysis = Analysis(
        clip=ClipFacts(SECONDS, 640, 480, 30.0, "vp8", "opus", 48000, 300, 50),
        signals={
            "face": face,
            "body": _table(0.2, {"movement": 0.1, "side_lean": 3}),
            "voice": _table(0.1, {"level_dbfs": -30, "f0_hz": 120, "speech_rate_wpm": 90}),
        },
        segments=(
            Segment("speech", 1.0, 4.5, 0.95),
            Segment("pause", 4.5, 6.0, 0.9),
            Segment("no_face", 6.0, 7.0, 0.99),
            Segment("blink", 3.0, 3.2, 0.8),
        ),
        transcript=Transcript("en", words, "en", 0.99),
        summary={
            "voice.speech_seconds": 3.5,
            "voice.speech_rate_wpm": 51.0,
            "face.gaze_spread_deg": 4.04,
            "face.present_share": 0.9,
            "face.expression_happy_mean": 0.7,
            "body.movement": 0.1,
        },
        flags=(),
        problems=problems or (Problem(ProblemCode.SEVERAL_FACES, "", 2.0, 3.0),),
        models=(ModelRef("yunet", "2023mar", "ab" * 32, "MIT", "finds faces"),),
        timing=Timing(StageTime(1.0, 0.9), {}, 0.1, 100.0),
        landmarks=Landmarks((1, 4), points, eyes, eyes),
        pipeline_version="test",
        purposes=frozenset(Purpose),
    )
    return Found(analysis, SPECS, [{"word": "hello", "count": 2, "times": [1.0, 4.0]}])
