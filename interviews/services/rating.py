"""A person's scorecard: ratings and comments, saved as a draft, then submitted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from interviews.events import announce_interview
from interviews.models import Interview, InterviewQuestion, Rating, ReportView, Scorecard

MOST_COMMENT = 2000
MOST_OVERALL = 5000


class CardSubmitted(Conflict):
    id = "card_submitted"
    sentence = _("You have submitted this scorecard. It stays as it is; add a note instead.")


class CardEmpty(Invalid):
    id = "card_empty"
    sentence = _("Rate at least one question, or write a comment, before you submit.")


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody thinks of one answer. ``score`` None: commented only."""

    score: int | None
    comment: str = ""


def report_opened(*, interview: Interview, user: Any) -> ReportView:
    """Evidence that a person has looked; without it nobody is decided upon."""
    view: ReportView = ReportView.objects.create(interview=interview, user=user)
    audit_record(action="report.viewed", actor=Actor.user(user), target=interview, detail={})
    return view


def scorecard_save(
    *, interview: Interview, rater: Any, marks: Mapping[UUID, Mark], comment: str | None = None
) -> Scorecard:
    """Keeps a draft. Questions that ``marks`` does not name stay as they were; None likewise."""
    with transaction.atomic():
        card = _my_card(interview, rater)
        questions = InterviewQuestion.objects.filter(interview=interview)
        known = set(questions.values_list("id", flat=True))
        for question_id, mark in marks.items():
            if question_id not in known:
                raise Invalid(_("This question does not belong to the interview."))
            _check(mark)
            Rating.objects.update_or_create(
                scorecard=card,
                question_id=question_id,
                defaults={"score": mark.score, "comment": mark.comment.strip()},
            )
        if comment is not None:
            if len(comment) > MOST_OVERALL:
                raise Invalid(_("This comment is too long."))
            card.comment = comment.strip()
        card.updated_at = timezone.now()
        card.save(update_fields=["comment", "updated_at"])
    return card


def scorecard_submit(*, interview: Interview, rater: Any) -> Scorecard:
    """Hands the card in: from now on its rater sees the others', and they see this one."""
    with transaction.atomic():
        card = _my_card(interview, rater)
        rated = card.ratings.exclude(score__isnull=True, comment="").exists()
        if not rated and not card.comment:
            raise CardEmpty
        card.submitted_at = card.updated_at = timezone.now()
        card.save(update_fields=["submitted_at", "updated_at"])
        audit_record(
            action="scorecard.submitted",
            actor=Actor.user(rater),
            target=interview,
            detail={"ratings": card.ratings.exclude(score__isnull=True).count()},
        )
        announce_interview(interview)
    return card


def _my_card(interview: Interview, rater: Any) -> Scorecard:
    """Locked, so that a slow autosave cannot change what was just submitted."""
    Scorecard.objects.get_or_create(interview=interview, rater=rater)
    card: Scorecard = Scorecard.objects.select_for_update().get(interview=interview, rater=rater)
    if card.submitted_at is not None:
        raise CardSubmitted
    return card


def _check(mark: Mark) -> None:
    if mark.score is not None and not 1 <= mark.score <= 5:
        raise Invalid(_("A rating is a whole number from 1 to 5."))
    if len(mark.comment) > MOST_COMMENT:
        raise Invalid(_("This comment is too long."))
