"""Mel spectrograms, as Whisper and the speaker encoder were trained on them.

Both use 25 ms windows every 10 ms and Slaney's mel scale with area-normalised triangles, which is
what librosa does by default; nothing else of librosa is needed here.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import scipy.fft

from analysis.types import Floats

RATE = 16_000  # Hz
WINDOW = 400  # samples: 25 ms
HOP = 160  # samples: 10 ms
_LINEAR_HZ = 200.0 / 3.0  # Hz a mel below 1 kHz (Slaney 1998, Auditory Toolbox)
_LOG_STEP = np.log(6.4) / 27.0  # and the logarithmic step above it


def _hz_of_mel(mel: np.ndarray) -> np.ndarray:
    return np.where(
        mel < 15.0, mel * _LINEAR_HZ, 1000.0 * np.exp(_LOG_STEP * (np.maximum(mel, 15.0) - 15.0))
    )


@cache
def mel_filters(bands: int) -> Floats:
    """(bands, 201) triangles from 0 Hz to 8 kHz, each of unit area."""
    top = 15.0 + np.log(RATE / 2 / 1000.0) / _LOG_STEP
    edges = _hz_of_mel(np.linspace(0.0, top, bands + 2))
    bins = np.fft.rfftfreq(WINDOW, 1.0 / RATE)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None], np.float32)


def power_spectrogram(samples: Floats, *, pad_mode: str = "reflect") -> Floats:
    """(T, 201) power, T = 1 + N // 160; frames are centred on multiples of 10 ms."""
    padded = np.pad(samples, WINDOW // 2, mode=pad_mode)  # type: ignore[call-overload]
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    hann = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    spectrum = scipy.fft.rfft(frames * hann, axis=1)
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)


def mel_power(samples: Floats, bands: int, *, pad_mode: str = "reflect") -> Floats:
    """(T, bands) mel power spectrogram."""
    power = power_spectrogram(samples, pad_mode=pad_mode) @ mel_filters(bands).T
    return np.asarray(power, np.float32)


def whisper_log_mel(samples: Floats, bands: int) -> Floats:
    """(bands, N // 160): log10, at most 8 below the window's maximum, scaled (Radford 2022)."""
    power = mel_power(samples, bands)[: samples.size // HOP]
    log = np.log10(np.maximum(power, 1e-10))
    log = np.maximum(log, log.max(initial=-10.0) - 8.0)
    return np.ascontiguousarray((log.T + 4.0) / 4.0, np.float32)
