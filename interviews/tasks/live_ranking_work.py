"""Questions for the interviewer while somebody is still speaking, and how far the talk has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from analysis.questions.coverage import coverage_document, evidence_document
from analysis.questions.interviewer import Suggestions
from analysis.questions.types import QuestionOption
from interviews.live.agreed import tell_agreed, withdrawals
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.models import Seat, Suggestion
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
    """``withdrawals``: as they were before the talk was read."""

    keys: RoomKeys
    withdrawals: Counter[UUID]
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
        _tell(situation, found, offered.new)
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
    seat = Seat.objects.filter(interview_id=interview_id).first()
    if seat is None:
        return None
    keys = RoomKeys(seat.company_id, seat.room_id)
    known = withdrawals(valkey(), keys)  # before the rows are asked
    talk = live_talk(interview_id)
    if talk is None:
        return None
    interview = talk.seat.interview
    content, company = content_of(interview.content_version), bank_options(interview)
    return LiveSituation(keys, known, talk, content, company, company_weights())


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


def _tell(situation: LiveSituation, found: Suggestions, new: Suggestion | None) -> None:
    talk, content = situation.talk, situation.content
    events: list[dict[str, Any]] = [
        {
            "type": "answer",
            "seat": str(talk.seat.id),
            "answer": str(talk.answer.id),
            "coverage": coverage_document(found.growth, content),
            "evidence": evidence_document(found.growth, talk.conversation, content),
            "state": str(found.state),
        }
    ]
    if new is not None:
        events.append({"type": "suggestions", **suggestion_document(new, talk.seat.id)})
    for event in events:
        tell_agreed(situation.keys, event, situation.withdrawals)
