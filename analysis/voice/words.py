"""From Whisper's tokens to words with times, and the guards against words nobody said."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.types import Word

TOKEN_S = 0.02  # seconds between two positions of Whisper's encoder

Decode = Callable[[list[int]], str]


@dataclass(frozen=True, slots=True)
class TokenTimes:
    """``start``, ``end`` (seconds in the window) and probability of one text token."""

    token: int
    start: float
    end: float
    probability: float


def token_times(
    tokens: Sequence[int], path: Sequence[tuple[int, int]], probabilities: Sequence[float]
) -> list[TokenTimes]:
    """Times from the alignment path, pairs of (token, encoder position), both rising."""
    text = np.array([i for i, _ in path])
    place = np.array([j for _, j in path]) * TOKEN_S
    first = np.flatnonzero(np.diff(text, prepend=-1))
    starts = place[first]  # one per token, and one for the end-of-text token where present
    ends = np.append(starts[1:], place[-1:] + TOKEN_S)
    n = min(len(tokens), len(starts), len(probabilities))
    return [
        TokenTimes(tokens[i], float(starts[i]), float(ends[i]), float(probabilities[i]))
        for i in range(n)
    ]


def _characters(timed: Sequence[TokenTimes], decode: Decode) -> list[tuple[str, list[TokenTimes]]]:
    """Tokens joined until their bytes are whole characters: Hangul may span several tokens."""
    units: list[tuple[str, list[TokenTimes]]] = []
    held: list[TokenTimes] = []
    for item in timed:
        held.append(item)
        text = decode([h.token for h in held])
        if "\ufffd" not in text:
            units.append((text, held))
            held = []
    return units


def words_of(timed: Sequence[TokenTimes], decode: Decode) -> list[Word]:
    """Words split at spaces, punctuation attached as it is written."""
    groups: list[tuple[str, list[TokenTimes]]] = []
    for text, items in _characters(timed, decode):
        if groups and not text[:1].isspace():
            groups[-1] = (groups[-1][0] + text, groups[-1][1] + items)
        else:
            groups.append((text, items))
    return [_word(text.strip(), items) for text, items in groups if _has_letters(text)]


def _word(text: str, items: Sequence[TokenTimes]) -> Word:
    confidence = float(np.mean([i.probability for i in items]))
    return Word(text, items[0].start, items[-1].end, min(1.0, max(0.0, confidence)))


def _has_letters(text: str) -> bool:
    return any(unicodedata.category(c)[0] in "LN" for c in text)


def compression_ratio(text: str) -> float:
    """Bytes before and after zlib. Over 2.4, Whisper has fallen into a loop (Radford 2022, 4.5)."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def without_loops(words: Sequence[Word], longest: int = 8, kept: int = 3) -> list[Word]:
    """Cuts a phrase of up to ``longest`` words that comes more than ``kept`` times in a row.

    People do say "no, no, no"; nobody says the same eight words five times over.
    """
    out = list(words)
    for n in range(longest, 0, -1):
        i = 0
        while i + n * (kept + 1) <= len(out):
            phrase = [w.word.lower() for w in out[i : i + n]]
            repeats = 1
            while [w.word.lower() for w in out[i + n * repeats : i + n * (repeats + 1)]] == phrase:
                repeats += 1
            if repeats > kept:
                del out[i + n * kept : i + n * repeats]
            i += 1
    return out
