"""The job-competency score of one answer: words against a rubric, every point with its evidence.

Per competency of the job: coverage (its own vocabulary, talked about rather than listed), depth
(STAR parts near that evidence), relevance (meaning close to what the competency asks for) and how
likely the question model is to go on asking about it. A competency that the answer does not touch
has no score, which is something else than a score of 0.

The score reads nothing but the conversation's words (docs/scoring.md says what it cannot tell). It
is the same whenever it is made again from the same inputs, rubric, content and models.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from analysis.language.embedding import SentenceEncoder, shared_encoder
from analysis.questions.answers import answer_state
from analysis.questions.likelihood import likely_questions
from analysis.questions.material import (
    Keywords,
    Material,
    first_places,
    keywords_of,
    meanings_of,
    read_material,
    relevance_of,
    statements_near,
)
from analysis.questions.points import (
    Point,
    coverage_why,
    depth_part,
    depth_why,
    point,
    questions_why,
    relevance_why,
)
from analysis.questions.ranking import QuestionRanker, Ranker, shared_ranker
from analysis.questions.rubric import Part, Rubric, canonical_sha256
from analysis.questions.statements import Saying, is_cut
from analysis.questions.types import (
    AnswerState,
    Conversation,
    Span,
)
from analysis.types import Floats, ModelRef
from ncs.content import Competency, JobContent

VERSION = "1"  # of the rules in this module and in statements.py, story.py
#: Nothing is scored where there is no answer of the candidate's own that could be judged.
UNSCORED = frozenset(
    {
        AnswerState.EMPTY,
        AnswerState.SHORT,
        AnswerState.REFUSAL,
        AnswerState.GIBBERISH,
        AnswerState.PROFANE,
        AnswerState.INSTRUCTION,
        AnswerState.ECHO,
        AnswerState.OTHER_LANGUAGE,
    }
)
#: Four times chance is as sure as the question model gets with six competencies.
SUREST_LIFT = 4.0
#: Without a word of its own a competency is touched by what comes this close in meaning.
TOUCHES = 0.75


@dataclass(frozen=True, slots=True)
class Scorer:
    """The models; one per process (``shared_scorer``)."""

    encoder: SentenceEncoder
    ranker: Ranker
    refs: tuple[ModelRef, ...]


@cache
def shared_scorer() -> Scorer:
    encoder, ranker = shared_encoder(), shared_ranker()
    return scorer_of(encoder, ranker)


def scorer_of(encoder: SentenceEncoder, ranker: QuestionRanker) -> Scorer:
    return Scorer(encoder, ranker, (encoder.ref, ranker.ref))


@dataclass(frozen=True, slots=True)
class CompetencyScore:
    """``score`` None: not touched. ``told``, ``named``: ids of keywords, talked about or listed."""

    competency: str
    score: int | None
    points: tuple[Point, ...] = ()
    told: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """``cut``: the answer is longer than what was read."""

    state: AnswerState
    cut: bool
    competencies: tuple[CompetencyScore, ...]
    rubric_version: str
    content_version: str
    models: tuple[ModelRef, ...]


def score_answer(
    conversation: Conversation, content: JobContent, rubric: Rubric, scorer: Scorer
) -> AnswerScore:
    """The score of the last turn's answer. ValueError when the conversation has no turn."""
    if not conversation.turns:
        raise ValueError("there is no answer to score")
    turn = conversation.turns[-1]
    state = answer_state(turn, conversation.language, scorer.encoder, content)
    if state in UNSCORED:
        scores = tuple(CompetencyScore(each.id, None) for each in content.competencies)
    else:
        answer = read_material(
            conversation, content, scorer.encoder, on_topic=state is not AnswerState.OFF_TOPIC
        )
        likely = likely_questions(conversation, content, scorer.ranker)
        meanings = meanings_of(content, conversation.language, scorer.encoder)
        scores = tuple(
            _score(each, answer, content, rubric, meanings[row], likely[each.id])
            for row, each in enumerate(content.competencies)
        )
    return AnswerScore(
        state, is_cut(turn.answer.text), scores, rubric.version, content.version, scorer.refs
    )


