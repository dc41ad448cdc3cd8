"""Speech to text against reference texts: WER, CER and what it costs.

Errors are counted over all files of a language together (long files weigh more). How texts are
normalised before they are compared stands in ``analysis.evaluation.wording``.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.evaluation.common import (
    UnusableData,
    bootstrap,
    read_rows,
    rounded,
    sampled,
)
from analysis.evaluation.wording import edit_distance, english_words, korean_words
from analysis.media.audio import RATE, read_audio
from analysis.networks import recogniser, voice_activity
from analysis.types import AnalysisError
from analysis.weights import WeightStore


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one file: word errors, words, character errors, characters, and seconds of each kind."""

    word_errors: int
    words: int
    character_errors: int
    characters: int
    sound_s: float
    wall_s: float
    cpu_s: float


def evaluate(
    data: Path, *, limit: int | None, device: str, threads: int, store: WeightStore
) -> dict[str, Any]:
    """``file,label,language``: sound or video files, their texts, ``en``, ``ko``, another code."""
    rows = sampled(read_rows(data, ("file", "label", "language")), limit)
    hear = recogniser(store, threads, device)
    listen = voice_activity(store, threads)
    counts: dict[str, list[Counts]] = {}
    for row in rows:
        language = row["language"].strip().lower()[:2]
        if language not in hear.languages:
            raise UnusableData(f"{row['file']}: the recogniser does not know {row['language']!r}")
        try:
            samples, _ = read_audio(data / row["file"])
        except AnalysisError as error:
            raise UnusableData(f"{data / row['file']}: {error}") from error
        wall, cpu = time.perf_counter(), time.process_time()
        text = hear(samples, listen(samples), language).text
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        own = counted(row["label"], text, language, len(samples) / RATE, wall, cpu)
        counts.setdefault(language, []).append(own)
    output: dict[str, Any] = rounded({name: scores(own) for name, own in sorted(counts.items())})
    return output


def counted(
    reference: str, heard: str, language: str, sound_s: float, wall_s: float, cpu_s: float
) -> Counts:
    """Errors of one file. Characters count without spaces, so that spacing is no error."""
    words_of = korean_words if language == "ko" else english_words
    true, found = words_of(reference), words_of(heard)
    true_letters, found_letters = list("".join(true)), list("".join(found))
    return Counts(
        edit_distance(true, found),
        len(true),
        edit_distance(true_letters, found_letters),
        len(true_letters),
        sound_s,
        wall_s,
        cpu_s,
    )


def scores(counts: list[Counts]) -> dict[str, Any]:
    """WER, CER and real-time factors of one language, with 95 % intervals over its files."""
    figures = np.array(
        [
            (c.word_errors, c.words, c.character_errors, c.characters, c.sound_s, c.wall_s, c.cpu_s)
            for c in counts
        ],
        float,
    )

    def share(above: int, below: int, rows: np.ndarray[Any, Any] = figures) -> float:
        whole = rows[:, below].sum()
        return float(rows[:, above].sum() / whole) if whole else float("nan")

    wer_low, wer_high = bootstrap(figures, lambda rows: share(0, 1, rows))
    cer_low, cer_high = bootstrap(figures, lambda rows: share(2, 3, rows))
    return {
        "n": len(counts),
        "wer": share(0, 1),
        "wer_low": wer_low,
        "wer_high": wer_high,
        "cer": share(2, 3),
        "cer_low": cer_low,
        "cer_high": cer_high,
        "rtf": share(5, 4),
        "cpu_rtf": share(6, 4),
        "words": int(figures[:, 1].sum()),
        "minutes": float(figures[:, 4].sum() / 60.0),
    }
