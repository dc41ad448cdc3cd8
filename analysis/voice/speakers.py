"""Whose voice: GE2E speaker embeddings (Wan et al. 2018) with Resemblyzer's weights.

Imports torch, so the recording pipeline does not import this module; whoever compares voices does.
An embedding is biometric data in the sense of data protection law: the caller answers for consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from analysis.types import Floats
from analysis.voice.activity import Activity
from analysis.voice.mel import HOP, RATE, mel_power

BANDS = 40
DIMENSIONS = 256


@dataclass(frozen=True, slots=True)
class SpeakerConfig:
    """Windows as the network was trained (Resemblyzer 0.1.4): 1.6 s of mel frames.

    ``step_s``: half overlap. ``level_dbfs``: quiet speech is raised to this, loud is left alone.
    ``same_voice``: cosine from which two utterances count as one voice; the equal-error threshold
    of the model card's measurement. Decide over several utterances, never over one.
    """

    window_s: float = 1.6
    step_s: float = 0.8
    level_dbfs: float = -30.0
    same_voice: float = 0.73


class _Encoder(nn.Module):
    """Three LSTM layers of 256, a linear layer, ReLU, unit length."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(BANDS, DIMENSIONS, 3, batch_first=True)
        self.linear = nn.Linear(DIMENSIONS, DIMENSIONS)

    def forward(self, mels: torch.Tensor) -> torch.Tensor:
        _, (hidden, _) = self.lstm(mels)  # mels (B, 160, 40), hidden (3, B, 256)
        raw = torch.relu(self.linear(hidden[-1]))
        unit: torch.Tensor = raw / raw.norm(dim=1, keepdim=True).clamp_min(1e-8)
        return unit


class SpeakerEncoder:
    """The loaded network. One instance per process."""

    def __init__(
        self,
        weights: Path,
        config: SpeakerConfig | None = None,
        *,
        device: str = "cpu",
        threads: int = 1,
    ) -> None:
        torch.set_num_threads(threads)  # torch has one setting for the whole process
        self.config = config or SpeakerConfig()
        self._device = torch.device(device)
        self._network = _Encoder()
        state = torch.load(weights, map_location="cpu", weights_only=True)["model_state"]
        own = {k: v for k, v in state.items() if not k.startswith("similarity_")}
        self._network.load_state_dict(own)
        self._network.to(self._device).eval()

    def partials(self, samples: Floats) -> Floats:
        """Embeddings (W, 256) of the 1.6 s windows of ``samples`` (N,) at 16 kHz, unit length."""
        frames = round(self.config.window_s * RATE / HOP)
        step = round(self.config.step_s * RATE / HOP)
        mels = mel_power(_raised(samples, self.config.level_dbfs), BANDS, pad_mode="constant")
        if len(mels) < frames:
            mels = np.pad(mels, ((0, frames - len(mels)), (0, 0)))
        starts = range(0, len(mels) - frames + 1, step)
        windows = np.stack([mels[s : s + frames] for s in starts])
        with torch.inference_mode():
            out = self._network(torch.from_numpy(windows).to(self._device))
        return np.asarray(out.cpu().numpy(), np.float32)

    def __call__(self, samples: Floats, activity: Activity | None = None) -> Floats:
        """Embedding (256,) of one voice, unit length; with ``activity``, of its speech only.

        Raises ``ValueError`` where there is no sound to judge.
        """
        if activity is not None:
            parts = [samples[round(s.start * RATE) : round(s.end * RATE)] for s in activity.speech]
            samples = np.concatenate(parts) if parts else samples[:0]
        if samples.size < RATE // 10 or not np.any(samples):
            raise ValueError("there is no speech to take a voice from")
        mean = self.partials(samples).mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-8), np.float32)


def similarity(one: Floats, other: Floats) -> float:
    """Cosine of two embeddings: 0 (nothing in common) to 1 (same voice)."""
    return float(np.dot(one, other) / max(np.linalg.norm(one) * np.linalg.norm(other), 1e-8))


def _raised(samples: Floats, level_dbfs: float) -> Floats:
    """Quiet sound raised to ``level_dbfs`` RMS, as in training; louder sound unchanged."""
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    gain = 10.0 ** (level_dbfs / 20.0) / max(rms, 1e-9)
    return np.asarray(samples * max(1.0, gain), np.float32)
