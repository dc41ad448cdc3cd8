"""Which words somebody used often, and when: counted from a transcript with word times.

Deliberately small: function words are left out by a list, Korean particles and the endings of
하다 verbs are cut off by rule. A morphological analyser would fold more forms together (개발했고,
개발한) but costs half a gigabyte of memory, half as much as all other networks together.
"""

from __future__ import annotations

import re
from typing import TypedDict

from analysis.language.function_words import ENGLISH, KOREAN, KOREAN_PARTICLES
from analysis.types import Transcript

MOST = 12  # rows that a report shows
LEAST_TIMES = 2  # said once is not often


class FrequentWord(TypedDict):
    """``times``: seconds at which the word begins, one per occurrence."""

    word: str
    count: int
    times: list[float]


KOREAN_VERB_TAIL = re.compile(
    r"(하고|하며|하면서|하면|하는|하던|하여|하게|하기|하지|하려고|하기도|할|한|해|해서|해도|해야|"
    r"했고|했던|했는데|했지만|했으며|했습니다|했어요|합니다|해요|되는|된|되어|됐습니다|되었습니다|됩니다)$"
)
HANGUL = re.compile(r"[가-힣]")
EDGES = re.compile(r"^[^\w가-힣]+|[^\w가-힣]+$")


def frequent_words(transcript: Transcript | None) -> list[FrequentWord]:
    """The words used at least twice, most frequent first; equally frequent ones by first use."""
    found: dict[str, FrequentWord] = {}
    for word in transcript.words if transcript else ():
        stem = stem_of(word.word)
        if not stem:
            continue
        entry = found.setdefault(stem, {"word": stem, "count": 0, "times": []})
        entry["count"] += 1
        entry["times"].append(round(word.start, 2))
    often = [entry for entry in found.values() if entry["count"] >= LEAST_TIMES]
    return sorted(often, key=lambda entry: (-entry["count"], entry["times"][0]))[:MOST]


def stem_of(word: str) -> str:
    """What is counted as one word; "" for function words, numbers and single letters."""
    bare = EDGES.sub("", word).casefold().replace("’", "'")
    if HANGUL.search(bare):
        return _korean(bare)
    if bare in ENGLISH or len(bare) < 2 or bare.isnumeric():
        return ""
    return _english(bare)


def _english(word: str) -> str:
    """Genitives and plain plurals count with their noun; other forms stay as they were said."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in ENGLISH:
        return ""
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is", "ies", "ses", "xes"))
    return word[:-1] if plural and len(word) > 4 else word


def _korean(word: str) -> str:
    if word in KOREAN:
        return ""
    stem = KOREAN_VERB_TAIL.sub("", word)
    if stem == word:
        for particle in KOREAN_PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                stem = word.removesuffix(particle)
                break
    return stem if len(stem) >= 2 and stem not in KOREAN else ""
