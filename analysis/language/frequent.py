"""Which words somebody used often, and when: counted from a transcript with word times."""

from __future__ import annotations

from collections import Counter
from typing import TypedDict

from analysis.language.tokens import bare, key_of
from analysis.types import Transcript

MOST = 12  # rows that a report shows
LEAST_TIMES = 2  # said once is not often


class FrequentWord(TypedDict):
    """``word``: its most frequent form. ``times``: seconds at which each occurrence begins."""

    word: str
    count: int
    times: list[float]


def frequent_words(transcript: Transcript | None) -> list[FrequentWord]:
    """The words used at least twice, most frequent first; equally frequent ones by first use."""
    times: dict[str, list[float]] = {}
    forms: dict[str, Counter[str]] = {}
    for word in transcript.words if transcript else ():
        key = key_of(word.word)
        if key:
            times.setdefault(key, []).append(round(word.start, 2))
            forms.setdefault(key, Counter())[_shown(word.word, key)] += 1
    often: list[FrequentWord] = [
        {"word": _commonest(forms[key]), "count": len(own), "times": own}
        for key, own in times.items()
        if len(own) >= LEAST_TIMES
    ]
    return sorted(often, key=lambda entry: (-entry["count"], entry["times"][0]))[:MOST]


def _shown(word: str, key: str) -> str:
    """Korean is shown as the noun without particles, English as it was said."""
    own = bare(word)
    return key if not own.isascii() and key in own else own.removesuffix("'s").removesuffix("'")


def _commonest(forms: Counter[str]) -> str:
    """The most frequent form, of equally frequent ones the shortest."""
    return min(forms, key=lambda form: (-forms[form], len(form), form))
