"""An analysis as one JSON document. Its form: docs/schemas/analysis.json."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from analysis.body.table import COLUMNS as BODY
from analysis.face.columns import COLUMNS as FACE
from analysis.scene.quality import COLUMNS as SCENE
from analysis.types import Analysis, ColumnSpec, Floats, SignalTable
from analysis.voice.prosody import COLUMNS as VOICE

#: Every column that a signal table may have.
COLUMNS: tuple[ColumnSpec, ...] = (*FACE, *BODY, *SCENE, *VOICE)

_UNITS = {(spec.group, spec.name): spec.unit for spec in COLUMNS}


def analysis_document(analysis: Analysis) -> dict[str, Any]:
    """JSON-ready: unknown values are null, numbers carry six significant digits."""
    transcript = analysis.transcript
    return {
        "clip": asdict(analysis.clip),
        "signals": {name: _signal(table) for name, table in analysis.signals.items()},
        "units": {
            name: {column: _UNITS[name, column] for column in table.columns}
            for name, table in analysis.signals.items()
        },
        "segments": [_plain(asdict(s)) for s in analysis.segments],
        "transcript": [_plain(asdict(w)) for w in transcript.words] if transcript else [],
        "language": {
            "expected": transcript.language,
            "detected": transcript.detected_language,
            "probability": _number(transcript.detected_probability),
        }
        if transcript
        else None,
        "summary": {name: _number(value) for name, value in sorted(analysis.summary.items())},
        "flags": [
            {
                "check": f.check,
                "start_s": _number(f.start),
                "end_s": _number(f.end),
                "confidence": _number(f.confidence),
                "evidence": dict(f.evidence),
            }
            for f in analysis.flags
        ],
        "problems": [_plain(asdict(p)) for p in analysis.problems],
        "models": [asdict(m) for m in analysis.models],
        "timing": {
            "total": asdict(analysis.timing.total),
            "stages": {name: asdict(spent) for name, spent in analysis.timing.stages.items()},
            "cold_start_s": analysis.timing.cold_start_s,
            "peak_rss_mb": analysis.timing.peak_rss_mb,
        },
        "pipeline_version": analysis.pipeline_version,
        "purposes": sorted(analysis.purposes),
    }


def _signal(table: SignalTable) -> dict[str, list[float | None]]:
    return {"t": _numbers(table.t)} | {n: _numbers(v) for n, v in table.columns.items()}


def _numbers(values: Floats) -> list[float | None]:
    return [_number(v) for v in values.tolist()]


def _number(value: float) -> float | None:
    """Six significant digits: more than any sensor gives, half the length of a printed double."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _number(v) if isinstance(v, float) else v for key, v in row.items()}
