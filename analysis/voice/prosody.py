"""The voice lane: level, pitch, speaking and speech rate on one clock, and their summary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.timeline import clock
from analysis.types import ColumnSpec, Floats, Purpose, SignalTable, Transcript
from analysis.voice.activity import Activity
from analysis.voice.level import rms_dbfs, speech_level_dbfs
from analysis.voice.pitch import Pitch, semitones
from analysis.voice.rate import syllables, windowed_rate


def _column(name: str, unit: str, about: str) -> ColumnSpec:
    return ColumnSpec(name, "voice", unit, Purpose.VOICE_PROSODY, about)


COLUMNS: tuple[ColumnSpec, ...] = (
    _column("level_dbfs", "dBFS", "RMS level of the sound, relative to the loudest it can hold."),
    _column("f0_hz", "Hz", "Pitch of the voice (fundamental frequency) where it is voiced."),
    _column("voicing", "ratio", "How sure the pitch network is that the sound is voiced."),
    _column("speaking", "bool", "1 while voice activity detection hears speech, else 0."),
    _column(
        "speech_rate_wpm",
        "1/min",
        "Recognised words per minute over a sliding window, pauses included.",
    ),
    _column(
        "syllable_rate_sps",
        "1/s",
        "Syllables per second over the same window: counted in Hangul, estimated in English.",
    ),
)


@dataclass(frozen=True, slots=True)
class ProsodyConfig:
    """``step_s``: 10 values a second, finer than anything a report shows.

    ``level_window_s``: about one syllable, so that level follows stress but not single periods.
    ``rate_window_s``: some ten words at 120 words/min, as many as make a rate steady.
    ``f0_low``, ``f0_high``: percentiles of the pitch range, so that octave errors do not set it.
    """

    step_s: float = 0.1
    level_window_s: float = 0.2
    rate_window_s: float = 6.0
    f0_low: float = 10.0
    f0_high: float = 90.0


@dataclass(frozen=True, slots=True)
class Prosody:
    """``table``: the columns of ``COLUMNS``. ``summary``: ``voice.*`` numbers; absent = unknown."""

    table: SignalTable
    summary: dict[str, float]


def voice_prosody(
    samples: Floats,
    activity: Activity,
    pitch: Pitch,
    transcript: Transcript | None = None,
    config: ProsodyConfig | None = None,
) -> Prosody:
    """Prosody of ``samples`` (N,) at 16 kHz. Without a transcript the rates are unknown."""
    config = config or ProsodyConfig()
    t = clock(activity.duration_s, config.step_s)
    speaking = activity.speaking_at(t)
    words = transcript.words if transcript else ()
    spoken = [float(syllables(w.word)) for w in words]
    window = config.rate_window_s
    columns = {
        "level_dbfs": rms_dbfs(samples, t, config.level_window_s),
        "f0_hz": _f0_on_clock(pitch, speaking, config.step_s),
        "voicing": _binned(pitch.t, pitch.confidence, t.size, config.step_s),
        "speaking": speaking,
        "speech_rate_wpm": 60.0 * windowed_rate(words, [1.0] * len(words), t, window),
        "syllable_rate_sps": windowed_rate(words, spoken, t, window),
    }
    table = SignalTable(t, columns)
    return Prosody(table, _summary(table, activity, pitch, transcript, sum(spoken), config))


def _binned(times: Floats, values: Floats, count: int, step_s: float) -> Floats:
    """Median of the known values in each bin of the clock; NaN where a bin has none."""
    known = np.isfinite(values)
    bins = np.minimum((times[known] / step_s).astype(np.int64), count - 1)
    out = np.full(count, np.nan, np.float32)
    edges = np.searchsorted(bins, np.arange(count + 1))
    kept = values[known]
    for i in np.flatnonzero(np.diff(edges)):
        out[i] = np.median(kept[edges[i] : edges[i + 1]])
    return out


def _f0_on_clock(pitch: Pitch, speaking: Floats, step_s: float) -> Floats:
    """Pitch per bin, only while somebody speaks: hums and ring tones have a pitch too."""
    f0 = _binned(pitch.t, pitch.f0_hz, speaking.size, step_s)
    return np.where(speaking > 0.5, f0, np.nan).astype(np.float32)


def _summary(
    table: SignalTable,
    activity: Activity,
    pitch: Pitch,
    transcript: Transcript | None,
    spoken: float,
    config: ProsodyConfig,
) -> dict[str, float]:
    pauses = [p.end - p.start for p in activity.pauses]
    numbers = {
        "voice.speech_seconds": activity.speech_s,
        "voice.pause_count": float(len(pauses)) if activity.speech else np.nan,
        "voice.pause_seconds": float(sum(pauses)) if activity.speech else np.nan,
        "voice.longest_pause_s": max(pauses, default=np.nan),
        **_pitch_summary(pitch, activity, config),
        **_level_summary(table),
    }
    if transcript is not None and transcript.words:
        first, last = transcript.words[0], transcript.words[-1]
        minutes = max(last.end - first.start, 1e-6) / 60.0
        numbers["voice.words"] = float(len(transcript.words))
        numbers["voice.time_to_first_word_s"] = first.start
        numbers["voice.speech_rate_wpm"] = len(transcript.words) / minutes
        if activity.speech_s > 0:
            numbers["voice.articulation_rate_sps"] = spoken / activity.speech_s
    return {name: float(value) for name, value in numbers.items() if np.isfinite(value)}


def _pitch_summary(pitch: Pitch, activity: Activity, config: ProsodyConfig) -> dict[str, float]:
    voiced = pitch.f0_hz[np.isfinite(pitch.f0_hz) & (activity.speaking_at(pitch.t) > 0.5)]
    if voiced.size == 0:
        return {}
    median = float(np.median(voiced))
    low, high = np.percentile(semitones(voiced, median), [config.f0_low, config.f0_high])
    return {"voice.median_f0_hz": median, "voice.f0_range_semitones": float(high - low)}


def _level_summary(table: SignalTable) -> dict[str, float]:
    """Level while speaking, and how far the pauses lie below it (a rough signal-to-noise ratio)."""
    level, speaking = table.columns["level_dbfs"], table.columns["speaking"]
    gated = speech_level_dbfs(level, speaking)
    if not np.isfinite(gated).any():
        return {}
    median = float(np.nanmedian(gated))
    quiet = level[speaking < 0.5]
    between = {"voice.speech_over_pause_db": median - float(np.median(quiet))} if quiet.size else {}
    return {"voice.level_dbfs_median": median, **between}
