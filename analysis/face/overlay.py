"""The points a player draws over the video, and a short line for the direction of gaze."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.face.tracker import FaceSample
from analysis.types import Floats, Landmarks

# fmt: off
OVAL = (10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
        152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109)
RIGHT_EYE = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
LEFT_EYE = (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249)
BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
NOSE = (168, 6, 197, 195, 5, 4, 98, 2, 327)
OUTER_LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181,
              91, 146)
INNER_LIPS = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178,
              88, 95)
IRISES = (468, 469, 470, 471, 472, 473, 474, 475, 476, 477)
# fmt: on
INDICES = OVAL + RIGHT_EYE + LEFT_EYE + BROWS + NOSE + OUTER_LIPS + INNER_LIPS + IRISES
GRID = 4096  # steps over the picture: finer than a pixel of 4K video needs, and small in JSON
LENGTH = 0.6  # of the gaze line at 90 degrees, times the height of the face


def overlay(samples: Sequence[FaceSample], gaze: Floats | None) -> Landmarks:
    """Overlay on the samples' clock. ``gaze`` (N, 2): yaw, pitch against the baseline, or None.

    The line starts at the iris and assumes that the baseline is a look into the camera.
    """
    n = len(samples)
    points = np.full((n, len(INDICES), 2), np.nan, np.float32)
    origin = np.full((n, 2, 2), np.nan, np.float32)
    tip = np.full((n, 2, 2), np.nan, np.float32)
    for i, sample in enumerate(samples):
        if sample.points is None or sample.box is None:
            continue
        size = np.array([sample.width, sample.height], np.float32)
        points[i] = shown_points(sample.points) / size
        if gaze is None or sample.eyes is None or not np.isfinite(gaze[i]).all():
            continue
        yaw, pitch = np.radians(gaze[i])
        across = np.array([-np.sin(yaw), -np.sin(pitch) * np.cos(yaw)], np.float32)
        origin[i] = sample.eyes.origin / size
        tip[i] = (sample.eyes.origin + across * LENGTH * sample.box[3]) / size
    return Landmarks(INDICES, _on_grid(points), _on_grid(origin), _on_grid(tip))


def shown_points(points: Floats) -> Floats:
    """(P, 2) of a mesh (478, 3); what was reduced to it before stays as it is."""
    return points if len(points) == len(INDICES) else points[list(INDICES), :2].copy()


def _on_grid(values: Floats) -> Floats:
    rounded: Floats = (np.round(values * GRID) / GRID).astype(np.float32)
    return rounded
