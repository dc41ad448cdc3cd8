"""The canonical face model, and head pose from how the seen face is turned against it.

Axes here: x to the right of the picture, y up, z towards the camera. Angles are those of the
evaluation data: rotation = Rx(pitch) Ry(yaw) Rz(roll) in the camera's axes, +yaw = face turned to
the left of the picture, +pitch = face turned up, +roll = head tilted clockwise as seen on screen.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.types import Floats

MESH_POINTS = 468  # of the canonical model; the network adds 10 iris points
VERTEX = 5  # x, y, z in cm, then two texture coordinates


class HeadPose(NamedTuple):
    """Degrees, signs as above. ``misfit``: RMS distance to the model, as a share of its size."""

    yaw: float
    pitch: float
    roll: float
    misfit: float
    rotation: npt.NDArray[np.float64]  # (3, 3) from the face's axes to the camera's
    px_per_cm: float


@dataclass(frozen=True, slots=True)
class CanonicalFace:
    """``points`` (468, 3) cm; ``weights`` (468,): how much a point says about the pose, else 0."""

    points: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]

    def pose(self, landmarks: Floats) -> HeadPose:
        """Head pose of ``landmarks`` (478, 3) in pixels, z as the network gives it (same scale)."""
        seen = landmarks[:MESH_POINTS].astype(np.float64) * (1.0, -1.0, -1.0)
        rotation, scale, misfit = _weighted_procrustes(self.points, seen, self.weights)
        yaw, pitch, roll = euler(rotation)
        return HeadPose(yaw, pitch, roll, misfit, rotation, scale)


def euler(rotation: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Yaw, pitch, roll in degrees of a rotation (3, 3); yaw stays within +-90."""
    forward = rotation[:, 2]
    yaw = np.degrees(np.arcsin(np.clip(-forward[0], -1.0, 1.0)))
    pitch = np.degrees(np.arctan2(forward[1], forward[2]))
    roll = np.degrees(np.arctan2(rotation[0, 1], rotation[0, 0]))
    return float(yaw), float(pitch), float(roll)


def rotation_of(yaw: float, pitch: float, roll: float) -> npt.NDArray[np.float64]:
    """The inverse of :func:`euler`."""
    p, y, r = np.radians([-pitch, -yaw, -roll])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    rotation: npt.NDArray[np.float64] = about_x @ about_y @ about_z
    return rotation


def _weighted_procrustes(
    model: npt.NDArray[np.float64],
    seen: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], float, float]:
    """Rotation, scale and relative misfit of model -> seen (Umeyama 1991, weighted)."""
    used = weights > 0
    w = weights[used] / weights[used].sum()
    a, b = model[used], seen[used]
    a = a - w @ a
    b = b - w @ b
    u, singular, vt = np.linalg.svd((b * w[:, None]).T @ a)  # (3, 3)
    flip = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    rotation = (u * flip) @ vt
    variance = float(w @ (a**2).sum(axis=1))
    scale = float(singular @ flip) / variance
    residual = b - scale * a @ rotation.T
    misfit = float(np.sqrt((w @ (residual**2).sum(axis=1)) / (scale**2 * variance)))
    return rotation, scale, misfit


def load_canonical_face(path: Path) -> CanonicalFace:
    """Read the geometry metadata of the landmark bundle (a small protocol buffer message).

    Fields used: 1 = mesh (3 = vertex buffer, floats), 2 = pose basis (1 = point, 2 = weight).
    """
    points: list[float] = []
    weights = np.zeros(MESH_POINTS)
    for number, value in _fields(path.read_bytes()):
        if number == 1 and isinstance(value, bytes):
            for inner, item in _fields(value):
                if inner == 3 and isinstance(item, bytes):
                    points.extend(value for (value,) in struct.iter_unpack("<f", item))
        elif number == 2 and isinstance(value, bytes):
            entry = dict(_fields(value))
            weight = entry[2]
            if not isinstance(weight, bytes):
                raise ValueError(f"{path}: a pose weight is not a float")
            weights[int(entry.get(1, 0))] = struct.unpack("<f", weight)[0]
    vertices = np.array(points).reshape(-1, VERTEX)
    if vertices.shape[0] != MESH_POINTS or not weights.any():
        raise ValueError(f"{path}: expected {MESH_POINTS} points with pose weights")
    return CanonicalFace(vertices[:, :3], weights)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Fields of a protocol buffer message: varints as int, everything else as its bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        wire = key & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if wire == 2:
            length, at = _varint(message, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError(f"unknown wire type {wire} at byte {at}")
        yield key >> 3, message[at : at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
