"""How points are given for an answer: a document that a company can read, edit and freeze.

Nothing here computes anything about a person. Whole numbers only, so that the canonical JSON of a
rubric, and with it its version, is the same on every machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FORMAT = 1
MOST_LEVELS = 6
LONGEST_SENTENCE = 200
LONGEST_NAME = 40

Document = Mapping[str, Any]


class Part(StrEnum):
    """The four things that are looked at."""

    COVERAGE = "coverage"  # how much of the competency's own vocabulary is talked about
    DEPTH = "depth"  # how concretely: situation, own role, action, reason, result, numbers
    RELEVANCE = "relevance"  # whether sentences are about the competency
    QUESTIONS = "questions"  # whether the question model would go on asking about it


class Story(StrEnum):
    """What makes an experience checkable: STAR, with reasons and numbers."""

    SITUATION = "situation"
    ROLE = "role"
    ACTION = "action"
    REASON = "reason"
    RESULT = "result"
    NUMBERS = "numbers"


class UnusableRubric(ValueError):
    """A rubric's document is no rubric; ``problems`` says where and how."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Level:
    """What points from ``start`` on mean, in words (ko, en)."""

    start: int
    name: Mapping[str, str]
    sentence: Mapping[str, str]


@dataclass(frozen=True)
class Rubric:
    """``parts`` and ``story``: shares of 100. ``enough``: keywords that give three quarters.

    ``version``: SHA-256 of the canonical JSON of ``document``.
    """

    parts: Mapping[Part, int]
    story: Mapping[Story, int]
    enough: int
    levels: tuple[Level, ...]
    document: Document
    version: str

    def coverage(self, keywords: float) -> float:
        """Share for that many distinct keywords: every further one counts less; 1 is never reached.

        Half of what is missing to the full share comes with every ``enough`` / 2 keywords, so that
        ``enough`` of them give 0.75.
        """
        return float(1.0 - 0.5 ** (2.0 * keywords / self.enough))

    def level(self, score: int) -> Level:
        """The highest level that ``score`` (0..100) reaches."""
        return next(level for level in reversed(self.levels) if score >= level.start)


def rubric_version(document: Document) -> str:
    """SHA-256 of the canonical JSON."""
    return canonical_sha256(document)


def canonical_sha256(value: Any) -> str:
    """SHA-256 of ``value`` as JSON with sorted keys and no spaces; ValueError for NaN."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def parse_rubric(document: Document) -> Rubric:
    """A rubric from its document. Raises UnusableRubric with every problem that was found."""
    if problems := list(_problems(document)):
        raise UnusableRubric(problems)
    return Rubric(
        {part: document["parts"][part] for part in Part},
        {part: document["story"][part] for part in Story},
        document["enough"],
        tuple(
            Level(level["start"], dict(level["name"]), dict(level["sentence"]))
            for level in document["levels"]
        ),
        document,
        rubric_version(document),
    )


def _problems(document: Any) -> Iterator[str]:
    if not isinstance(document, Mapping):
        yield "document: must be an object"
        return
    known = {"format", "parts", "story", "enough", "levels"}
    yield from (f"{key}: is unknown" for key in sorted(map(str, set(document) - known)))
    if document.get("format") != FORMAT:
        yield f"format: must be {FORMAT}"
    yield from _shares("parts", document.get("parts"), list(Part))
    yield from _shares("story", document.get("story"), list(Story))
    enough = document.get("enough")
    if not (isinstance(enough, int) and _whole(enough) and 1 <= enough <= 20):
        yield "enough: must be a whole number from 1 to 20"
    yield from _level_problems(document.get("levels"))


def _shares(place: str, shares: Any, names: list[Any]) -> Iterator[str]:
    if not isinstance(shares, Mapping) or set(shares) != {str(name) for name in names}:
        yield f"{place}: must name {', '.join(names)}"
    elif not all(_whole(share) and 0 <= share <= 100 for share in shares.values()):
        yield f"{place}: must be whole numbers from 0 to 100"
    elif sum(shares.values()) != 100:
        yield f"{place}: must add up to 100, not {sum(shares.values())}"


def _level_problems(levels: Any) -> Iterator[str]:
    if not isinstance(levels, list) or not 1 <= len(levels) <= MOST_LEVELS:
        yield f"levels: must be a list of 1 to {MOST_LEVELS}"
        return
    if not all(isinstance(level, Mapping) and _whole(level.get("start")) for level in levels):
        yield "levels: each needs a whole number to start from"
        return
    starts = [level["start"] for level in levels]
    if starts[0] != 0 or starts != sorted(set(starts)) or starts[-1] > 100:
        yield "levels: must start at 0 and rise, up to 100"
    for number, level in enumerate(levels, start=1):
        for field, longest in (("name", LONGEST_NAME), ("sentence", LONGEST_SENTENCE)):
            words = level.get(field)
            if not isinstance(words, Mapping) or set(words) != {"ko", "en"}:
                yield f"levels/{number}/{field}: must be there in ko and en"
            elif not all(isinstance(w, str) and 0 < len(w) <= longest for w in words.values()):
                yield f"levels/{number}/{field}: 1 to {longest} characters"


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


#: What the product ships. Depth weighs most: structured interviews are judged by what a person did
#: (Levashina et al. 2014); the vocabulary alone can be learned by heart.
SHIPPED_DOCUMENT: dict[str, Any] = {
    "format": FORMAT,
    "parts": {"coverage": 30, "depth": 45, "relevance": 15, "questions": 10},
    "story": {
        "situation": 15,
        "role": 15,
        "action": 25,
        "reason": 15,
        "result": 20,
        "numbers": 10,
    },
    "enough": 4,
    "levels": [
        {
            "start": 0,
            "name": {"ko": "언급", "en": "Mentioned"},
            "sentence": {
                "ko": "역량이 언급되었지만 직접 한 일은 거의 드러나지 않습니다.",
                "en": "The competency is mentioned; little is said of what was done.",
            },
        },
        {
            "start": 35,
            "name": {"ko": "일부", "en": "Partly shown"},
            "sentence": {
                "ko": "관련 경험이 있으나 역할, 이유, 결과 중 빠진 부분이 있습니다.",
                "en": "Experience is there, but role, reasons or results are left out.",
            },
        },
        {
            "start": 55,
            "name": {"ko": "구체적", "en": "Concrete"},
            "sentence": {
                "ko": "직접 한 일과 그 결과를 구체적으로 설명합니다.",
                "en": "Says concretely what was done and what came of it.",
            },
        },
        {
            "start": 75,
            "name": {"ko": "충실함", "en": "Fully told"},
            "sentence": {
                "ko": "상황부터 결과까지 근거와 함께 빠짐없이 설명합니다.",
                "en": "Tells the whole story, from the situation to a result with evidence.",
            },
        },
    ],
}


def shipped_rubric() -> Rubric:
    return parse_rubric(SHIPPED_DOCUMENT)
