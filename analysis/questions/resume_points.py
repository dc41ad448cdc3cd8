"""What an interviewer could ask about a résumé: its lines beside the job's competencies.

A talking point is a question for a person to ask, built from a line that names one of the job's
keywords and a question of the catalogue. It is no score: nothing here is counted, ranked or
compared, and ``interviews.services`` never hands it to what scores (an architecture test looks).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.language.keywords import keyword_index
from analysis.language.resume import Line, ResumeFacts, hide_schools, source
from analysis.language.resume_words import Section
from ncs.content import Competency, JobContent, Text
from ncs.protected import protected_topic

MOST_PER_COMPETENCY = 3


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """``term``: as the résumé says it; ``role``: index into the facts' roles, -1 outside of one."""

    term: str
    keyword: str
    line: str
    role: int
    question: Text


@dataclass(frozen=True, slots=True)
class CompetencyPoints:
    """``opening``: to ask where the résumé says nothing, which says nothing about the person."""

    competency: str
    name: Text
    points: tuple[TalkingPoint, ...]
    opening: Text


def talking_points(facts: ResumeFacts, content: JobContent) -> tuple[CompetencyPoints, ...]:
    """Every competency of the job, in its order."""
    index = keyword_index(content)
    found: dict[str, dict[str, tuple[Line, str, int]]] = {}
    for line in facts.lines:
        for match in index.find(line.text):
            for keyword in match.ids if match.exact else ():
                own = found.setdefault(content.competency_of[keyword], {})
                known = own.get(keyword)
                if known is None or _says_more(line, known[0]):
                    own[keyword] = line, line.text[match.start : match.end], match.start
    questions = _questions(content)
    return tuple(
        _points_of(each, found.get(each.id, {}), questions) for each in content.competencies
    )


def _says_more(line: Line, known: Line) -> bool:
    """A line of a role says more than a list of skills."""
    return line.section is Section.EXPERIENCE and known.section is not Section.EXPERIENCE


def _questions(content: JobContent) -> Mapping[str, tuple[Text, ...]]:
    """Keyword → questions of the nodes that it grows, those that need no answer before them."""
    by_keyword: dict[str, tuple[Text, ...]] = {}
    for node in content.nodes.values():
        plain = tuple(q.text for q in node.questions if not q.slotted and _askable(q.text))
        for keyword in node.keywords:
            by_keyword[keyword] = by_keyword.get(keyword, ()) + plain
    return by_keyword


def _askable(text: Text) -> bool:
    return protected_topic(text.ko) is None and protected_topic(text.en) is None


def _points_of(
    competency: Competency,
    found: Mapping[str, tuple[Line, str, int]],
    questions: Mapping[str, tuple[Text, ...]],
) -> CompetencyPoints:
    points: list[TalkingPoint] = []
    asked: set[Text] = set()
    for keyword, (line, term, at) in found.items():
        fresh = [q for q in (*questions.get(keyword, ()), *competency.openings) if q not in asked]
        if fresh and len(points) < MOST_PER_COMPETENCY:
            asked.add(fresh[0])
            shown = source(hide_schools(line.text), at)
            points.append(TalkingPoint(term, keyword, shown, line.role, fresh[0]))
    opening = next((q for q in competency.openings if q not in asked), competency.openings[0])
    return CompetencyPoints(competency.id, competency.name, tuple(points), opening)
