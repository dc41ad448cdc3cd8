"""Decisions: a named person, a reason, and evidence that the person has looked. Never a machine."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Forbidden, Invalid
from hireapp.tenancy.models import User
from interviews.access import interview_locked
from interviews.events import announce_interview
from interviews.models import (
    Decision,
    DecisionOutcome,
    Interview,
    ReportView,
)
from interviews.selectors.report import DECIDABLE

LEAST_REASON = 10  # letters: "no" is not a reason that can be explained to somebody


class NotViewed(Forbidden):
    id = "report_not_viewed"
    sentence = _("Open the report and look at the answers before you decide.")


class NotDecidable(Conflict):
    id = "not_decidable"
    sentence = _("There is nothing to decide about yet, or the candidate has withdrawn.")


class HumanAsked(Conflict):
    id = "human_asked"
    sentence = _(
        "The candidate asked for a person. Talk to them first; then decide with the outcome of "
        "that talk as your reason."
    )


def decision_record(
    *,
    interview: Interview,
    author: Any,
    outcome: str,
    reason: str,
    spoke_with_candidate: bool = False,
) -> Decision:
    """Adds a decision; earlier ones stay in the history, the latest counts.

    ``spoke_with_candidate``: the candidate had asked for a person, and this person has talked to
    them. Until then automated material alone decides nothing (TRUST T3.2).
    """
    if not isinstance(author, User) or not author.is_active:
        raise Forbidden(_("Only a person who is signed in can decide."))
    locked = interview_locked(interview.id)
    if outcome not in DecisionOutcome.values:
        raise Invalid(_("Choose what you decide."))
    reason = reason.strip()
    if len(reason) < LEAST_REASON:
        raise Invalid(_("Give your reason in a sentence. The candidate may ask for it."))
    if locked.status not in DECIDABLE:
        raise NotDecidable
    if not ReportView.objects.filter(interview=locked, user=author).exists():
        raise NotViewed
    if locked.human_requested_at is not None and not spoke_with_candidate:
        raise HumanAsked
    decision: Decision = Decision.objects.create(
        interview=locked,
        author=author,
        author_name=author.name or author.email,
        outcome=outcome,
        reason=reason,
    )
    audit_record(
        action="decision.recorded",
        actor=Actor.user(author),
        target=locked,
        detail={"outcome": outcome, "spoke_with_candidate": spoke_with_candidate},
    )
    announce_interview(locked)
    return decision
