"""Spoken words to what is counted as one word: content words only, their forms folded together.

Rules, no model. Measured here: spaCy's small English pipeline costs 2.1 CPU s and 320 MB to load
(it imports torch), Kiwi 2.9 CPU s and 520 MB, more than recognising a minute of speech; they agree
with these rules on nearly all that a report shows (docs/models/frequent-words.md). What needs parts
of speech and entities (keyword trees) is another process's work.
"""

from __future__ import annotations

import re

from analysis.language.function_words import ENGLISH, KOREAN, KOREAN_PARTICLES

_HANGUL = re.compile(r"[가-힣]")
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdgkmnprt])\1$")
# Light verb 하다 and passive 되다 after a noun: 개발했고, 개발하는, 개발된 count as 개발.
_LIGHT_VERB = re.compile(
    r"(?:하|해|했|한|할|함|합|되|돼|됐|된|될|됨|됩)"
    r"(?:고|며|면서|면|는|던|여|게|기|지|려고|려면|도록|기도|서|도|야|요|다|니다|습니다|습니까|"
    r"었고|었던|었습니다|였고|였던|였습니다|어서|어야|어도|으며|지만|는데|던데|으나|는지|거나|자|니까|"
    r"었지만|였지만|기를|기가|기에|는데도)?(?:요)?$"
)


def bare(word: str) -> str:
    """``word`` without the punctuation around it, in lower case."""
    return _EDGES.sub("", word).casefold().replace("’", "'")


def key_of(word: str) -> str:
    """What is counted as one word; "" for function words, numbers and single letters.

    An English key is a stem ("develop" for developing, "compan" for companies): compare it, do
    not show it.
    """
    own = bare(word)
    if _HANGUL.search(own):
        return korean_stem(own)
    own = own.removesuffix("'s").removesuffix("'")
    if own in ENGLISH or len(own) < 2 or own.isnumeric() or not own[0].isalpha():
        return ""
    return english_stem(own)


def english_stem(word: str) -> str:
    """Plural, third person, past and -ing folded; words that only look so are left alone."""
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and _VOWEL.search(stem) and not stem.endswith("th"):
            return _plain(_DOUBLED.sub(r"\1", stem))
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
        if word.endswith(("sse", "she", "che", "xe", "zze")):
            word = word[:-1]
    return _plain(word)


def _plain(stem: str) -> str:
    """Silent e and final y off, so that manage and managing, company and companies meet."""
    if len(stem) > 3 and stem[-1] in "ey" and stem[-2] not in "aeiou":
        return stem[:-1]
    return stem


def korean_stem(word: str) -> str:
    """The noun in an eojeol: endings of 하다 and 되다 and the longest particle cut off."""
    if word in KOREAN:
        return ""
    stem = _LIGHT_VERB.sub("", word)
    if stem == word or len(stem) < 2:
        stem = word
        for particle in KOREAN_PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                stem = word.removesuffix(particle)
                break
    if stem.endswith("들") and len(stem) > 2:
        stem = stem[:-1]
    return stem if len(stem) >= 2 and stem not in KOREAN else ""
