"""Recall, MRR and AUC of rankings, with 95 % intervals; ties count half."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import rankdata

from analysis.evaluation.common import bootstrap
from analysis.types import Floats


def places(scores: Floats, asked: int) -> float:
    """How many options stand before the one that was asked; 0 is the first. Ties count half."""
    own = scores[asked]
    return float((scores > own).sum() + ((scores == own).sum() - 1) / 2)


def ranking_figures(found: Floats) -> dict[str, Any]:
    """``found``: (N,) places. Recall at 1 and 3, mean reciprocal rank, and their intervals."""
    values = {
        "recall1": (found < 1).astype(float),
        "recall3": (found < 3).astype(float),
        "mrr": 1.0 / (1.0 + found),
    }
    figures: dict[str, Any] = {"n": len(found)}
    figures |= {name: float(np.mean(rows)) for name, rows in values.items()}
    figures["intervals"] = {name: bootstrap(rows) for name, rows in values.items()}
    return figures


def auc(scores: Floats, related: Floats) -> float:
    """Chance that a related pair scores above an unrelated one; NaN when one kind is missing."""
    positive = related > 0
    count, rest = int(positive.sum()), int((~positive).sum())
    if not count or not rest:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * rest))


def auc_figures(scores: Floats, related: Floats) -> tuple[float, tuple[float, float]]:
    """AUC and its interval."""
    rows = np.stack([scores, related], axis=1)
    return auc(scores, related), bootstrap(rows, lambda r: auc(r[:, 0], r[:, 1]))
