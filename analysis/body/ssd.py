"""Single-shot detectors of MediaPipe (body, palm): fixed anchors, boxes with key points.

Anchors have no size of their own (they are points), so decoding is an addition.
Source: the layouts in the graphs of the mediapipe 0.10.21 wheel (SsdAnchorsCalculatorOptions).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from analysis.body.regions import Bgr, Region, letterbox
from analysis.types import Floats


@dataclass(frozen=True, slots=True)
class Layout:
    """``side``: input pixels; ``strides``: one entry per two anchors; ``keypoints``: per box;
    ``low``: value of black in the input; ``threshold``: MediaPipe's own minimum score."""

    side: int
    strides: tuple[int, ...]
    keypoints: int
    low: float
    threshold: float


POSE = Layout(side=224, strides=(8, 16, 32, 32, 32), keypoints=4, low=-1.0, threshold=0.5)
PALM = Layout(side=192, strides=(8, 16, 16, 16), keypoints=7, low=0.0, threshold=0.5)


@dataclass(frozen=True, slots=True)
class Detection:
    """``box`` (4,): x, y of the middle, width, height; ``points`` (K, 2). Pixels of the picture."""

    score: float
    box: Floats
    points: Floats


@cache
def anchors(layout: Layout) -> Floats:
    """(A, 2) anchor points in 0..1, grids of one stride together."""
    parts = []
    for stride in dict.fromkeys(layout.strides):
        cells = layout.side // stride
        each = 2 * layout.strides.count(stride)
        y, x = np.divmod(np.repeat(np.arange(cells * cells), each), cells)
        parts.append((np.stack([x, y], axis=1) + 0.5) / cells)
    return np.concatenate(parts).astype(np.float32)


def _sigmoid(x: Floats) -> Floats:
    return (1 / (1 + np.exp(-np.clip(x, -80, 80)))).astype(np.float32)


def detect(
    network: Any, layout: Layout, bgr: Bgr, region: Region | None = None, most: int = 1
) -> list[Detection]:
    """Up to ``most`` detections in ``region`` (whole picture if none), best first.

    ``network``: an allocated LiteRT interpreter.
    """
    height, width = bgr.shape[:2]
    region = region or letterbox(width, height)
    network.set_tensor(
        network.get_input_details()[0]["index"], region.crop(bgr, layout.side, layout.low)
    )
    network.invoke()
    out = [network.get_tensor(d["index"]) for d in network.get_output_details()]
    raw, logits = sorted(out, key=lambda o: -o.shape[-1])  # (1, A, 4 + 2 K), (1, A, 1)
    scores = _sigmoid(logits[0, :, 0])
    candidates = np.flatnonzero(scores >= layout.threshold)
    found: list[Detection] = []
    for i in candidates[np.argsort(-scores[candidates])]:
        values = raw[0, i] / layout.side  # (4 + 2 K,)
        points = values.reshape(-1, 2) + anchors(layout)[i]
        points[1] = values[2:4]  # width and height are no positions
        centre = region.to_picture(points[:1])[0]
        box = np.concatenate([centre, points[1] * region.size]).astype(np.float32)
        if all(_overlap(box, other.box) < 0.3 for other in found):
            keypoints = region.to_picture(points[2 : 2 + layout.keypoints])
            found.append(Detection(float(scores[i]), box, keypoints))
        if len(found) == most:
            break
    return found


def _overlap(a: Floats, b: Floats) -> float:
    """Intersection over union of two boxes given by middle and size."""
    low = np.maximum(a[:2] - a[2:] / 2, b[:2] - b[2:] / 2)
    high = np.minimum(a[:2] + a[2:] / 2, b[:2] + b[2:] / 2)
    inner = float(np.prod(np.clip(high - low, 0, None)))
    return inner / max(1e-6, float(np.prod(a[2:]) + np.prod(b[2:])) - inner)
