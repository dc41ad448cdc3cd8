"""From samples to what a report needs: the ``face`` table, segments, overlay points, numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.face.blendshapes import symmetry, tension
from analysis.face.blinks import Blinks, find_blinks
from analysis.face.columns import COLUMNS
from analysis.face.expression import CLASSES
from analysis.face.overlay import overlay
from analysis.face.tracker import FaceSample
from analysis.types import (
    Floats,
    Landmarks,
    Problem,
    ProblemCode,
    Purpose,
    Segment,
    SignalTable,
)

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class SignalConfig:
    """Where a number needs a threshold."""

    gaze_confidence: float = 0.3  # samples below it do not enter gaze statistics
    usual_openness: float = 0.75  # quantile of a person's openness that counts as usual
    near_centre_deg: float = 10.0  # a screen at arm's length reaches about this far from its middle
    missed_face: float = 0.1  # share of hard frames on which the detector misses a face
    squint_floor: float = 0.55  # openness below this is a blink or a closed eye, no squint
    enough_samples: int = 10  # statistics of fewer samples are not given


@dataclass(frozen=True, slots=True)
class FaceSignals:
    """Everything about faces in one recording."""

    table: SignalTable
    segments: tuple[Segment, ...]
    landmarks: Landmarks | None
    summary: dict[str, float]
    problems: tuple[Problem, ...]


def face_signals(
    samples: Sequence[FaceSample],
    purposes: frozenset[Purpose],
    config: SignalConfig | None = None,
) -> FaceSignals:
    """Put ``samples`` (in order of time) together. Only columns that ``purposes`` allow appear."""
    config = config or SignalConfig()
    t = np.array([s.t for s in samples], np.float32)
    columns = _presence(samples)
    summary: dict[str, float] = {}
    segments: list[Segment] = []
    problems: list[Problem] = []
    gaze: Floats | None = None
    if Purpose.FACE_PRESENCE in purposes:
        gone = _segments(samples, "no_face", lambda s: s.box is None, config)
        several = _segments(samples, "several_faces", lambda s: s.count > 1, config)
        segments += [*gone, *several]
        problems = _problems(samples, several)
        summary |= _presence_summary(samples, gone, several)
    if Purpose.FACE_GAZE in purposes:
        columns |= _pose_and_eyes(samples)
        gaze = _against_baseline(columns, summary, config)
        blinks = find_blinks(t, _relative_openness(columns, summary, config))
        segments += blinks.events
        summary |= _gaze_summary(columns, blinks, config)
    if Purpose.FACE_EMOTION in purposes:
        columns |= _shapes(samples)
        summary |= _emotion_summary(columns, config)
    allowed = {c.name for c in COLUMNS if c.purpose in purposes}
    table = SignalTable(t, {n: columns[n] for n in columns if n in allowed})
    shown = overlay(samples, gaze) if Purpose.FACE_PRESENCE in purposes else None
    ordered = tuple(sorted(segments, key=lambda s: (s.start, s.kind)))
    return FaceSignals(table, ordered, shown, summary, tuple(problems))


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), np.float32)


def _presence(samples: Sequence[FaceSample]) -> dict[str, Floats]:
    boxes = np.array([s.box or (NAN,) * 4 for s in samples], np.float32).reshape(-1, 4)
    width = _floats(s.width for s in samples)
    height = _floats(s.height for s in samples)
    return {
        "faces": _floats(s.count for s in samples),
        "present": _floats(s.box is not None for s in samples),
        "confidence": _floats(s.confidence for s in samples),
        "face_x": ((boxes[:, 0] + boxes[:, 2] / 2) / width).astype(np.float32),
        "face_y": ((boxes[:, 1] + boxes[:, 3] / 2) / height).astype(np.float32),
        "face_height": boxes[:, 3] / height,
    }


def _pose_and_eyes(samples: Sequence[FaceSample]) -> dict[str, Floats]:
    poses, eyes = [s.pose for s in samples], [s.eyes for s in samples]
    return {
        "head_yaw": _floats(p.yaw if p else NAN for p in poses),
        "head_pitch": _floats(p.pitch if p else NAN for p in poses),
        "head_roll": _floats(p.roll if p else NAN for p in poses),
        "gaze_yaw": _floats(e.gaze_yaw if e else NAN for e in eyes),
        "gaze_pitch": _floats(e.gaze_pitch if e else NAN for e in eyes),
        "gaze_confidence": _floats(e.confidence if e else NAN for e in eyes),
        "eye_open_right": _floats(e.openness_right if e else NAN for e in eyes),
        "eye_open_left": _floats(e.openness_left if e else NAN for e in eyes),
    }


def _against_baseline(
    columns: dict[str, Floats], summary: dict[str, float], config: SignalConfig
) -> Floats | None:
    """Gaze relative to the recording's median; unsure samples become NaN. Returns (N, 2)."""
    sure = columns["gaze_confidence"] >= config.gaze_confidence
    for name in ("gaze_yaw", "gaze_pitch"):
        columns[name] = np.where(sure, columns[name], np.float32(NAN))
        if sure.sum() >= config.enough_samples:
            baseline = float(np.median(columns[name][sure]))
            summary[f"face.{name}_baseline"] = baseline
            columns[name] = columns[name] - np.float32(baseline)
        else:  # too little to know where the person usually looks
            columns[name] = np.full_like(columns[name], NAN)
    return np.stack([columns["gaze_yaw"], columns["gaze_pitch"]], axis=1)


