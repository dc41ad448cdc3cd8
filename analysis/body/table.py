"""From body samples to columns, segments and summary numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.body.pose import (
    LEFT_EAR,
    LEFT_SHOULDER,
    LEFT_WRIST,
    RIGHT_EAR,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
    Pose,
)
from analysis.body.tracker import BodySample
from analysis.timeline import merged, segments_where
from analysis.types import ColumnSpec, Floats, Purpose, Segment, SignalTable

NAN = float("nan")
VISIBLE = 0.5  # MediaPipe's own limit below which a point counts as hidden
GESTURES = ("open_palm", "pointing", "hand_at_face", "hands_together")

_ABOUT: tuple[tuple[str, str, str], ...] = (
    (
        "movement",
        "ratio",
        "Share of the picture that changed since the picture before, 0 still to 1.",
    ),
    (
        "shoulder_tilt",
        "deg",
        "Slope of the shoulder line; positive when the person's own left shoulder is higher.",
    ),
    (
        "side_lean",
        "deg",
        "Lean of the head over the shoulders; positive to the right edge of the picture.",
    ),
    (
        "lean",
        "ratio",
        "How much nearer to the camera than usual in this recording (from shoulder width and face "
        "size): 0.1 is 10 % larger, negative is farther away.",
    ),
    (
        "upright",
        "ratio",
        "Height of the ears over the shoulders in shoulder widths; falls when slumping.",
    ),
    ("left_wrist", "ratio", "How visible the person's own left wrist is, 0..1."),
    ("right_wrist", "ratio", "How visible the person's own right wrist is, 0..1."),
    ("hands", "count", "Hands found (0 to 2)."),
    (
        "gesture_activity",
        "1/s",
        "Speed of the faster visible wrist in shoulder widths per second, shoulders held still.",
    ),
    ("open_palm", "bool", "A hand is open with all four fingers stretched."),
    ("pointing", "bool", "A hand has only its index finger stretched."),
    ("hand_at_face", "bool", "A hand is on, or in front of, the face."),
    ("hands_together", "bool", "Both palms are close to each other."),
    (
        "confidence",
        "ratio",
        "How sure the posture is: presence of a person times visibility of the shoulders; unknown "
        "where nobody looked.",
    ),
    (
        "hand_confidence",
        "ratio",
        "How sure the found hands are, 0..1; unknown where there are none.",
    ),
)

COLUMNS: tuple[ColumnSpec, ...] = tuple(
    ColumnSpec(name, "body", unit, Purpose.BODY_MOVEMENT, about) for name, unit, about in _ABOUT
)


def posture(pose: Pose) -> dict[str, float]:
    """Posture of one picture; absent where the points it rests on are hidden.

    ``turn`` (degrees, shoulders towards the left of the picture +) is no column of a report: it
    rests on the network's guess of depth; people who sit straight are given 10 to 20 degrees.
    ``_width`` is that of the shoulders in pixels.
    """
    p, seen = pose.points, pose.visibility
    out: dict[str, float] = {}
    if min(seen[LEFT_SHOULDER], seen[RIGHT_SHOULDER]) >= VISIBLE:
        line = p[LEFT_SHOULDER] - p[RIGHT_SHOULDER]  # towards the right edge of the picture
        width = float(np.hypot(*line))
        out["shoulder_tilt"] = float(np.degrees(np.arctan2(-line[1], abs(line[0]))))
        out["_width"] = width
        depth = float(pose.depth[RIGHT_SHOULDER] - pose.depth[LEFT_SHOULDER])
        out["turn"] = float(np.degrees(np.arctan2(depth, width)))
        if min(seen[LEFT_EAR], seen[RIGHT_EAR]) >= VISIBLE:
            up = (p[LEFT_EAR] + p[RIGHT_EAR]) / 2 - (p[LEFT_SHOULDER] + p[RIGHT_SHOULDER]) / 2
            out["side_lean"] = float(np.degrees(np.arctan2(up[0], -up[1])))
            out["upright"] = float(-up[1] / max(1e-6, width))
    out["left_wrist"] = float(seen[LEFT_WRIST])
    out["right_wrist"] = float(seen[RIGHT_WRIST])
    shoulders = float(min(seen[LEFT_SHOULDER], seen[RIGHT_SHOULDER]))
    out["confidence"] = pose.presence * shoulders
    return out


def _row(sample: BodySample) -> dict[str, float]:
    row: dict[str, float] = {"movement": sample.movement}
    if sample.looked:
        row["confidence"] = 0.0  # looked, and found nobody
    if sample.pose is not None:
        row |= posture(sample.pose)
    if sample.face is not None:
        row["_face"] = sample.face[3]
    if sample.hands is not None:
        row["hands"] = float(len(sample.hands))
        if sample.hands:
            row["hand_confidence"] = min(h.presence for h in sample.hands)
    if sample.gestures is not None:
        row |= {name: getattr(sample.gestures, name) for name in GESTURES}
    return row


def _nearer(shoulders: Floats, face: Floats) -> Floats:
    """Mean of both sizes relative to their medians, minus 1. Shoulders narrow when the person
    turns and the box of a face grows with an open mouth; their mean is steadier than either."""
    parts = []
    for size in (shoulders, face):
        known = size[np.isfinite(size)]
        middle = float(np.median(known)) if known.size else NAN
        parts.append(size / middle)
    stacked = np.stack(parts)
    known = np.isfinite(stacked)
    count = known.sum(axis=0)
    total = np.where(known, stacked, 0).sum(axis=0)
    mean = np.divide(total, count, out=np.full(total.shape, NAN), where=count > 0)
    nearer: Floats = (mean - 1).astype(np.float32)
    return nearer


def _wrist_speed(samples: Sequence[BodySample], widest_gap_s: float = 1.3) -> Floats:
    """(N,) speed of the faster wrist relative to the shoulders, between consecutive looks."""
    speed = np.full(len(samples), NAN, np.float32)
    before: BodySample | None = None
    for i, sample in enumerate(samples):
        if sample.pose is None:
            continue
        if before is not None and before.pose and sample.t - before.t <= widest_gap_s:
            speed[i] = _faster_wrist(before.pose, sample.pose, sample.t - before.t)
        before = sample
    return speed


def _faster_wrist(a: Pose, b: Pose, seconds: float) -> float:
    shoulders = [LEFT_SHOULDER, RIGHT_SHOULDER]
    if min(a.visibility[shoulders].min(), b.visibility[shoulders].min()) < VISIBLE:
        return NAN
    width = float(np.hypot(*(b.points[LEFT_SHOULDER] - b.points[RIGHT_SHOULDER])))
    drift = b.points[shoulders].mean(axis=0) - a.points[shoulders].mean(axis=0)
    speeds = [
        float(np.hypot(*(b.points[w] - a.points[w] - drift))) / max(1e-6, width) / seconds
        for w in (LEFT_WRIST, RIGHT_WRIST)
        if min(a.visibility[w], b.visibility[w]) >= VISIBLE
    ]
    return max(speeds, default=NAN)


def table(samples: Sequence[BodySample]) -> SignalTable:
    """One row per picture. Posture and hands stand only in rows where the networks looked."""
    rows = [_row(s) for s in samples]

    def column(name: str) -> Floats:
        return np.array([r.get(name, NAN) for r in rows], np.float32)

    columns = {spec.name: column(spec.name) for spec in COLUMNS}
    columns["lean"] = _nearer(column("_width"), column("_face"))
    columns["gesture_activity"] = _wrist_speed(samples)
    return SignalTable(np.array([s.t for s in samples], np.float32), columns)


def segments(body: SignalTable, look_s: float = 1.0) -> list[Segment]:
    """Stretches in which at least two consecutive looks show the same gesture: one look alone is
    as often a hand on its way as a gesture."""
    found: list[Segment] = []
    for name in GESTURES:
        values = body.columns[name]
        looked = np.isfinite(values)
        found += segments_where(
            name,
            body.t[looked],
            _repeated(values[looked] > 0.5),
            step_s=look_s,
            confidence=body.columns["hand_confidence"][looked],
        )
    return merged(found)


def summary(body: SignalTable) -> dict[str, float]:
    """Numbers for the report; absent where nothing is known. Shares are shares of time: looks are
    denser while more moves, so a look counts for the time until the next one."""
    found: dict[str, float] = {}
    for name in ("movement", "shoulder_tilt", "side_lean", "upright", "gesture_activity"):
        known = body.columns[name][np.isfinite(body.columns[name])]
        if known.size:
            found[f"body.{name}"] = float(np.median(known))
    lean = body.columns["lean"]
    known = lean[np.isfinite(lean)]
    if known.size:
        found["body.lean_range"] = float(np.percentile(known, 95) - np.percentile(known, 5))
    shares = {f"{name}_ratio": body.columns[name] for name in GESTURES}
    shares["hands_visible_ratio"] = _at_least(body.columns["hands"], 1)
    shares["seen_ratio"] = _at_least(body.columns["confidence"], VISIBLE)
    for name, values in shares.items():
        share = _share_of_time(body.t, values)
        if np.isfinite(share):
            found[f"body.{name}"] = share
    return found


def _repeated(holds: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """``holds`` without those whose neighbours on both sides do not hold."""
    padded = np.concatenate([[False], holds, [False]])
    repeated: npt.NDArray[np.bool_] = holds & (padded[:-2] | padded[2:])
    return repeated


def _at_least(values: Floats, limit: float) -> Floats:
    """1 or 0 where known, NaN elsewhere."""
    return np.where(np.isfinite(values), values >= limit, NAN).astype(np.float32)


def _share_of_time(t: Floats, values: Floats, longest_s: float = 3.0) -> float:
    """Mean of the known 0s and 1s, each weighted by the time until the next known one."""
    looked = np.flatnonzero(np.isfinite(values))
    if not looked.size:
        return NAN
    ends = np.append(t[looked][1:], t[-1] + 1e-3)
    weights = np.clip(ends - t[looked], 1e-3, longest_s)
    return float(np.average(values[looked], weights=weights))
