"""Sentences of an answer with their places, and which of them tell something.

A point needs a sentence to rest on. A list of terms is none, nor is the question read back, nor a
sentence that denies the experience it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.questions.types import Match
from analysis.questions.wording import MAX_SENTENCE_WORDS

#: Twenty minutes of speech. What comes after is not scored; the result says so.
MOST_STATEMENTS = 200
_END = re.compile(r"[.?!…。]+(?=\s|$)|\n+")
_WORD = re.compile(r"\S+")
_DONE = (
    r"(?:really |actually |ever |yet )*(?:used?|work(?:ed)?|done|do|tried|try|had|have|"
    r"touch(?:ed)?|know|familiar|seen?|built)\b"
)
_DENIAL = {
    "en": re.compile(
        rf"\b(?:have|has|had|did|do|was|am|'m) not {_DONE}|\b\w+n't {_DONE}|"
        r"\bnever (?:really |actually )*(?:used|worked|done|did|tried|had|touched|seen|built)|"
        r"\bno (?:real |actual |direct )?(?:experience|idea|knowledge)\b",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:본|한)\s*적(?:이|은|도)?\s*없|경험(?:이|은|도)?\s*(?:전혀\s*)?없|"
        r"(?:못|안)\s*(?:해\s*봤|써\s*봤|다뤄\s*봤)|모르(?:겠|는|고|지만)|모릅니다|몰라"
    ),
}


class Saying(StrEnum):
    """How a sentence says what it says."""

    TELLS = "tells"
    LISTS = "lists"  # hardly more than terms in a row
    DENIES = "denies"  # "I have never used Kafka"
    REPEATS = "repeats"  # the question again


@dataclass(frozen=True, slots=True)
class Statement:
    """Characters [start, end) of an answer."""

    start: int
    end: int
    text: str
    saying: Saying = Saying.TELLS

    @property
    def tells(self) -> bool:
        return self.saying is Saying.TELLS


def statements(
    text: str, question: str, matches: Sequence[Match], language: str
) -> tuple[Statement, ...]:
    """The sentences of ``text``, at most ``MOST_STATEMENTS``. ``matches``: terms said in it."""
    asked = set(_bare_words(question))
    found: list[Statement] = []
    for start, end in _places(text)[:MOST_STATEMENTS]:
        own = [match for match in matches if start <= match.span.start < end]
        saying = _saying(text[start:end], start, own, asked, language)
        found.append(Statement(start, end, text[start:end], saying))
    return tuple(found)


def is_cut(text: str) -> bool:
    """Whether an answer has more sentences than are read."""
    return len(_places(text)) > MOST_STATEMENTS


def _places(text: str) -> list[tuple[int, int]]:
    """Sentences by their stops; a recogniser may leave these out: at most 32 words each."""
    ends = [*(hit.end() for hit in _END.finditer(text)), len(text)]
    places: list[tuple[int, int]] = []
    start = 0
    for end in ends:
        words = list(_WORD.finditer(text, start, end))
        for first in range(0, len(words), MAX_SENTENCE_WORDS):
            piece = words[first : first + MAX_SENTENCE_WORDS]
            places.append((piece[0].start(), piece[-1].end()))
        start = end
    return places


def _saying(
    sentence: str, start: int, matches: Sequence[Match], asked: set[str], language: str
) -> Saying:
    words = _bare_words(sentence)
    if len(words) >= 4 and asked and sum(w in asked for w in words) >= 0.8 * len(words):
        return Saying.REPEATS
    if _DENIAL[language].search(sentence):
        return Saying.DENIES
    if _is_list(sentence, start, matches):
        return Saying.LISTS
    return Saying.TELLS


def _is_list(sentence: str, start: int, matches: Sequence[Match]) -> bool:
    """Three terms or more, and fewer words beside them than terms (half as many in Korean, where
    endings hang on the words: "카프카와 레디스로 캐시를 구성했습니다" is a sentence).
    """
    terms = {(match.span.start - start, match.span.end - start) for match in matches}
    if len(terms) < 3:
        return False
    beside = sum(
        not any(first < word.end() and word.start() < last for first, last in terms)
        and any(character.isalnum() for character in word[0])
        for word in _WORD.finditer(sentence)
    )
    hangul = any("가" <= character <= "힣" for character in sentence)
    return beside < len(terms) * (0.5 if hangul else 1.2)


def _bare_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
