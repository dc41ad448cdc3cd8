"""Real clips and speech, cut into what a live room delivers."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt
import pytest

from analysis.live.looking import LiveLook
from analysis.networks import shared_store
from analysis.types import Purpose
from tests.analysis.recordings import face_sample

Picture = npt.NDArray[np.uint8]
FPS = 2.0
ALLOWED = frozenset({Purpose.FACE_PRESENCE, Purpose.FACE_GAZE, Purpose.BODY_MOVEMENT})


def clip(name: str, fps: float = FPS) -> list[Picture]:
    """Pictures of a sample clip, ``fps`` a second."""
    pictures, due = [], 0.0
    with av.open(str(face_sample(name))) as file:
        for frame in file.decode(video=0):
            if frame.time is not None and frame.time >= due - 1e-6:
                due += 1.0 / fps
                pictures.append(np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
    return pictures


@pytest.fixture(scope="session")
def two_people() -> tuple[list[Picture], list[Picture]]:
    """Two clips of different people, equally long."""
    one, other = clip("WolfgangLanger_Pexels.mp4"), clip("single_face.mp4", 8.0)
    length = min(len(one), len(other), 14)
    return one[:length], other[:length]


@pytest.fixture
def live_look() -> LiveLook:
    return LiveLook(shared_store())