def _score(
    competency: Competency,
    answer: Material,
    content: JobContent,
    rubric: Rubric,
    meaning: Floats,
    likely: tuple[float, float],
) -> CompetencyScore:
    told, named = keywords_of(competency.id, answer)
    relevance, closest = relevance_of(answer, meaning)
    asked = answer.asked == competency.id
    if not (told or named or relevance >= TOUCHES or (asked and answer.on_topic)):
        return CompetencyScore(competency.id, None)
    points = [
        _coverage(competency, told, named, rubric),
        *_depth(
            statements_near(answer, [*told.values(), *named.values()], asked=asked), answer, rubric
        ),
        point(
            Part.RELEVANCE,
            relevance,
            rubric.parts[Part.RELEVANCE],
            relevance_why(relevance),
            closest if relevance > 0 else (),
        ),
        _questions(likely, rubric, first_places(told) or closest),
    ]
    total = sum(round(each.points * 10) for each in points)  # tenths: no float is summed
    return CompetencyScore(
        competency.id, min(100, (total + 5) // 10), tuple(points), tuple(told), tuple(named)
    )


def _coverage(competency: Competency, told: Keywords, named: Keywords, rubric: Rubric) -> Point:
    terms = {each.id: {"ko": each.ko[0], "en": each.en[0]} for each in competency.keywords}
    return point(
        Part.COVERAGE,
        rubric.coverage(counted_keywords(len(told), len(named))),
        rubric.parts[Part.COVERAGE],
        coverage_why([terms[k] for k in told], [terms[k] for k in named]),
        first_places(told) or first_places(named),
    )


def counted_keywords(told: int, named: int) -> float:
    """All that is only named counts as half a keyword: a list cannot stand for experience."""
    return told + (0.5 if named else 0.0)


def _depth(near: set[int], answer: Material, rubric: Rubric) -> list[Point]:
    usable = {
        index
        for index in near
        if 0 <= index < len(answer.statements)
        and answer.statements[index].saying in (Saying.TELLS, Saying.DENIES)
    }
    points = []
    for story, weight in rubric.story.items():
        spans = [span for span in answer.parts[story] if answer.statement_of(span) in usable]
        most = rubric.parts[Part.DEPTH] * weight / 100
        points.append(point(depth_part(story), 1.0, most, depth_why(story, bool(spans)), spans[:3]))
    return points


def _questions(likely: tuple[float, float], rubric: Rubric, evidence: tuple[Span, ...]) -> Point:
    mass, chance = likely
    lift = math.log(max(mass, 1e-9) / chance) / math.log(SUREST_LIFT) if chance else 0.0
    return point(
        Part.QUESTIONS,
        lift,
        rubric.parts[Part.QUESTIONS],
        questions_why(mass, chance),
        evidence if lift > 0 else (),
    )


def score_document(score: AnswerScore) -> dict[str, Any]:
    """The score as JSON: what is stored, hashed and compared when it is made again."""
    return {
        "format": 1,
        "rules": VERSION,
        "state": str(score.state),
        "cut": score.cut,
        "rubric_version": score.rubric_version,
        "content_version": score.content_version,
        "models": [[ref.name, ref.version, ref.sha256] for ref in score.models],
        "competencies": [
            {
                "id": each.competency,
                "score": each.score,
                "told": list(each.told),
                "named": list(each.named),
                "points": [_point(one) for one in each.points],
            }
            for each in score.competencies
        ],
    }


def _point(one: Point) -> dict[str, Any]:
    document = asdict(one)
    document["evidence"] = [
        {
            "start": span.start,
            "end": span.end,
            "text": span.text,
            "start_s": None if math.isnan(span.start_s) else round(span.start_s, 3),
            "end_s": None if math.isnan(span.end_s) else round(span.end_s, 3),
        }
        for span in one.evidence
    ]
    return document


def score_sha256(document: Mapping[str, Any]) -> str:
    return canonical_sha256(document)
