"""What the lanes of one analysis have found so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.types import Landmarks, ModelRef, Problem, Segment, SignalTable, Transcript


@dataclass(slots=True)
class Found:
    """Each lane adds its own part; the pipeline turns the whole into an ``Analysis``."""

    signals: dict[str, SignalTable] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    summary: dict[str, float] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    models: list[ModelRef] = field(default_factory=list)
    transcript: Transcript | None = None
    landmarks: Landmarks | None = None
