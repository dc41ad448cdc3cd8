"""Head pose against measured angles: mean absolute error per angle, in degrees."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from analysis.evaluation.common import (
    Row,
    UnusableData,
    bootstrap,
    read_picture,
    read_rows,
    rounded,
    sampled,
    use_threads,
    wilson,
)
from analysis.face.geometry import load_canonical_face
from analysis.face.stills import StillFaces
from analysis.weights import WeightStore

ANGLES = ("pitch", "yaw", "roll")
LABEL = re.compile(r"\b(pitch|yaw|roll)\s*=\s*([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)")


def evaluate(
    data: Path, *, limit: int | None, device: str, threads: int, store: WeightStore
) -> dict[str, Any]:
    """``file,label`` with ``pitch=.. yaw=.. roll=..``; signs as in ``analysis.face.geometry``."""
    use_threads(threads)
    rows = sampled(read_rows(data, ("file", "label")), limit)
    faces, canonical = StillFaces(store, threads), load_canonical_face(store.path("face_geometry"))
    differences = []
    for row in rows:
        measured = _measured(row)
        mesh = faces.main(read_picture(data / row["file"]))
        if mesh is not None:
            pose = canonical.pose(mesh.points)
            differences.append(np.array([pose.pitch, pose.yaw, pose.roll]) - measured)
    return scores(np.array(differences).reshape(-1, 3), len(rows))


def scores(differences: np.ndarray[Any, Any], n: int) -> dict[str, Any]:
    """From seen minus measured (found, 3) in degrees: errors, and the bias inside them."""
    wrapped = (differences + 180.0) % 360.0 - 180.0
    off = np.abs(wrapped)
    result: dict[str, Any] = {"n": n, "found": len(off), "found_share": len(off) / n}
    intervals: dict[str, Any] = {"found_share": wilson(len(off), n)}
    for column, angle in enumerate(ANGLES):
        known = len(off) > 0
        result[f"mae_{angle}"] = float(off[:, column].mean()) if known else float("nan")
        intervals[f"mae_{angle}"] = bootstrap(off[:, column])
        result[f"bias_{angle}"] = float(wrapped[:, column].mean()) if known else float("nan")
    output: dict[str, Any] = rounded(result | {"intervals": intervals})
    return output


def _measured(row: Row) -> np.ndarray[Any, Any]:
    found = {name: float(value) for name, value in LABEL.findall(row["label"])}
    if missing := [angle for angle in ANGLES if angle not in found]:
        raise UnusableData(f"{row['file']}: label {row['label']!r} has no {', '.join(missing)}")
    return np.array([found[angle] for angle in ANGLES])
