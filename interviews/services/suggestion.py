"""What people make of the questions that were ranked: samples for the company's next model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Invalid
from interviews.access import interview_locked
from interviews.models import Answer, InterviewStatus, Suggestion
from interviews.selectors.consent import allowed_now
from interviews.selectors.dialogue import NEEDED
from interviews.services.follow_up import Ranking

#: ``Suggestion.preferred`` of somebody who would have asked none of them.
NONE_OF_THEM = -1


@dataclass(frozen=True, slots=True)
class Offered:
    """``new`` None: the same questions stand there already, in the same order."""

    new: Suggestion | None


def suggestion_offer_live(*, answer: Answer, ranking: Ranking) -> Offered | None:
    """Keeps what is recommended to the interviewer of a live interview. None: it may not be shown,
    consent is gone or the interview is over.
    """
    interview = interview_locked(answer.interview_id)
    if not allowed_now(interview) >= NEEDED or interview.status != InterviewStatus.IN_PROGRESS:
        return None
    if not ranking.ranked:
        return Offered(None)
    last = Suggestion.objects.filter(interview=interview).order_by("-created_at").first()
    if last is not None and _same(last.ranked, ranking.ranked):
        return Offered(None)
    return Offered(
        Suggestion.objects.create(
            interview=interview,
            answer=answer,
            ranked=list(ranking.ranked),
            state=ranking.state,
            model=dict(ranking.model),
            content_version=interview.content_version,
        )
    )


def _same(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> bool:
    return [each["text"] for each in one] == [each["text"] for each in other]


def suggestion_prefer(*, suggestion: Suggestion, preferred: int, author: Any) -> Suggestion:
    """Notes which question a person would have asked. The last opinion counts; the log has all."""
    if not NONE_OF_THEM <= preferred < len(suggestion.ranked):
        raise Invalid(_("There is no such question in this list."))
    suggestion.preferred = preferred
    suggestion.preferred_by, suggestion.preferred_at = author, timezone.now()
    suggestion.save(update_fields=["preferred", "preferred_by", "preferred_at"])
    audit_record(
        action="suggestion.rated",
        actor=Actor.user(author),
        target=suggestion,
        detail={"preferred": preferred, "asked": suggestion.asked},
    )
    return suggestion
