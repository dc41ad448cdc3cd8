"""Scores of answers: asked for, kept, replayed, taken back, and what people say beside them.

The row is the truth. Whoever changes what a score rests on takes its ``current`` away in the same
transaction and sends the task on commit; the sweeper finds what has no current score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose
from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Invalid, NotFound
from interviews.access import interview_locked
from interviews.dispatch import REPLAY_SCORES, SCORE_ANSWER, send_on_commit
from interviews.events import announce_interview
from interviews.models import (
    Answer,
    AnswerScore,
    AnswerStatus,
    Interview,
    Position,
    ScoreOverride,
)
from interviews.selectors.score_inputs import NEEDED, ScoreWork, score_work

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Scored:
    """What a worker brings home: the score as JSON, its checksum, the models behind it."""

    result: Mapping[str, Any]
    sha256: str
    models: Sequence[Mapping[str, Any]]


def answer_score_due(*, answer: Answer) -> None:
    """What the answer's score rests on has changed: it, and those after it, are made again."""
    question = answer.question
    later = Q(question__order__gt=question.order) | Q(
        question__order=question.order, question__follow_up__gte=question.follow_up
    )
    _make_again(Answer.objects.filter(later, interview_id=answer.interview_id))


def position_scores_due(*, position: Position) -> None:
    """The position uses another rubric: the answers of all its interviews are scored again."""
    _make_again(Answer.objects.filter(interview__position=position))


def _make_again(answers: QuerySet[Answer]) -> None:
    ready = answers.filter(status=AnswerStatus.SUBMITTED, transcript__isnull=False)
    AnswerScore.objects.filter(answer__in=ready, current=True).update(current=False)
    for company_id, answer_id in ready.values_list("company_id", "id"):
        send_on_commit(SCORE_ANSWER, company_id, answer_id)


def score_store(*, work: ScoreWork, scored: Scored) -> AnswerScore | None:
    """Keeps a score, in the caller's transaction. None when what it was made from has changed in
    the meantime, or may no longer be looked at: whoever changed it has asked for another.
    """
    answer = Answer.objects.filter(id=work.answer_id).first()
    if answer is None:
        return None
    interview = interview_locked(answer.interview_id)
    now = score_work(work.answer_id)
    if now is None or (now.inputs, now.content_version) != (work.inputs, work.content_version):
        return None
    before: AnswerScore | None = AnswerScore.objects.filter(answer=answer, current=True).first()
    if before is not None:
        if (before.sha256, before.inputs) == (scored.sha256, dict(work.inputs)):
            return before
        AnswerScore.objects.filter(id=before.id).update(current=False)
    made: AnswerScore = AnswerScore.objects.create(
        answer=answer,
        inputs=dict(work.inputs),
        result=dict(scored.result),
        sha256=scored.sha256,
        rubric=work.rubric,
        rubric_version=scored.result["rubric_version"],
        content_version=work.content_version,
        model=[dict(model) for model in scored.models],
    )
    announce_interview(interview)
    return made


def scores_forget(*, interview: Interview, purposes: Iterable[Purpose]) -> int:
    """Deletes every score of an interview, old ones too, when what it rests on is taken back."""
    if not NEEDED & frozenset(purposes):
        return 0
    scores = AnswerScore.objects.filter(answer__interview=interview)
    number = scores.count()
    scores.delete()
    return number


def scores_replay_ask(*, interview: Interview, actor: Actor) -> None:
    """Asks a worker to make the interview's scores again and compare them."""
    audit_record(action="score.replay_asked", actor=actor, target=interview, detail={})
    send_on_commit(REPLAY_SCORES, interview.company_id, interview.id)


def score_replayed(*, score_id: UUID, differences: Sequence[str]) -> None:
    """Notes what a replay found; the score itself stays as it is."""
    AnswerScore.objects.filter(id=score_id).update(
        replayed_at=timezone.now(), differences=list(differences)[:50]
    )


def score_override(
    *,
    interview: Interview,
    competency: str,
    value: int | None,
    reason: str,
    author: Any,
) -> ScoreOverride:
    """What a person says instead of, or about, a machine's score: beside it, never over it."""
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why; the number alone helps nobody."))
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("This text is too long."))
    if value is not None and not 0 <= value <= 100:
        raise Invalid(_("A score is a whole number from 0 to 100."))
    scores = AnswerScore.objects.filter(answer__interview=interview, current=True)
    score = next(
        (s for s in scores if any(c["id"] == competency for c in s.result["competencies"])), None
    )
    if score is None:
        raise NotFound
    made: ScoreOverride = ScoreOverride.objects.create(
        score=score, competency=competency, value=value, reason=reason, author=author
    )
    audit_record(
        action="score.overridden",
        actor=Actor.user(author),
        target=interview,
        detail={"competency": competency, "value": value},
    )
    return made
