"""How good the picture is: light, sharpness, and whether it stands still.

Judges the recording, never the home: a dark or blurred picture makes every other measurement less
sure, and the report says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from analysis.types import ColumnSpec, Floats, Purpose, SignalTable

Grey = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]  # x, y, width, height in pixels of the analysed picture

SMALL = (160, 120)  # where differences between pictures are looked for: noise averages out

COLUMNS: tuple[ColumnSpec, ...] = tuple(
    ColumnSpec(name, "scene", unit, Purpose.SCENE_QUALITY, about)
    for name, unit, about in (
        ("luminance", "ratio", "Mean brightness of the picture, 0 black to 1 white."),
        (
            "contrast",
            "ratio",
            "Spread of brightness over the picture (standard deviation, 0..0.5).",
        ),
        (
            "face_luminance",
            "ratio",
            "Mean brightness inside the face box, 0 black to 1 white; unknown without a face.",
        ),
        (
            "sharpness",
            "grey levels²",
            "Variance of the Laplacian of the analysed picture: low is blurred or featureless.",
        ),
        (
            "static",
            "bool",
            "1 where the picture repeats the one before it, pixel for pixel (frozen camera).",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class QualityConfig:
    """``static_difference``: mean grey-level difference below which two pictures are the same one.

    People who sit still differ by 0.43 and more (10 GRID clips, 3 samples, 5 pictures a second), a
    frozen picture that was encoded again by 0.02 or less, but for the moments after a key frame.
    """

    static_difference: float = 0.1


class SceneQuality:
    """Collects one row per analysed picture; ``table`` closes it."""

    def __init__(self, config: QualityConfig | None = None) -> None:
        self._config = config or QualityConfig()
        self._before: Grey | None = None
        self._t: list[float] = []
        self._rows: list[tuple[float, ...]] = []

    def add(self, t: float, grey: Grey, small: Grey, face: Box | None) -> None:
        """``grey`` (H, W) and ``small`` (120, 160) of one picture; ``face`` where one was found."""
        mean, deviation = (float(v[0, 0]) for v in cv2.meanStdDev(small))
        laplacian = cv2.Laplacian(grey, cv2.CV_16S)
        spread = float(cv2.meanStdDev(laplacian)[1][0, 0])
        static = np.nan
        if self._before is not None:
            difference = cv2.norm(small, self._before, cv2.NORM_L1) / small.size
            static = float(difference < self._config.static_difference)
        self._before = small
        self._t.append(t)
        self._rows.append(
            (mean / 255, deviation / 255, _light(grey, face), spread * spread, static)
        )

    def table(self) -> SignalTable:
        """All rows so far, on the pictures' clock."""
        rows = np.array(self._rows, np.float32).reshape(-1, len(COLUMNS))
        columns = {spec.name: rows[:, i].copy() for i, spec in enumerate(COLUMNS)}
        return SignalTable(np.array(self._t, np.float32), columns)


def grey_and_small(bgr: npt.NDArray[np.uint8]) -> tuple[Grey, Grey]:
    """Brightness (H, W) of a picture and its reduction to (120, 160), shared by all cheap lanes."""
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, SMALL, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8), np.asarray(small, np.uint8)


def _light(grey: Grey, face: Box | None) -> float:
    if face is None:
        return float("nan")
    x, y, w, h = face
    inside = grey[max(0, int(y)) : max(0, int(y + h)), max(0, int(x)) : max(0, int(x + w))]
    return float(inside.mean()) / 255 if inside.size else float("nan")


def summary(table: SignalTable) -> dict[str, float]:
    """For the report: median light, light on the face, sharpness, share of frozen frames."""
    found: dict[str, float] = {}
    for name in ("luminance", "face_luminance", "sharpness"):
        value = _median(table.columns[name])
        if np.isfinite(value):
            found[f"scene.{name}"] = value
    static = table.columns["static"]
    known = np.isfinite(static)
    if known.any():
        found["scene.static_ratio"] = float(static[known].mean())
    return found


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")
