"""What an answer says of each competency: its keywords in place, its story, its meaning.

The material that points are given for (``scoring``). Only the last answer of the conversation is
read; what was said before counts where it was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.language.embedding import SentenceEncoder
from analysis.questions.growth import grow, span_of
from analysis.questions.rubric import Story
from analysis.questions.statements import Saying, Statement, statements
from analysis.questions.story import numbers, story_parts
from analysis.questions.types import Conversation, Match, Span, Utterance
from analysis.types import Floats
from ncs.content import JobContent

#: Cosine of two neighbouring sentences to a competency: 95 of 100 answers about another job stay
#: below the first, half of the answers about the competency reach 0.39; docs/models/
#: competency-score.md.
UNRELATED, CLEAR = 0.22, 0.45
NEAR = 1  # sentences around a keyword in which a story belongs to it
AROUND = 1  # sentences around a keyword in which something must be told of it
_STORY: dict[Story, str] = {story: str(story) for story in Story if story is not Story.NUMBERS}

Keywords = Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Material:
    """One answer as all competencies look at it."""

    turn: int
    said: Utterance
    asked: str  # the competency the question was about, "" if none
    on_topic: bool
    statements: tuple[Statement, ...]
    parts: Mapping[Story, tuple[Span, ...]]
    matches: Mapping[str, tuple[Match, ...]]  # competency → its keywords in this answer
    meanings: Floats  # (P, 512) of neighbouring statements
    pairs: tuple[tuple[int, int], ...]  # (P,) characters of these

    def statement_of(self, span: Span) -> int | None:
        """Index of the statement that holds a span; None beyond what is read."""
        for index, statement in enumerate(self.statements):
            if statement.start <= span.start < statement.end:
                return index
        return None


def read_material(
    conversation: Conversation, content: JobContent, encoder: SentenceEncoder, *, on_topic: bool
) -> Material:
    last = len(conversation.turns) - 1
    turn = conversation.turns[last]
    own = [match for match in grow(conversation, content).matches if match.span.turn == last]
    found = statements(turn.answer.text, turn.question, own, conversation.language)
    by_competency: dict[str, list[Match]] = {}
    for match in own:
        by_competency.setdefault(content.competency_of[match.keyword], []).append(match)
    pairs = _pairs(found)
    meanings = encoder.encode([turn.answer.text[start:end] for start, end in pairs])
    return Material(
        last,
        turn.answer,
        turn.competency,
        on_topic,
        found,
        _parts(last, turn.answer, conversation.language, own),
        {each: tuple(matches) for each, matches in by_competency.items()},
        meanings,
        pairs,
    )


def _parts(
    turn: int, said: Utterance, language: str, matches: Sequence[Match]
) -> dict[Story, tuple[Span, ...]]:
    """Cues by part of the story. The 1 of "N+1" is a term, no figure."""
    told = {str(part): spans for part, spans in story_parts(turn, said, language).items()}
    parts: dict[Story, tuple[Span, ...]] = {s: told.get(name, ()) for s, name in _STORY.items()}
    terms = [match.span for match in matches]
    parts[Story.NUMBERS] = tuple(
        number
        for number in numbers(turn, said)
        if not any(term.start < number.end and number.start < term.end for term in terms)
    )
    return parts


def _pairs(found: Sequence[Statement]) -> tuple[tuple[int, int], ...]:
    """Characters of every two neighbouring sentences that tell something; one when it is alone.

    What is said again, word for word, is one: saying a thing often brings nothing closer.
    """
    telling = [statement for statement in found if statement.tells]
    if len(telling) == 1:
        return ((telling[0].start, telling[0].end),)
    pairs = {
        (one.text, two.text): (one.start, two.end) for one, two in reversed([*pairwise(telling)])
    }
    return tuple(sorted(pairs.values()))


def keywords_of(competency: str, answer: Material) -> tuple[Keywords, Keywords]:
    """Keywords talked about, and only named. Synonyms are one keyword; a denial is neither."""
    cues = [
        index
        for spans in answer.parts.values()
        for span in spans
        if (index := answer.statement_of(span)) is not None and answer.statements[index].tells
    ]
    told: dict[str, list[Span]] = {}
    named: dict[str, list[Span]] = {}
    for match in answer.matches.get(competency, ()):
        index = answer.statement_of(match.span)
        if index is None or answer.statements[index].saying in (Saying.DENIES, Saying.REPEATS):
            continue
        from_experience = answer.statements[index].tells and any(
            abs(cue - index) <= AROUND for cue in cues
        )
        (told if from_experience else named).setdefault(match.keyword, []).append(match.span)
    return (
        {keyword: tuple(spans) for keyword, spans in told.items()},
        {keyword: tuple(spans) for keyword, spans in named.items() if keyword not in told},
    )


def statements_near(
    answer: Material, keywords: Sequence[tuple[Span, ...]], *, asked: bool
) -> set[int]:
    """Statements whose story belongs to the competency: all when it was asked about."""
    if asked and answer.on_topic:
        return set(range(len(answer.statements)))
    places = [answer.statement_of(span) for spans in keywords for span in spans]
    return {
        near
        for place in places
        if place is not None
        for near in range(place - NEAR, place + NEAR + 1)
    }


def relevance_of(answer: Material, meaning: Floats) -> tuple[float, tuple[Span, ...]]:
    """Mean of the two closest statements on the scale from unrelated to clear; the closest one."""
    if not answer.pairs:
        return 0.0, ()
    cosines = answer.meanings @ meaning
    order = np.argsort(-cosines, kind="stable")[:2]
    share = (float(cosines[order].mean()) - UNRELATED) / (CLEAR - UNRELATED)
    start, end = answer.pairs[int(order[0])]
    span = span_of(answer.turn, answer.said, start, end)
    return min(max(round(share, 3), 0.0), 1.0), (span,)


def first_places(keywords: Keywords) -> tuple[Span, ...]:
    """The first place of each keyword, in the order of the answer."""
    return tuple(sorted((spans[0] for spans in keywords.values()), key=lambda span: span.start))


def meanings_of(content: JobContent, language: str, encoder: SentenceEncoder) -> Floats:
    """(competencies, 512): the middle of what each is about, its keywords and its openings."""
    rows = []
    for each in content.competencies:
        about = f"{each.name[language]}. {each.about[language]}"
        keywords = ", ".join(keyword.terms(language)[0] for keyword in each.keywords)
        openings = encoder.encode([opening[language] for opening in each.openings])
        middle = encoder.encode([about, keywords]).sum(axis=0) + openings.mean(axis=0)
        rows.append(middle / max(float(np.linalg.norm(middle)), 1e-9))
    return np.asarray(rows, np.float32)
