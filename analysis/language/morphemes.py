"""Words and morphemes with lemma and part of speech: Kiwi for Korean, spaCy for English.

Both are loaded when first asked for, once per process (Kiwi 4 s and 480 MB, spaCy 0.4 s after its
import and 260 MB with what it imports). Only workers load them; pages never do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from analysis.weights import WeightStore

LANGUAGES = ("en", "ko")
#: Kiwi's numbers for "a word of this kind that is in no dictionary"; -1: named by the caller.
_KIWI_UNKNOWN_BELOW = 10


class Part(StrEnum):
    """Coarse part of speech, the same for both languages."""

    NOUN = "noun"
    NAME = "name"
    VERB = "verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    NUMBER = "number"
    FOREIGN = "foreign"  # Latin letters or Chinese characters in Korean
    FUNCTION = "function"  # particles, endings, articles, pronouns, interjections
    PUNCTUATION = "punctuation"


CONTENT = frozenset(
    {Part.NOUN, Part.NAME, Part.VERB, Part.ADJECTIVE, Part.ADVERB, Part.NUMBER, Part.FOREIGN}
)

_ENGLISH_PARTS = {
    "NOUN": Part.NOUN,
    "PROPN": Part.NAME,
    "VERB": Part.VERB,
    "ADJ": Part.ADJECTIVE,
    "ADV": Part.ADVERB,
    "NUM": Part.NUMBER,
    "PUNCT": Part.PUNCTUATION,
    "SYM": Part.PUNCTUATION,
    "X": Part.FOREIGN,
}
# Sejong tags (https://github.com/bab2min/kiwipiepy), by their longest known beginning.
_KOREAN_PARTS = {
    "NNG": Part.NOUN,
    "NNP": Part.NAME,
    "NNB": Part.FUNCTION,  # 것, 수, 때; units of measure
    "NR": Part.NUMBER,
    "NP": Part.FUNCTION,
    "VV": Part.VERB,
    "VA": Part.ADJECTIVE,
    "XR": Part.NOUN,
    "MM": Part.FUNCTION,
    "MAG": Part.ADVERB,
    "SL": Part.FOREIGN,
    "SH": Part.FOREIGN,
    "SN": Part.NUMBER,
    "S": Part.PUNCTUATION,
    "W": Part.FOREIGN,  # web address, e-mail, hashtag
}


@dataclass(frozen=True, slots=True)
class Token:
    """Characters [start, end) of the text. Korean tokens may share characters (했 is 하 and 었).

    ``lemma``: dictionary form (쓰다 for 썼, "write" for wrote). ``known``: stands in the dictionary
    (Korean only; English tokens always say so). ``tag``: the analyser's own tag.
    """

    text: str
    start: int
    end: int
    lemma: str
    part: Part
    tag: str
    known: bool = True

    @property
    def is_content(self) -> bool:
        return self.part in CONTENT


@cache
def spacy_pipeline() -> Any:
    """spaCy's small English pipeline without the parser, which nothing here asks for."""
    import spacy

    return spacy.load(WeightStore().path("en_core_web_sm"), exclude=["parser"])


@cache
def _kiwi() -> Any:
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=1)


class Tokeniser:
    """Tokens of one language, ``en`` or ``ko``. ValueError for any other."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"there is no tokeniser for the language {language!r}")
        self.language = language

    def __call__(self, text: str, whole: Sequence[tuple[int, int]] = ()) -> list[Token]:
        """Tokens of ``text`` in order, white space left out.

        ``whole``: stretches that are one noun each, such as a job's terms where they were found
        (Korean; ignored in English). They are named per call instead of being added to Kiwi's
        dictionary: what one job taught it would change how the next job's answers are read.
        """
        if not text.strip():
            return []
        return list(_korean(text, whole) if self.language == "ko" else _english(text))


def _english(text: str) -> Iterator[Token]:
    pipeline = spacy_pipeline()
    for token in pipeline(text[: pipeline.max_length], disable=["ner"]):
        if not token.is_space:
            part = _ENGLISH_PARTS.get(token.pos_, Part.FUNCTION)
            start = token.idx
            end = start + len(token.text)
            yield Token(token.text, start, end, token.lemma_.lower(), part, token.tag_)


def _korean(text: str, whole: Sequence[tuple[int, int]]) -> Iterator[Token]:
    named = [(start, end, "NNP") for start, end in whole]
    for token in _kiwi().tokenize(text, pretokenized=named or None):
        tag = token.tag.removesuffix("-I").removesuffix("-R")
        part = next(
            (_KOREAN_PARTS[tag[:n]] for n in (3, 2, 1) if tag[:n] in _KOREAN_PARTS), Part.FUNCTION
        )
        known = not (tag in ("NNG", "NNP") and token.id < _KIWI_UNKNOWN_BELOW)
        span = token.start, token.end
        yield Token(text[slice(*span)], *span, token.lemma, part, tag, known)


@cache
def tokeniser(language: str) -> Tokeniser:
    """The one tokeniser of this process for ``language``."""
    return Tokeniser(language)
