"""How many words of a stretch of known text were recognised wrongly."""

from __future__ import annotations

import re


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))


def word_error_rate(heard: list[str], text: list[str]) -> float:
    """Edit distance of ``heard`` to the stretch of ``text`` that fits best, per heard word.

    The fake microphone plays the text in a loop and a recording begins anywhere in it, so the
    text's beginning and end are free (semi-global alignment).
    """
    row = [0] * (len(text) + 1)
    for i, word in enumerate(heard, start=1):
        above, row = row, [i] + [0] * len(text)
        for j, known in enumerate(text, start=1):
            row[j] = min(above[j - 1] + (word != known), above[j] + 1, row[j - 1] + 1)
    return min(row) / max(1, len(heard))
