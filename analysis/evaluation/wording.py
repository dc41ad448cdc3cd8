"""Word and character error rate, and how a text is normalised before it is scored.

Recogniser and reference may write the same speech differently; what a listener could not hear is
taken out of both. English: lower case; accents and punctuation removed (hyphens become spaces,
apostrophes close up); ``Mr``, ``Mrs``, ``Dr``, ``%``, ``$``, ``&`` written out; hesitation sounds
(uh, um, hmm) dropped; numbers in figures, so that "fourteen sixty-nine", "1469" and "1,469" are
one word. Spelling variants (colour, color) are **not** joined. Korean: punctuation removed for
the WER, spaces too for the CER, because Korean spacing is a matter of taste and Hangul syllables
are what is heard; numbers are left as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

_NAMED = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_SMALL = {word: i if i < 20 else 10 * (i - 18) for i, word in enumerate(_NAMED)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_SPOKEN = {"mr": "mister", "mrs": "missus", "dr": "doctor", "ok": "okay"}
_SYMBOLS = {"%": " percent ", "&": " and ", "+": " plus "}
_HESITATIONS = frozenset({"uh", "um", "uhm", "er", "hmm", "hm", "mm", "mhm", "mmm"})


def _below_hundred(words: Sequence[str], i: int) -> tuple[int, int]:
    """Value and number of words of "seven", "seventeen", "seventy seven" at ``i``; else 0, 0."""
    value = _SMALL.get(words[i]) if i < len(words) else None
    if value is None:
        return 0, 0
    unit = _SMALL.get(words[i + 1], 10) if i + 1 < len(words) else 10
    if value >= 20 and 1 <= unit <= 9:
        return value + unit, 2
    return value, 1


def _number(words: Sequence[str], i: int) -> tuple[int, int]:
    """Value and number of words of the spoken number at ``i``: cardinals, and years in pairs."""
    total, group, used = 0, 0, 0
    value, n = _below_hundred(words, i)
    if not n:
        return 0, 0
    following, m = _below_hundred(words, i + n)
    if 10 <= value <= 99 and m and following >= 10:
        return value * 100 + following, n + m  # fourteen sixty nine
    while n:
        group, used = group + value, used + n
        word = words[i + used] if i + used < len(words) else ""
        if word == "hundred":
            group, used = group * 100, used + 1
            word = words[i + used] if i + used < len(words) else ""
        if word in _SCALES:
            total, group, used = total + group * _SCALES[word], 0, used + 1
        elif group % 100 or group == 0:
            break
        joint = int(i + used < len(words) and words[i + used] == "and")
        value, n = _below_hundred(words, i + used + joint)
        used += joint if n else 0
    return total + group, used


def _figures(words: Sequence[str]) -> list[str]:
    out, i = [], 0
    while i < len(words):
        value, used = _number(words, i)
        out.append(str(value) if used else words[i])
        i += max(used, 1)
    return out


def english_words(text: str) -> list[str]:
    """Normalised words of an English text."""
    text = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"\$\s?(\d+(?:\.\d+)?)", r"\1 dollars", text)
    for symbol, spoken in _SYMBOLS.items():
        text = text.replace(symbol, spoken)
    text = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", text)  # e.g. -> eg
    text = re.sub(r"(?<=\d)\.(?=\d)", "\0", text).replace("'", "")
    words = "".join(c if c.isalnum() or c == "\0" else " " for c in text).replace("\0", ".").split()
    return _figures([_SPOKEN.get(w, w) for w in words if w not in _HESITATIONS])


def korean_words(text: str) -> list[str]:
    """Words of a Korean text without punctuation."""
    text = unicodedata.normalize("NFC", text.lower())
    return "".join(c if c.isalnum() or c.isspace() else "" for c in text).split()


def edit_distance(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Least number of substitutions, deletions and insertions (Levenshtein), row by row."""
    row = np.arange(len(heard) + 1)
    other = np.array(heard, dtype=object)
    steps = np.arange(len(heard) + 1)
    for i, item in enumerate(reference, 1):
        best = np.empty_like(row)
        best[0] = i
        best[1:] = np.minimum(row[:-1] + (other != item), row[1:] + 1)
        row = np.minimum.accumulate(best - steps) + steps  # insertions, in one pass
    return int(row[-1])
