"""Person masks against labelled ones: overlap, border, and time a picture."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from analysis.evaluation.common import (
    Row,
    UnusableData,
    bootstrap,
    read_picture,
    read_rows,
    rounded,
    sampled,
)
from analysis.scene.segmentation import Mask, PersonSegmentation
from analysis.weights import WeightStore

PERSON = 128  # label masks: 255 is the person; compression may have smeared the values

#: Borders may lie this far apart and still agree, as a share of the picture's diagonal (the
#: tolerance of the DAVIS benchmark, Perazzi 2016).
TOLERANCE = 0.008


def evaluate(
    data: Path, *, limit: int | None, device: str, threads: int, store: WeightStore
) -> dict[str, Any]:
    """``file,label`` with picture and mask paths. The networks have CPU kernels only."""
    rows = sampled(read_rows(data, ("file", "label")), limit)
    network = PersonSegmentation(store, threads)
    scored = []
    for row in rows:
        picture, label = _pair(data, row)
        begun = time.perf_counter()
        found = network.mask(picture)
        spent = (time.perf_counter() - begun) * 1000
        scored.append((overlap(found, label), boundary_f(found, label), spent))
    return scores(np.array(scored))


def scores(scored: np.ndarray[Any, Any]) -> dict[str, Any]:
    """From (N, 3): IoU, boundary F, milliseconds (without the first picture, which warms up)."""
    times = scored[1:, 2] if len(scored) > 1 else scored[:, 2]
    result = {
        "n": len(scored),
        "iou": float(scored[:, 0].mean()),
        "boundary_f": float(scored[:, 1].mean()),
        "ms_per_image": float(times.mean()),
        "intervals": {
            "iou": bootstrap(scored[:, 0]),
            "boundary_f": bootstrap(scored[:, 1]),
            "ms_per_image": bootstrap(times),
        },
    }
    output: dict[str, Any] = rounded(result)
    return output


def overlap(found: Mask, label: Mask) -> float:
    """Intersection over union; 1 where both say that nobody is there."""
    union = int((found | label).sum())
    return float((found & label).sum() / union) if union else 1.0


def boundary_f(found: Mask, label: Mask) -> float:
    """F-measure of border pixels within the tolerance (Perazzi 2016); 1 where neither has any."""
    ours, theirs = _border(found), _border(label)
    if not ours.any() or not theirs.any():
        return float(ours.any() == theirs.any())
    reach = max(1, round(TOLERANCE * float(np.hypot(*found.shape))))
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    precision = float((ours & _grown(theirs, disk)).sum() / ours.sum())
    recall = float((theirs & _grown(ours, disk)).sum() / theirs.sum())
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _grown(border: Mask, disk: Any) -> Mask:
    return np.asarray(cv2.dilate(border.astype(np.uint8), disk) > 0, np.bool_)


def _border(mask: Mask) -> Mask:
    """Pixels of the person that touch others. The picture's own edge is no border."""
    bits = mask.astype(np.uint8)
    inner = cv2.erode(bits, np.ones((3, 3), np.uint8), borderValue=1)
    return np.asarray(bits > inner, np.bool_)


def _pair(data: Path, row: Row) -> tuple[Any, Mask]:
    picture = read_picture(data / row["file"])
    path = data / row["label"]
    if not path.is_file():
        raise UnusableData(f"{row['file']}: mask {path} does not exist")
    label = read_picture(path).max(axis=2) >= PERSON
    if label.shape != picture.shape[:2]:
        raise UnusableData(f"{path}: {label.shape[::-1]} pixels, the picture has another size")
    return picture, np.asarray(label, np.bool_)
