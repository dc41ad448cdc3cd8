"""Questions for the interviewer while somebody is still speaking, and how far the talk has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from analysis.questions.coverage import coverage_document, evidence_document
from analysis.questions.interviewer import Suggestions
from analysis.questions.types import QuestionOption
from interviews.live.keys import RoomKeys
from interviews.live.stream import tell
from interviews.models import Suggestion
from interviews.selectors.content import content_of
from interviews.selectors.dialogue import bank_options
from interviews.selectors.live_talk import LiveTalk, is_live, live_talk
from interviews.selectors.room import suggestion_document
from interviews.services.suggestion import suggestion_offer_live
from interviews.tasks.database import in_scope
from interviews.tasks.ranking_work import (
    NO_LIMITS,
    Weights,
    company_weights,
    interviewer_of,
    ranking_of,
)
from ncs.content import JobContent


@dataclass(frozen=True, slots=True)
class LiveSituation:
    talk: LiveTalk
    content: JobContent
    company: tuple[QuestionOption, ...]
    weights: Weights | None


def live_rank_work(company_id: UUID, interview_id: UUID) -> bool:
    """Ranks, keeps and tells what to ask now. False: this is no live interview."""
    if not in_scope(company_id, partial(is_live, interview_id)):
        return False
    situation = in_scope(company_id, partial(_situation, interview_id))
    if situation is None:
        return True
    talk, found = situation.talk, live_suggestions(situation)
    ranking = ranking_of(found, talk.labels)
    ranking = replace(ranking, ranked=_with_answers(ranking.ranked, talk))
    keep = partial(suggestion_offer_live, answer=talk.answer, ranking=ranking)
    offered = in_scope(company_id, keep)
    if offered is not None:
        _tell(RoomKeys(company_id, talk.seat.room_id), situation, found, offered.new)
    return True


def live_suggestions(situation: LiveSituation) -> Suggestions:
    """No network, no database: what choosing takes."""
    return interviewer_of(situation.weights).suggest(
        situation.talk.conversation,
        situation.content,
        limits=NO_LIMITS,
        company=situation.company,
        with_openings=True,
    )


def _situation(interview_id: UUID) -> LiveSituation | None:
    talk = live_talk(interview_id)
    if talk is None:
        return None
    interview = talk.seat.interview
    return LiveSituation(
        talk, content_of(interview.content_version), bank_options(interview), company_weights()
    )


def _with_answers(ranked: Sequence[Mapping[str, Any]], talk: LiveTalk) -> list[Mapping[str, Any]]:
    """Each span says in which answer it was said, so that nobody has to count turns later."""
    named: list[Mapping[str, Any]] = []
    for one in ranked:
        spans = [
            {
                **span,
                "label": talk.labels[span["turn"]],
                "answer": str(talk.answers[span["turn"]] or ""),
            }
            for span in one["path"]["spans"]
        ]
        named.append({**one, "path": {**one["path"], "spans": spans}})
    return named


def _tell(
    keys: RoomKeys, situation: LiveSituation, found: Suggestions, new: Suggestion | None
) -> None:
    talk, content = situation.talk, situation.content
    tell(
        keys,
        {
            "type": "answer",
            "seat": str(talk.seat.id),
            "answer": str(talk.answer.id),
            "coverage": coverage_document(found.growth, content),
            "evidence": evidence_document(found.growth, talk.conversation, content),
            "state": str(found.state),
        },
    )
    if new is not None:
        tell(keys, {"type": "suggestions", **suggestion_document(new, talk.seat.id)})
