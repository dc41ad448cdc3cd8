"""Loaded networks, one of each per process, so that only a worker's first recording waits."""

from __future__ import annotations

from functools import cache

from analysis.types import ModelRef
from analysis.voice.activity import VoiceActivity
from analysis.voice.pitch import PitchTracker
from analysis.voice.transcript import Recogniser
from analysis.weights import WeightStore


@cache
def shared_store() -> WeightStore:
    """The default weights folder. LiteRT networks are kept in the store, per thread."""
    return WeightStore()


@cache
def voice_activity(store: WeightStore, threads: int) -> VoiceActivity:
    return VoiceActivity(store.path("silero_vad"), threads=threads)


@cache
def pitch_tracker(store: WeightStore, threads: int) -> PitchTracker:
    return PitchTracker(store.path("swift_f0"), threads=threads)


@cache
def recogniser(store: WeightStore, threads: int, device: str) -> Recogniser:
    return Recogniser(store.path("whisper_base"), device=device, threads=threads)


def refs(store: WeightStore, *names: str) -> tuple[ModelRef, ...]:
    return tuple(store.ref(name) for name in names)
