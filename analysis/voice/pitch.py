"""How high: fundamental frequency F0 and voicing from SwiftF0 (a small CNN on a spectrogram)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.types import Floats
from analysis.voice.onnx import open_session

RATE = 16_000  # Hz
HOP = 256  # samples: one value per 16 ms
# The network looks 2815 samples to each side. With this many frames of overlap a long recording
# in blocks of 4 s gives what one call would give, in 37 MB instead of 219 MB for 30 s blocks.
_LEFT, _AHEAD, _BLOCK = 11, 10, 250


@dataclass(frozen=True, slots=True)
class PitchConfig:
    """``fmin_hz``-``fmax_hz``: adult and adolescent speaking voices, falsetto excluded.

    ``voiced``: the network's confidence is calibrated so that 0.5 and more is voiced.
    ``silence_peak``: exact digital silence is unlike anything the network was trained on and gets
    random answers; below this peak (-60 dBFS) a frame is unvoiced.
    """

    fmin_hz: float = 60.0
    fmax_hz: float = 500.0
    voiced: float = 0.5
    silence_peak: float = 1e-3


@dataclass(frozen=True, slots=True)
class Pitch:
    """``t`` (F,) s; ``f0_hz`` (F,), NaN where unvoiced; ``confidence`` (F,) of voicing, 0..1."""

    t: Floats
    f0_hz: Floats
    confidence: Floats


class PitchTracker:
    """The loaded network. One instance per process; calls share no state."""

    def __init__(self, model: Path, config: PitchConfig | None = None, threads: int = 1) -> None:
        self.config = config or PitchConfig()
        self._session = open_session(model, threads)

    def __call__(self, samples: Floats) -> Pitch:
        """F0 of ``samples`` (N,) at 16 kHz; empty below one hop of sound."""
        frames = samples.size // HOP
        f0, confidence = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
        for start in range(0, frames, _BLOCK):
            end = min(start + _BLOCK, frames)
            left = max(0, start - _LEFT)
            stop = (end + _AHEAD) * HOP if end < frames else samples.size
            hz, voicing = self._run(samples[left * HOP : stop])
            f0[start:end] = hz[start - left : end - left]
            confidence[start:end] = voicing[start - left : end - left]
        rows = samples[: frames * HOP].reshape(frames, HOP)
        peak = np.maximum(rows.max(axis=1, initial=0.0), -rows.min(axis=1, initial=0.0))
        confidence[peak < self.config.silence_peak] = 0.0
        f0[confidence < self.config.voiced] = np.nan
        t = (np.arange(frames) * (HOP / RATE)).astype(np.float32)
        return Pitch(t, f0, confidence)

    def _run(self, samples: Floats) -> tuple[Floats, Floats]:
        hz, confidence = self._session.run(
            ["pitch", "confidence"],
            {
                "audio": np.ascontiguousarray(samples, np.float32)[None],
                "fmin": np.asarray(self.config.fmin_hz, np.float32),
                "fmax": np.asarray(self.config.fmax_hz, np.float32),
            },
        )
        return hz[0], confidence[0]


def semitones(f0_hz: Floats, reference_hz: float) -> Floats:
    """Distance from ``reference_hz``; 12 to the octave, how the ear counts pitch."""
    return np.asarray(12.0 * np.log2(f0_hz / reference_hz), np.float32)
