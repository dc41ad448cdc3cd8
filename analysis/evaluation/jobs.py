"""Which jobs a text fits: the catalogue's 34, or any list of names given with ``--labels``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.evaluation.common import UnusableData, read_csv, rounded, sampled, wilson
from analysis.questions.job_space import JobSpace, shared_space
from analysis.questions.suitability import label_scores, suitability
from analysis.weights import WeightStore


def evaluate(
    data: Path,
    *,
    limit: int | None,
    device: str,
    threads: int,
    store: WeightStore,
    labels: Sequence[str] = (),
) -> dict[str, Any]:
    """A CSV ``text,label``. With ``labels``, these are ranked and ``top1`` and ``top3`` told.

    A text without words fits nothing: no jobs, and a miss among labels.
    """
    rows = sampled(read_csv(data, ("text", "label")), limit)
    space = shared_space(threads)
    result: dict[str, Any] = {
        "n": len(rows),
        "rows": [{"label": row["label"], **ranked_jobs(row["text"], space)} for row in rows],
    }
    if labels:
        places = [_place(row["text"], row["label"], labels, space) for row in rows]
        result |= among(places)
    found: dict[str, Any] = rounded(result)
    return found


def ranked_jobs(text: str, space: JobSpace) -> dict[str, list[list[Any]]]:
    """``jobs``: [code, English name, score]; ``groups``: the same of their NCS major groups."""
    fits = suitability(text, space=space, explained=0).fits
    groups: dict[str, float] = {}
    for fit in fits:
        group = space.groups[fit.code].code
        groups[group] = groups.get(group, 0.0) + fit.score
    names = {group.code: group.name_en for group in space.groups.values()}
    best = sorted(groups, key=lambda code: -groups[code])
    return {
        "jobs": [[fit.code, space.entries[fit.code].name_en, fit.score] for fit in fits],
        "groups": [[code, names[code], groups[code]] for code in best],
    }


def among(places: Sequence[int]) -> dict[str, Any]:
    """From the place of the true label in each ranking (0 is best)."""
    n = len(places)
    first, third = sum(place < 1 for place in places), sum(place < 3 for place in places)
    return {
        "top1": first / n,
        "top3": third / n,
        "intervals": {"top1": wilson(first, n), "top3": wilson(third, n)},
    }


def _place(text: str, label: str, labels: Sequence[str], space: JobSpace) -> int:
    known = [each.strip().lower() for each in labels]
    if label.strip().lower() not in known:
        raise UnusableData(f"the label {label!r} is not among --labels {';'.join(labels)}")
    scores = label_scores(text, labels, space=space)
    if not scores.any():
        return len(labels)
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    return order.index(known.index(label.strip().lower()))
