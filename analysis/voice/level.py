"""How loud: RMS level in dBFS, and the same only where somebody speaks."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.types import Floats

RATE = 16_000  # Hz
FLOOR_DBFS = -100.0  # below the step of 16-bit sound (-96 dB): printed for digital silence
_BLOCK = 1000  # windows a step: a long recording needs a minute or two of running sum, not hours


def rms_dbfs(samples: Floats, t: Floats, window_s: float) -> Floats:
    """Level (len(t),) in dBFS of the ``window_s`` seconds around each ``t``.

    0 dBFS is a full-scale square wave, so a full-scale sine reads -3.0. Not weighted and not
    calibrated to sound pressure: it depends on the microphone and its gain. Parts of a window
    that lie outside the recording do not count; NaN where nothing of it lies inside.
    """
    centre = t.astype(np.float64) * RATE
    half = window_s * RATE / 2
    first = np.clip(np.rint(centre - half), 0, samples.size).astype(np.int64)
    last = np.clip(np.rint(centre + half), 0, samples.size).astype(np.int64)
    mean = np.full(t.shape, np.nan)
    for i in range(0, t.size, _BLOCK):
        mean[i : i + _BLOCK] = _mean_power(samples, first[i : i + _BLOCK], last[i : i + _BLOCK])
    level = np.maximum(10.0 * np.log10(np.maximum(mean, 1e-12)), FLOOR_DBFS)
    return np.asarray(level, np.float32)


def _mean_power(
    samples: Floats, first: npt.NDArray[Any], last: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """Mean power of ``samples[first[i]:last[i]]``, from one running sum over all of them."""
    low, high = int(first.min()), int(last.max())
    power = np.concatenate(([0.0], np.cumsum(np.square(samples[low:high], dtype=np.float64))))
    n = last - first
    total = power[last - low] - power[first - low]
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def speech_level_dbfs(level: Floats, speaking: Floats) -> Floats:
    """``level`` where ``speaking`` is 1, NaN elsewhere: pauses say nothing about loudness."""
    return np.where(speaking > 0.5, level, np.nan).astype(np.float32)
