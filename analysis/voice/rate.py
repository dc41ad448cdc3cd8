"""How fast: words per minute and syllables per second, from recognised words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from analysis.types import Floats, Word

_HANGUL = re.compile(r"[가-힣]")
_VOWELS = re.compile(r"[aeiouy]+")
# Written vowels that are no syllable of their own, and pairs that are two (cre-ate, li-on, du-el).
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[^aeioudty]ed|[^aeiouszxhcg]es|[aeiouy][^aeiouy]*les)$")
_SPLIT = re.compile(
    r"ia(?!l|n\b)|io(?!us|n)|eo(?!us|n)|ua(?!r)|uo|[^qg]ue[lnt]|iet|yi|[eoy]ing|crea(?=t)|peri[eo]"
)


def syllables(word: str) -> int:
    """Syllables of one written word: Hangul blocks counted, English estimated from its vowels.

    The English estimate is right for most words and unbiased over a text (figures with n in
    docs/models/voice-prosody.md). A figure such as ``1469`` counts as one per digit.
    """
    hangul = len(_HANGUL.findall(word))
    digits = sum(c.isdigit() for c in word)
    latin = re.sub(r"[^a-z]", "", word.lower())
    return hangul + digits + (_english(latin) if latin else 0)


def _english(word: str) -> int:
    count = len(_VOWELS.findall(word)) + len(_SPLIT.findall(word))
    if count > 1 and _SILENT_END.search(word):
        count -= 1
    return max(1, count)


def windowed_rate(
    words: Sequence[Word], amounts: Sequence[float], t: Floats, window_s: float
) -> Floats:
    """Sum of ``amounts`` of the words whose middle lies within ``window_s`` around each ``t``.

    Per second of that window; NaN where it holds no word. ``t`` outside the first and the last
    word is unknown as well: nothing is said there.
    """
    if not words:
        return np.full(t.shape, np.nan, np.float32)
    middles = np.array([(w.start + w.end) / 2 for w in words])
    total = np.concatenate(([0.0], np.cumsum(amounts)))
    start, end = words[0].start, words[-1].end
    low = np.maximum(t - window_s / 2, start)
    high = np.minimum(t + window_s / 2, end)
    held = total[np.searchsorted(middles, high)] - total[np.searchsorted(middles, low)]
    known = (t >= start) & (t <= end) & (held > 0)
    span = np.maximum(high - low, window_s / 4)
    return np.where(known, held / span, np.nan).astype(np.float32)
