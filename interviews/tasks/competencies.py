"""Tasks of the queue ``analysis`` that score words against a rubric, and score them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any
from uuid import UUID

from analysis.questions.rubric import canonical_sha256, parse_rubric
from analysis.questions.scoring import Scorer, score_answer, score_document, shared_scorer
from hireapp.celery import app
from interviews.dispatch import REPLAY_SCORES, SCORE_ANSWER
from interviews.models import AnswerScore
from interviews.selectors.content import content_of
from interviews.selectors.score_inputs import conversation_from, score_work, scores_to_replay
from interviews.services.competency_score import Scored, score_replayed, score_store
from interviews.tasks.database import in_scope
from ncs.content import JobContent


@app.task(name=SCORE_ANSWER, expires=3600)
def score(company_id: str, answer_id: str) -> str | None:
    """Scores one answer. May be repeated: the same words leave the same row."""
    company = UUID(company_id)
    work = in_scope(company, partial(score_work, UUID(answer_id)))
    if work is None:
        return None
    content = in_scope(company, partial(content_of, work.content_version))
    made = scored(work.inputs, content, shared_scorer())
    kept = in_scope(company, partial(score_store, work=work, scored=made))
    return made.sha256 if kept is not None else None


@app.task(name=REPLAY_SCORES, expires=3600)
def replay_scores(company_id: str, interview_id: str) -> int:
    """Makes the current scores of an interview again; the number that came out differently."""
    company, different = UUID(company_id), 0
    for row in in_scope(company, partial(scores_to_replay, UUID(interview_id))):
        found = list(replay(company, row))
        different += bool(found)
        in_scope(company, partial(score_replayed, score_id=row.id, differences=found))
    return different


def scored(inputs: Mapping[str, Any], content: JobContent, scorer: Scorer) -> Scored:
    """The score that these inputs have."""
    made = score_answer(conversation_from(inputs), content, parse_rubric(inputs["rubric"]), scorer)
    document = score_document(made)
    return Scored(document, canonical_sha256(document), [asdict(ref) for ref in made.models])


def replay(company_id: UUID, row: AnswerScore) -> Iterator[str]:
    """What comes out differently when a stored score is made again; nothing when it is identical.

    Models are those of this process: when the shipped ones have changed since, that is the first
    difference named.
    """
    content = in_scope(company_id, partial(content_of, row.content_version))
    again = scored(row.inputs, content, shared_scorer())
    if canonical_sha256(row.result) != row.sha256:
        yield "stored: the result does not have the checksum that was stored with it"
    if again.sha256 != row.sha256:
        yield from differences(row.result, again.result)


def differences(one: Any, other: Any, place: str = "") -> Iterator[str]:
    """Paths at which two JSON values differ, with both values."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from differences(one.get(key), other.get(key), f"{place}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{place}/{number}")
    elif one != other:
        yield f"{place}: {str(one)[:80]} → {str(other)[:80]}"
