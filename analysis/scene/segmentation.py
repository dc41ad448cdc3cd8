"""Which pixels are the person: MediaPipe's selfie segmentation, with a second, nearer look.

The network sees 256 pixels a side and was trained on people who fill the picture. So the first look
only says where people are, and the second one sees that part alone, enlarged.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from analysis.types import Floats
from analysis.weights import WeightStore

Bgr = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Part = tuple[slice, slice]  # rows, columns

NETWORK = "selfie_segmentation"


@dataclass(frozen=True, slots=True)
class SegmentationConfig:
    """``person``: probability from which a pixel is the person.

    ``margin``: room around what the first look saw, in its width and height. ``whole``: no second
    look when it would see this share of the picture anyway. ``least``: fewer pixels than this share
    are nobody. Measured in docs/models/person-segmentation.md.
    """

    person: float = 0.5
    margin: float = 0.2
    whole: float = 0.85
    least: float = 0.002


class PersonSegmentation:
    """The loaded network. Not for use from several threads at once."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: SegmentationConfig | None = None
    ) -> None:
        self.config = config or SegmentationConfig()
        self._network = store.litert(NETWORK, threads)

    def probability(self, bgr: Bgr) -> Floats:
        """(H, W) probability 0..1 that a pixel belongs to a person."""
        first = self._look(bgr)
        part = self._part(first)
        if part is None:
            return first
        nearer = np.zeros_like(first)
        nearer[part] = self._look(np.ascontiguousarray(bgr[part]))
        return nearer

    def mask(self, bgr: Bgr) -> Mask:
        """(H, W) True where the person is."""
        return np.asarray(self.probability(bgr) >= self.config.person, np.bool_)

    def _part(self, seen: Floats) -> Part | None:
        """Where a second look would see people larger; None where it would not."""
        mask = seen >= self.config.person
        if mask.mean() < self.config.least:
            return None
        rows, columns = (np.asarray(mask.any(axis=a), np.bool_) for a in (1, 0))
        part = (self._span(rows), self._span(columns))
        return part if seen[part].size < self.config.whole * seen.size else None

    def _span(self, line: Mask) -> slice:
        """From the first to the last True of ``line``, and the margin around."""
        inside = np.flatnonzero(line)
        start, end = int(inside[0]), int(inside[-1]) + 1
        room = round(self.config.margin * (end - start))
        return slice(max(0, start - room), min(len(line), end + room))

    def _look(self, bgr: Bgr) -> Floats:
        """(H, W) probability from one run. Squeezed to the input, as in MediaPipe's graph."""
        detail = self._network.get_input_details()[0]
        _, height, width, _ = (int(n) for n in detail["shape"])
        way = cv2.INTER_AREA if bgr.shape[0] > height else cv2.INTER_LINEAR
        small = cv2.resize(bgr, (width, height), interpolation=way)
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).astype(np.float32) / 255
        self._network.set_tensor(detail["index"], rgb[None])
        self._network.invoke()
        out = self._network.get_tensor(self._network.get_output_details()[0]["index"])
        size = (bgr.shape[1], bgr.shape[0])
        return np.asarray(
            cv2.resize(out[0, :, :, 0], size, interpolation=cv2.INTER_LINEAR), np.float32
        )
