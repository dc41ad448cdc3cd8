"""Face points against hand-marked ones: normalised mean error over the 68 points of iBUG 300-W."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

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
from analysis.face.ibug68 import ibug68
from analysis.face.stills import StillFaces
from analysis.weights import WeightStore

INDEX = "landmarks68.csv"
COLUMNS = ("file", *(f"{axis}{i}" for i in range(68) for axis in "xy"))
OUTER_EYE_CORNERS = (36, 45)


def evaluate(
    data: Path, *, limit: int | None, device: str, threads: int, store: WeightStore
) -> dict[str, Any]:
    """``landmarks68.csv``; a face that is not found has no error, and ``found`` says how many."""
    use_threads(threads)
    rows = sampled(read_rows(data, COLUMNS, index=INDEX), limit)
    faces = StillFaces(store, threads)
    errors = []
    for row in rows:
        mesh = faces.main(read_picture(data / row["file"]))
        if mesh is not None:
            errors.append(normalised_error(ibug68(mesh.points), _marked(row)))
    per_face = np.array(errors)
    nme = float(per_face.mean()) if errors else float("nan")
    result: dict[str, Any] = rounded(
        {
            "n": len(rows),
            "found": len(errors),
            "found_share": len(errors) / len(rows),
            "nme": nme,
            "nme_median": float(np.median(per_face)) if errors else float("nan"),
            "intervals": {
                "found_share": wilson(len(errors), len(rows)),
                "nme": bootstrap(per_face),
                "nme_median": bootstrap(per_face, lambda e: float(np.median(e))),
            },
        }
    )
    return result


def normalised_error(seen: npt.NDArray[Any], marked: npt.NDArray[Any]) -> float:
    """Mean distance of (68, 2) points over the distance of the marked outer eye corners."""
    right, left = (marked[i] for i in OUTER_EYE_CORNERS)
    apart = float(np.linalg.norm(left - right))
    return float(np.linalg.norm(seen - marked, axis=1).mean()) / apart


def _marked(row: Row) -> npt.NDArray[np.float64]:
    try:
        marked = np.array([[float(row[f"{a}{i}"]) for a in "xy"] for i in range(68)])
    except ValueError as error:
        raise UnusableData(f"{INDEX}, {row['file']}: {error}") from error
    if np.array_equal(marked[OUTER_EYE_CORNERS[0]], marked[OUTER_EYE_CORNERS[1]]):
        raise UnusableData(f"{INDEX}, {row['file']}: both outer eye corners are the same point")
    return marked
