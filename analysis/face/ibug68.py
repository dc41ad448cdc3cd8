"""The 68 points of the iBUG 300-W mark-up, read off the mesh.

The mark-up spreads its points evenly along contours (jaw, brows, bridge of the nose), so those are
taken at even distances along the mesh's own contours; the others are single mesh points.
Numbering: Sagonas et al. 2016, "300 Faces In-The-Wild Challenge".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.types import Floats

Points = npt.NDArray[np.float64]

# Contours of the mesh, from the first to the last point of the mark-up's part.
JAW_RIGHT = (162, 127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152)
JAW_LEFT = (389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152)
# Upper edge, but the tips lie half way between the upper and the lower edge.
BROW_RIGHT = ((70, 46), (63,), (105,), (66,), (107, 55))
BROW_LEFT = ((336, 285), (296,), (334,), (293,), (300, 276))
BRIDGE = (168, 6, 197, 195, 5, 4)
LOWER_LIP_LEFT = (291, 375, 321, 405, 314, 17)
LOWER_LIP_RIGHT = (61, 146, 91, 181, 84, 17)
# The jaw begins at the upper end of the ear, a little below mesh point 162 / 389.
JAW_START = 0.085  # share of the contour's length
# Shares of the lower lip's contour, corner to middle, where the mark-up has its two points.
LOWER_LIP = (0.42, 0.77)

NOSTRILS = (240, 97, 2, 326, 460)
EYES = (
    *((33,), (160, 159), (158, 157), (133,), (153,), (144,)),
    *((362,), (385, 384), (387, 386), (263,), (373,), (380,)),
)
UPPER_LIP = ((61,), (39, 40), (37,), (0,), (267,), (269, 270), (291,))
INNER_LIPS = (78, 82, 13, 312, 308, 317, 14, 87)


def ibug68(points: Floats) -> Points:
    """(68, 2) in the order of the mark-up from mesh ``points`` (478, 2 or 3)."""
    mesh = points[:, :2].astype(np.float64)
    halves = np.linspace(JAW_START, 1.0, 9)
    jaw_right = along(mesh[list(JAW_RIGHT)], halves)  # 0..8, the chin last
    jaw_left = along(mesh[list(JAW_LEFT)], halves)[:-1][::-1]  # 9..16
    even = np.linspace(0.0, 1.0, 5)
    lower = np.array(LOWER_LIP)
    parts = [
        *(jaw_right, jaw_left),
        *(along(_means(mesh, BROW_RIGHT), even), along(_means(mesh, BROW_LEFT), even)),
        *(along(mesh[list(BRIDGE)], np.linspace(0.0, 1.0, 4)), mesh[list(NOSTRILS)]),
        *(_means(mesh, EYES), _means(mesh, UPPER_LIP)),
        *(along(mesh[list(LOWER_LIP_LEFT)], lower), mesh[[17]]),
        along(mesh[list(LOWER_LIP_RIGHT)], lower)[::-1],
        mesh[list(INNER_LIPS)],
    ]
    return np.concatenate(parts)


def _means(mesh: Points, groups: Sequence[tuple[int, ...]]) -> Points:
    """The middle of each group of mesh points: (len(groups), 2)."""
    return np.array([mesh[list(group)].mean(axis=0) for group in groups])


def along(contour: Points, shares: Points) -> Points:
    """Points at ``shares`` of the length of a ``contour`` (K, 2): (len(shares), 2)."""
    steps = np.linalg.norm(np.diff(contour, axis=0), axis=1)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = shares * length[-1]
    return np.stack([np.interp(wanted, length, contour[:, axis]) for axis in (0, 1)], axis=1)
