"""Real speech from the packaged samples, and the loaded networks, once for all tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from analysis.media.audio import read_audio
from analysis.networks import pitch_tracker, recogniser, voice_activity
from analysis.types import Floats
from analysis.voice.activity import VoiceActivity
from analysis.voice.pitch import PitchTracker
from analysis.voice.transcript import Recogniser
from analysis.weights import WeightStore

RATE = 16_000
Recording = Callable[[str], Floats]


@pytest.fixture(scope="session")
def store() -> WeightStore:
    return WeightStore()


@pytest.fixture(scope="session")
def listen(store: WeightStore) -> VoiceActivity:
    return voice_activity(store, 1)


@pytest.fixture(scope="session")
def track(store: WeightStore) -> PitchTracker:
    return pitch_tracker(store, 1)


@pytest.fixture(scope="session")
def recognise(store: WeightStore) -> Recogniser:
    return recogniser(store, 1, "cpu")


@pytest.fixture(scope="session")
def recording(store: WeightStore) -> Recording:
    """Samples (N,) at 16 kHz of a packaged recording, such as ``two_cities.wav``."""
    folder = store.path("samples_speech")
    return lambda name: read_audio(folder / name)[0]


@pytest.fixture(scope="session")
def white_noise() -> Floats:
    """20 s at -26 dBFS."""
    return (np.random.default_rng(0).standard_normal(20 * RATE) * 0.05).astype(np.float32)


@pytest.fixture(scope="session")
def silence() -> Floats:
    return np.zeros(10 * RATE, np.float32)


@pytest.fixture(scope="session")
def hum() -> Floats:
    """20 s of mains hum with overtones, -20 dBFS: voiced for a pitch tracker, no speech."""
    t = np.arange(20 * RATE) / RATE
    waves = [np.sin(2 * np.pi * 100 * k * t) / k for k in range(1, 6)]
    return (0.1 * np.sum(waves, axis=0)).astype(np.float32)
