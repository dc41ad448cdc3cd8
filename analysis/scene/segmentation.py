"""Which pixels are the person: MediaPipe's selfie segmentation.

The network sees 256 pixels a side, so its border is some two pixels wide in a 640-pixel picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from analysis.types import Floats
from analysis.weights import WeightStore

Bgr = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

SQUARE, LANDSCAPE = "selfie_segmentation", "selfie_segmentation_landscape"


@dataclass(frozen=True, slots=True)
class SegmentationConfig:
    """``person``: probability from which a pixel is the person.

    ``landscape_ratio``: from this width over height on, the landscape network (144x256) sees the
    picture less squeezed than the square one.
    """

    person: float = 0.5
    landscape_ratio: float = 1.5


class PersonSegmentation:
    """The loaded networks. Not for use from several threads at once."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: SegmentationConfig | None = None
    ) -> None:
        self.config = config or SegmentationConfig()
        self._networks = {name: store.litert(name, threads) for name in (SQUARE, LANDSCAPE)}

    def probability(self, bgr: Bgr) -> Floats:
        """(H, W) probability 0..1 that a pixel belongs to a person."""
        height, width = bgr.shape[:2]
        wide = width / height >= self.config.landscape_ratio
        coarse = _run(self._networks[LANDSCAPE if wide else SQUARE], bgr)
        whole = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(whole, np.float32)

    def mask(self, bgr: Bgr) -> Mask:
        """(H, W) True where the person is."""
        return np.asarray(self.probability(bgr) >= self.config.person, np.bool_)


def _run(network: Any, bgr: Bgr) -> Floats:
    """(h, w) probability at the network's own size. Squeezed to it, as in MediaPipe's graph."""
    detail = network.get_input_details()[0]
    _, height, width, _ = detail["shape"]
    small = cv2.resize(bgr, (int(width), int(height)), interpolation=cv2.INTER_AREA)
    rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).astype(np.float32) / 255
    network.set_tensor(detail["index"], rgb[None])
    network.invoke()
    out = network.get_tensor(network.get_output_details()[0]["index"])
    return np.asarray(out[0, :, :, 0], np.float32)
