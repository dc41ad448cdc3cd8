"""The newest picture of a track, and what is passed on of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

import cv2
from av import VideoFrame

WIDEST = 640  # px of what is passed on
QUALITY = 85  # of the JPEG, 0..100
MOST_PIXELS = 1920 * 1080  # of what is taken in: nobody was asked to send more


@dataclass(frozen=True, slots=True)
class Picture:
    """``at``: when it arrived, epoch seconds."""

    frame: VideoFrame
    at: float


class Newest:
    """Keeps one frame: the newest. Whoever is late finds no older one."""

    def __init__(self) -> None:
        self._picture: Picture | None = None

    def put(self, frame: VideoFrame) -> None:
        self._picture = Picture(frame, time.time())

    def take(self) -> Picture | None:
        """Each picture once."""
        picture, self._picture = self._picture, None
        return picture


def too_large(frame: VideoFrame) -> bool:
    return frame.width * frame.height > MOST_PIXELS


def jpeg(frame: VideoFrame) -> bytes:
    """At most ``WIDEST`` px wide. Some milliseconds: for a thread, never for the event loop."""
    width, height = frame.width, frame.height
    if width > WIDEST:
        width, height = WIDEST, max(1, round(Fraction(WIDEST, width) * height))
    # One thread: PyAV would start some for each picture, which costs more than they save.
    picture = frame.reformat(width=width, height=height, format="bgr24", threads=1).to_ndarray()
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("no picture")
    return data.tobytes()
