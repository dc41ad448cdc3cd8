"""Seven expressions on labelled pictures: accuracy, F1, confusion, and calibration (ECE)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

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
from analysis.face.expression import CLASSES, ExpressionNetwork
from analysis.face.stills import StillFaces
from analysis.weights import WeightStore

# Names that data sets use for the seven classes.
SYNONYMS = {
    **{name: name for name in CLASSES},
    "anger": "angry",
    "disgusted": "disgust",
    "fearful": "fear",
    "happiness": "happy",
    "joy": "happy",
    "sadness": "sad",
    "surprised": "surprise",
    "neutrality": "neutral",
}
CROP_PX = 100  # a square picture up to this size is a face crop like FER2013's, not a photo
MISSED = -1  # predicted class where no face was found
BINS = 10  # of the calibration error, equally wide


def evaluate(
    data: Path, *, limit: int | None, device: str, threads: int, store: WeightStore
) -> dict[str, Any]:
    """``file,label``. A photo without a found face counts as a wrong answer."""
    use_threads(threads)
    rows = sampled(read_rows(data, ("file", "label")), limit)
    network = ExpressionNetwork(store.litert("expression_mini_xception", threads))
    faces = StillFaces(store, threads)
    true, answers = [], []
    for row in rows:
        name = SYNONYMS.get(row["label"].strip().lower())
        if name is None:
            known = ", ".join(sorted(SYNONYMS))
            raise UnusableData(f"{row['file']}: unknown label {row['label']!r}; known: {known}")
        true.append(CLASSES.index(name))
        answers.append(_answer(read_picture(data / row["file"]), network, faces))
    return scores(np.array(true), np.array(answers))


def _answer(
    picture: npt.NDArray[np.uint8], network: ExpressionNetwork, faces: StillFaces
) -> npt.NDArray[Any]:
    """(7,) probabilities; NaN where a photo shows no face."""
    height, width = picture.shape[:2]
    if height == width <= CROP_PX:
        return network.of_crop(picture)
    mesh = faces.main(picture)
    if mesh is None:
        return np.full(len(CLASSES), np.nan, np.float32)
    return network.of_face(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)), mesh.points)


def scores(true: npt.NDArray[Any], answers: npt.NDArray[Any]) -> dict[str, Any]:
    """From class numbers (N,) and probabilities (N, 7), NaN = no face found."""
    found = np.isfinite(answers).all(axis=1)
    guess = np.where(found, np.nan_to_num(answers).argmax(axis=1), MISSED)
    pairs = np.stack([true, guess], axis=1)
    right = int((true == guess).sum())
    sure = np.nan_to_num(answers).max(axis=1)[found]
    result: dict[str, Any] = rounded(
        {
            "n": len(true),
            "found": int(found.sum()),
            "accuracy": right / len(true),
            "macro_f1": macro_f1(pairs),
            "ece": expected_calibration_error(sure, (true == guess)[found]),
            "per_class": _per_class(pairs),
            "confusion": _confusion(pairs),
            "intervals": {
                "accuracy": wilson(right, len(true)),
                "macro_f1": bootstrap(pairs, macro_f1),
            },
        }
    )
    return result


def macro_f1(pairs: npt.NDArray[Any]) -> float:
    """Mean F1 over the classes that occur among the labels (N, 2: true, guessed)."""
    return float(np.mean([_f1(pairs, c) for c in np.unique(pairs[:, 0])]))


def _f1(pairs: npt.NDArray[Any], c: int) -> float:
    true, guess = pairs[:, 0] == c, pairs[:, 1] == c
    both = int((true & guess).sum())
    return 2 * both / max(1, int(true.sum() + guess.sum()))


def _per_class(pairs: npt.NDArray[Any]) -> dict[str, dict[str, float]]:
    table = {}
    for number, name in enumerate(CLASSES):
        true, guess = pairs[:, 0] == number, pairs[:, 1] == number
        both = int((true & guess).sum())
        table[name] = {
            "n": int(true.sum()),
            "recall": both / true.sum() if true.any() else float("nan"),
            "precision": both / guess.sum() if guess.any() else float("nan"),
            "f1": _f1(pairs, number) if true.any() else float("nan"),
        }
    return table


def _confusion(pairs: npt.NDArray[Any]) -> dict[str, dict[str, int]]:
    """Counts: label -> answer, with ``no_face`` for faces not found."""
    columns = [*enumerate(CLASSES), (MISSED, "no_face")]
    return {
        name: {
            answer: int(((pairs[:, 0] == c) & (pairs[:, 1] == a)).sum()) for a, answer in columns
        }
        for c, name in enumerate(CLASSES)
    }


def expected_calibration_error(sure: npt.NDArray[Any], right: npt.NDArray[Any]) -> float:
    """ECE (Guo et al. 2017): mean gap between stated probability and share of right answers."""
    if len(sure) == 0:
        return float("nan")
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = 0.0
    for b in range(BINS):
        inside = bins == b
        if inside.any():
            gaps += inside.mean() * abs(float(sure[inside].mean()) - float(right[inside].mean()))
    return gaps
