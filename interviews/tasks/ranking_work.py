"""Which questions could follow an answer: read at once, ranked outside of any transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from uuid import UUID

from analysis.questions.interviewer import (
    Interviewer,
    Limits,
    Suggestions,
    shared_interviewer,
    suggestions_document,
)
from analysis.questions.ranking import QuestionRanker, UnusableModel
from analysis.questions.types import Conversation, QuestionOption
from hireapp.vault.objects import ObjectReader, object_reader
from interviews.models import Answer, QuestionModel
from interviews.selectors.content import content_of
from interviews.selectors.dialogue import (
    bank_options,
    conversation_of,
    depth_left,
    follow_ups_left,
    labels_of,
    newest_answer,
)
from interviews.services.follow_up import Ranking, suggestion_offer
from interviews.services.question_learning import question_model_outdated
from interviews.tasks.database import in_scope
from ncs.content import JobContent

log = logging.getLogger(__name__)
#: What may be offered to a person is not limited by what the machine itself may ask.
NO_LIMITS = Limits(follow_ups=1, depth=1)


@dataclass(frozen=True, slots=True)
class Weights:
    """A company's own question model."""

    company_id: UUID
    model_id: UUID
    sha256: str
    reader: ObjectReader


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that choosing needs. ``weights`` None: the shipped model ranks."""

    conversation: Conversation
    content: JobContent
    limits: Limits
    company: tuple[QuestionOption, ...]
    labels: tuple[str, ...]
    weights: Weights | None


def situation_of(answer: Answer) -> Situation:
    """In the company's scope: after ``answer``, with its question and interview loaded."""
    interview = answer.interview
    return Situation(
        conversation_of(interview, answer),
        content_of(interview.content_version),
        Limits(follow_ups_left(interview), depth_left(interview, answer.question)),
        bank_options(interview),
        labels_of(interview, answer),
        company_weights(),
    )


def company_weights() -> Weights | None:
    """The company's own model, where it has one in use."""
    own = QuestionModel.objects.filter(active=True, weights__isnull=False).first()
    if own is None or own.weights_id is None:
        return None
    return Weights(own.company_id, own.id, own.sha256, object_reader(own.weights_id))


def rank(situation: Situation, *, with_openings: bool = False) -> Ranking:
    """The best questions now, and why."""
    suggestions = interviewer_of(situation.weights).suggest(
        situation.conversation,
        situation.content,
        limits=situation.limits,
        company=situation.company,
        with_openings=with_openings,
    )
    return ranking_of(suggestions, situation.labels)


def ranking_of(suggestions: Suggestions, labels: Sequence[str]) -> Ranking:
    """What services keep of it. ``labels``: of the questions behind the conversation's turns."""
    return Ranking(
        ranked=suggestions_document(suggestions),
        state=str(suggestions.state),
        stopped=str(suggestions.stopped or ""),
        model=asdict(suggestions.model),
        labels=labels,
    )


#: Companies' own models by their checksum, as many as a process keeps loaded.
_own: dict[str, Interviewer] = {}
KEPT = 4


def interviewer_of(weights: Weights | None) -> Interviewer:
    """The interviewer with these weights; the shipped one where they cannot be read any more."""
    if weights is None:
        return shared_interviewer()
    if weights.sha256 not in _own:
        try:
            ranker = QuestionRanker(weights.reader.read())
        except UnusableModel as error:  # trained for an older network
            log.warning("question model %s is put aside: %s", weights.model_id, error)
            aside = partial(question_model_outdated, model_id=weights.model_id)
            in_scope(weights.company_id, aside)
            return shared_interviewer()
        if len(_own) >= KEPT:
            _own.pop(next(iter(_own)))
        _own[weights.sha256] = Interviewer(ranker)
    return _own[weights.sha256]


def rank_work(company_id: UUID, interview_id: UUID) -> None:
    """Offers people questions after the newest answer of an interview, openings included."""
    answer = in_scope(company_id, partial(newest_answer, interview_id))
    if answer is None:
        return
    situation = in_scope(company_id, partial(situation_of, answer))
    ranking = rank(replace(situation, limits=NO_LIMITS), with_openings=True)
    in_scope(company_id, partial(suggestion_offer, answer=answer, ranking=ranking))
