"""The points of one competency: for what, how many, on which words, and why in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.questions.rubric import Part, Story
from analysis.questions.types import Span

Words = Mapping[str, str]  # one sentence by interface language (ko, en)
MOST_EVIDENCE = 8  # spans that are shown of one point; more say nothing new


@dataclass(frozen=True, slots=True)
class Point:
    """``part``: "coverage", "depth.<story part>", "relevance" or "questions".

    ``share``: 0..1 of what could be had; ``points`` of ``most`` (of 100). A point without evidence
    is always 0.
    """

    part: str
    share: float
    points: float
    most: float
    why: Words
    evidence: tuple[Span, ...]


def point(part: str, share: float, most: float, why: Words, evidence: Sequence[Span]) -> Point:
    """Rounded so that the same answer has the same points everywhere: shares to thousandths."""
    share = round(min(max(share, 0.0), 1.0), 3) if evidence else 0.0
    return Point(
        part, share, round(share * most, 1), round(most, 1), why, tuple(evidence)[:MOST_EVIDENCE]
    )


def depth_part(part: Story) -> str:
    return f"{Part.DEPTH}.{part}"


_TOLD: dict[Story, Words] = {
    Story.SITUATION: {"ko": "어떤 상황이었는지 말합니다.", "en": "Says what the situation was."},
    Story.ROLE: {"ko": "본인이 맡은 역할을 말합니다.", "en": "Says what their own role was."},
    Story.ACTION: {"ko": "실제로 한 일을 말합니다.", "en": "Says what was actually done."},
    Story.REASON: {"ko": "그렇게 한 이유를 말합니다.", "en": "Says why it was done that way."},
    Story.RESULT: {"ko": "그 결과를 말합니다.", "en": "Says what came of it."},
    Story.NUMBERS: {
        "ko": "확인할 수 있는 숫자를 말합니다.",
        "en": "Gives numbers that can be checked.",
    },
}
_MISSING: dict[Story, Words] = {
    Story.SITUATION: {"ko": "상황 설명이 없습니다.", "en": "The situation is not told."},
    Story.ROLE: {"ko": "본인의 역할이 드러나지 않습니다.", "en": "Their own role is not told."},
    Story.ACTION: {"ko": "실제로 한 일이 드러나지 않습니다.", "en": "What was done is not told."},
    Story.REASON: {"ko": "이유가 드러나지 않습니다.", "en": "The reason is not told."},
    Story.RESULT: {"ko": "결과가 드러나지 않습니다.", "en": "The result is not told."},
    Story.NUMBERS: {"ko": "숫자가 없습니다.", "en": "There are no numbers."},
}


def depth_why(part: Story, told: bool) -> Words:
    return (_TOLD if told else _MISSING)[part]


def coverage_why(told: Sequence[Words], named: Sequence[Words]) -> Words:
    """``told``, ``named``: keywords by their first term, by language."""
    if told:
        return {
            "ko": f"키워드 {len(told)}개를 경험과 함께 이야기합니다: {_joined(told, 'ko')}.",
            "en": f"Talks about {len(told)} of the topics from experience: {_joined(told, 'en')}.",
        }
    if named:
        return {
            "ko": f"키워드를 말하지만 경험과 이어지지 않습니다: {_joined(named, 'ko')}.",
            "en": f"Names topics without telling anything of them: {_joined(named, 'en')}.",
        }
    return {
        "ko": "이 역량의 키워드가 나오지 않습니다.",
        "en": "None of this competency's topics is named.",
    }


def relevance_why(share: float) -> Words:
    if share <= 0:
        return {
            "ko": "역량 설명과 가까운 내용이 없습니다.",
            "en": "Nothing comes close to what the competency is about.",
        }
    percent = round(100 * share)
    return {
        "ko": "역량 설명과 뜻이 가까운 대목이 있습니다"
        f"(무관한 글 0%, 뚜렷한 답변 100% 중 {percent}%).",
        "en": "This passage is close in meaning to what the competency is about "
        f"({percent} % of the way from unrelated text to a clear answer).",
    }


def questions_why(mass: float, chance: float) -> Words:
    mine, by_chance = round(100 * mass), round(100 * chance)
    return {
        "ko": f"질문 모델이 다음 질문으로 이 역량을 고를 확률은 {mine}%입니다"
        f"(우연이라면 {by_chance}%).",
        "en": f"The question model gives {mine} % to going on about this competency "
        f"(by chance {by_chance} %).",
    }


def _joined(keywords: Sequence[Words], language: str) -> str:
    shown = ", ".join(keyword[language] for keyword in keywords[:5])
    return shown + (" …" if len(keywords) > 5 else "")
