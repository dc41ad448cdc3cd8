"""52 blendshapes from the mesh: a proxy for action units, and what we read from them.

Blendshapes say how far parts of a face are moved, 0..1; they do not say what a person feels.
The input points are the ones the network was trained on; their numbers are data of the
MediaPipe library (they are not in the model file).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.types import Floats

NAMES = (
    *("neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft"),
    *("browOuterUpRight", "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft"),
    *("eyeBlinkRight", "eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight"),
    *("eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft"),
    *("eyeSquintRight", "eyeWideLeft", "eyeWideRight", "jawForward", "jawLeft", "jawOpen"),
    *("jawRight", "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft"),
    *("mouthFrownRight", "mouthFunnel", "mouthLeft", "mouthLowerDownLeft"),
    *("mouthLowerDownRight", "mouthPressLeft", "mouthPressRight", "mouthPucker", "mouthRight"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *("mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight"),
    *("mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight"),
)
# fmt: off
INPUT_POINTS = (
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65,
    66, 67, 70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136,
    144, 145, 146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172,
    173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283,
    284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324,
    332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385,
    386, 387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472,
    473, 474, 475, 476, 477,
)
# fmt: on

# Lowered brows, tightened lids, wrinkled nose, pressed and stretched lips: the action units 4, 7,
# 9, 24 and 20 that FACS (Ekman & Friesen 1978) describes as tightening muscles.
TENSION = ("browDown", "eyeSquint", "noseSneer", "mouthPress", "mouthStretch")
# Pairs that move together in an even face. Looking and jaw or mouth shifts are not paired.
PAIRS = tuple(
    (NAMES.index(name), NAMES.index(f"{name[:-4]}Right"))
    for name in NAMES
    if name.endswith("Left")
    and not name.startswith("eyeLook")
    and name not in ("jawLeft", "mouthLeft")
)
QUIET = 0.5  # summed movement below which left and right cannot be told from noise


class Blendshapes:
    """The blendshape network behind one LiteRT interpreter. Stateless."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self._input = network.get_input_details()[0]["index"]
        self._output = network.get_output_details()[0]["index"]
        self._points = np.array(INPUT_POINTS)

    def of(self, points: Floats) -> Floats:
        """(52,) in 0..1 for mesh points (478, 3) in pixels."""
        self._network.set_tensor(self._input, np.ascontiguousarray(points[None, self._points, :2]))
        self._network.invoke()
        shapes: Floats = self._network.get_tensor(self._output).reshape(52).copy()
        return shapes


def tension(shapes: Floats) -> float:
    """Mean of the tightening blendshapes, both sides, 0..1: a proxy, see :data:`TENSION`."""
    return float(np.mean([shapes[NAMES.index(f"{n}{s}")] for n in TENSION for s in SIDES]))


SIDES = ("Left", "Right")


def symmetry(shapes: Floats) -> float:
    """1 = both sides of the face move alike, 0 = one side only; NaN where nothing moves."""
    left = shapes[[a for a, _ in PAIRS]]
    right = shapes[[b for _, b in PAIRS]]
    moved = float((left + right).sum())
    if moved < QUIET:
        return float("nan")
    return 1.0 - float(np.abs(left - right).sum()) / moved
