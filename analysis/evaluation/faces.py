"""How many faces a picture holds: exact counts, recall by count, faces invented."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from analysis.evaluation.common import (
    UnusableData,
    bootstrap,
    read_picture,
    read_rows,
    rounded,
    sampled,
    use_threads,
    wilson,
)
from analysis.face.search import FaceSearch
from analysis.weights import WeightStore

LABEL = re.compile(r"\bfaces\s*=\s*(\d+)\b")


def evaluate(
    data: Path, *, limit: int | None, device: str, threads: int, store: WeightStore
) -> dict[str, Any]:
    """``file,label`` with ``faces=N``. The detector has CPU kernels only, whatever ``device``."""
    use_threads(threads)
    rows = sampled(read_rows(data, ("file", "label")), limit)
    search = FaceSearch(store, threads)
    counts = []
    for row in rows:
        label = LABEL.search(row["label"])
        if label is None:
            raise UnusableData(f"{row['file']}: label {row['label']!r} has no faces=N")
        counts.append((int(label[1]), len(search.find(read_picture(data / row["file"])))))
    return scores(np.array(counts))


def scores(counts: np.ndarray[Any, Any]) -> dict[str, Any]:
    """From ``counts`` (N, 2): labelled and found. ``recall``: found of the labelled, by number."""
    true, found = counts[:, 0], counts[:, 1]
    n, exact = len(counts), int((true == found).sum())

    def recall(pairs: np.ndarray[Any, Any]) -> float:
        labelled = pairs[:, 0].sum()
        return float(pairs.min(axis=1).sum() / labelled) if labelled else float("nan")

    def extra(pairs: np.ndarray[Any, Any]) -> float:
        return float(np.maximum(pairs[:, 1] - pairs[:, 0], 0).mean())

    result = {
        "n": n,
        "labelled_faces": int(true.sum()),
        "exact_count": exact / n,
        "recall": recall(counts),
        "extra_faces_per_image": extra(counts),
        "intervals": {
            "exact_count": wilson(exact, n),
            "recall": bootstrap(counts, recall),
            "extra_faces_per_image": bootstrap(counts, extra),
        },
    }
    output: dict[str, Any] = rounded(result)
    return output