def _relative_openness(
    columns: dict[str, Floats], summary: dict[str, float], config: SignalConfig
) -> Floats:
    """Both eyes' openness relative to usual (in place), the squint column, and their mean."""
    names = ("eye_open_right", "eye_open_left")
    for name in names:
        known = columns[name][np.isfinite(columns[name])]
        usual = NAN
        if known.size >= config.enough_samples:
            usual = float(np.quantile(known, config.usual_openness))
            summary[f"face.{name}_usual"] = usual
        columns[name] = columns[name] / np.float32(usual)
    both: Floats = np.mean([columns[name] for name in names], axis=0, dtype=np.float32)
    squint = np.clip(1.0 - both, 0.0, 1.0).astype(np.float32)
    columns["squint"] = np.where(both >= config.squint_floor, squint, np.float32(NAN))
    return both


def _shapes(samples: Sequence[FaceSample]) -> dict[str, Floats]:
    shapes = [s.blendshapes for s in samples]
    columns = {
        "tension": _floats(NAN if b is None else tension(b) for b in shapes),
        "symmetry": _floats(NAN if b is None else symmetry(b) for b in shapes),
    }
    for number, name in enumerate(CLASSES):
        columns[f"expression_{name}"] = _floats(
            NAN if s.expression is None else float(s.expression[number]) for s in samples
        )
    return columns


def _segments(
    samples: Sequence[FaceSample],
    kind: str,
    holds: Callable[[FaceSample], bool],
    config: SignalConfig,
) -> list[Segment]:
    """Stretches of samples for which ``holds``; each lasts until the first that differs."""
    found: list[Segment] = []
    run: list[FaceSample] = []
    step = float(np.median(np.diff([s.t for s in samples]))) if len(samples) > 1 else 0.0
    for sample in samples:
        if holds(sample):
            run.append(sample)
        elif run:
            found.append(Segment(kind, run[0].t, sample.t, _certainty(kind, run, config)))
            run = []
    if run:
        found.append(Segment(kind, run[0].t, run[-1].t + step, _certainty(kind, run, config)))
    return found


def _certainty(kind: str, run: Sequence[FaceSample], config: SignalConfig) -> float:
    """Somebody else: the detector's best score. Nobody: that it did not miss them every time."""
    if kind == "several_faces":
        return max(s.other_score for s in run)
    return float(1.0 - config.missed_face ** len(run))


def _problems(samples: Sequence[FaceSample], several: Sequence[Segment]) -> list[Problem]:
    if samples and not any(s.box is not None for s in samples):
        return [Problem(ProblemCode.NO_FACE)]
    return [Problem(ProblemCode.SEVERAL_FACES, "", s.start, s.end) for s in several]


def _presence_summary(
    samples: Sequence[FaceSample], gone: Sequence[Segment], several: Sequence[Segment]
) -> dict[str, float]:
    if not samples:
        return {}
    return {
        "face.present_share": sum(s.box is not None for s in samples) / len(samples),
        "face.most_faces": float(max(s.count for s in samples)),
        "face.no_face_s": sum(s.end - s.start for s in gone),
        "face.several_faces_s": sum(s.end - s.start for s in several),
    }


def _gaze_summary(
    columns: dict[str, Floats], blinks: Blinks, config: SignalConfig
) -> dict[str, float]:
    numbers: dict[str, float] = {"face.blinks_seen": float(len(blinks.events))}
    numbers["face.blink_watched_s"] = blinks.watched_s
    if np.isfinite(blinks.rate):
        numbers["face.blink_rate_per_min"] = blinks.rate
        numbers["face.blink_rate_low"] = blinks.low
        numbers["face.blink_rate_high"] = blinks.high
    for name in ("head_yaw", "head_pitch", "head_roll"):
        numbers |= _spread(name, columns[name], config)
    off = np.hypot(columns["gaze_yaw"], columns["gaze_pitch"])
    off = off[np.isfinite(off)]
    if off.size >= config.enough_samples:
        numbers["face.gaze_spread_deg"] = float(np.sqrt(np.mean(off**2)))
        numbers["face.gaze_centre_share"] = float(np.mean(off <= config.near_centre_deg))
    return numbers


def _emotion_summary(columns: dict[str, Floats], config: SignalConfig) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for name in ("tension", "symmetry", *(f"expression_{c}" for c in CLASSES)):
        known = columns[name][np.isfinite(columns[name])]
        if known.size >= config.enough_samples:
            numbers[f"face.{name}_mean"] = float(known.mean())
    return numbers


def _spread(name: str, values: Floats, config: SignalConfig) -> dict[str, float]:
    known = values[np.isfinite(values)]
    if known.size < config.enough_samples:
        return {}
    return {
        f"face.{name}_median": float(np.median(known)),
        f"face.{name}_spread": float(known.std()),
    }
