"""Telling voices apart: equal error rate over all pairs of files."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from analysis.evaluation.common import UnusableData, bootstrap, read_rows, rounded, sampled
from analysis.media.audio import read_audio
from analysis.networks import voice_activity
from analysis.types import AnalysisError
from analysis.voice.speakers import SpeakerEncoder, similarity
from analysis.weights import WeightStore

LABEL = re.compile(r"\bspeaker\s*=\s*(\S+)")


def evaluate(
    data: Path, *, limit: int | None, device: str, threads: int, store: WeightStore
) -> dict[str, Any]:
    """``file,label`` with ``speaker=ID``; every pair of files is scored.

    A file without speech gives no embedding: its pairs are judged dissimilar, ``no_speech`` counts.
    """
    rows = sampled(read_rows(data, ("file", "label")), limit)
    listen = voice_activity(store, threads)
    encoder = SpeakerEncoder(store.path("resemblyzer"), device=device, threads=threads)
    names, voices, silent = [], [], 0
    for row in rows:
        label = LABEL.search(row["label"])
        if label is None:
            raise UnusableData(f"{row['file']}: label {row['label']!r} has no speaker=ID")
        try:
            samples, _ = read_audio(data / row["file"])
        except AnalysisError as error:
            raise UnusableData(f"{data / row['file']}: {error}") from error
        activity = listen(samples)
        names.append(label[1])
        silent += not activity.speech
        voices.append(encoder(samples, activity) if activity.speech else None)
    pairs = [
        (names[i] == names[j], 0.0 if one is None or other is None else similarity(one, other))
        for (i, one), (j, other) in combinations(enumerate(voices), 2)
    ]
    return scores(np.array(pairs, float).reshape(-1, 2)) | {"no_speech": silent}


def scores(pairs: np.ndarray[Any, Any]) -> dict[str, Any]:
    """From ``pairs`` (N, 2): same speaker or not, similarity."""
    same = pairs[:, 0] > 0.5
    if same.all() or not same.any():
        raise UnusableData("both pairs of one speaker and pairs of two speakers are needed")
    eer, threshold = equal_error(pairs)
    result = {
        "n_pairs": len(pairs),
        "same_pairs": int(same.sum()),
        "eer": eer,
        "threshold": threshold,
        "same_median": float(np.median(pairs[same, 1])),
        "other_median": float(np.median(pairs[~same, 1])),
        "intervals": {"eer": bootstrap(pairs, lambda rows: equal_error(rows)[0])},
    }
    output: dict[str, Any] = rounded(result)
    return output


def equal_error(pairs: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Where as many strangers are accepted as own voices rejected: that rate, and the threshold.

    Between the two thresholds around the crossing the rates are interpolated; a threshold that
    separates both without error lies in the middle of the gap.
    """
    order = np.argsort(pairs[:, 1], kind="stable")
    similarity_up, same = pairs[order, 1], pairs[order, 0] > 0.5
    own, other = same.sum(), (~same).sum()
    if own == 0 or other == 0:
        return float("nan"), float("nan")
    # Threshold just above item i: items up to i are rejected.
    rejected = np.concatenate(([0.0], np.cumsum(same) / own))
    accepted = np.concatenate(([1.0], 1.0 - np.cumsum(~same) / other))
    cut = np.concatenate(
        (similarity_up[:1], (similarity_up[:-1] + similarity_up[1:]) / 2, similarity_up[-1:])
    )
    crossing = int(np.argmax(rejected >= accepted))
    if rejected[crossing] == accepted[crossing]:
        return float(rejected[crossing]), float(cut[crossing])
    before = accepted[crossing - 1] - rejected[crossing - 1]
    after = rejected[crossing] - accepted[crossing]
    share = before / (before + after)
    eer = rejected[crossing - 1] + share * (rejected[crossing] - rejected[crossing - 1])
    return float(eer), float(cut[crossing])
