"""Reads candidates: the administrative side for those who invite, codes for those who rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from interviews.models import Candidate, Interview
from interviews.selectors.paging import Page, page_of
from interviews.selectors.rows import InterviewRow, interviews_seen_by, row_of


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """``label``: the name, or the code where blind review hides the name from this person."""

    id: UUID
    label: str
    email: str
    hidden: bool
    country: str
    interviews: int
    last_invited_at: datetime | None


def candidate_page(
    *, user_id: UUID, names: bool, query: str = "", page: str = "1"
) -> Page[CandidateRow]:
    """Candidates of the open company by latest invitation. ``names``: may manage candidates.

    Without ``names`` a candidate with an interview that is still blind to this person is shown
    by code, and cannot be found by name. Two queries.
    """
    rows = _seen_by(user_id, names)
    for word in query.replace("\x00", "").split():
        rows = rows.filter(
            Q(hidden=False, name__icontains=word)
            | Q(hidden=False, email__icontains=word)
            | Q(hidden=True, code__icontains=word)
        )
    return page_of(rows, page, _row)


def candidate_row(candidate_id: UUID, *, user_id: UUID, names: bool) -> CandidateRow:
    """One candidate as the list shows them."""
    return _row(_seen_by(user_id, names).get(id=candidate_id))


def _seen_by(user_id: UUID, names: bool) -> QuerySet[Candidate]:
    # A subquery on the annotated interviews: one rule for who is hidden (rows.py).
    blind = interviews_seen_by(user_id).filter(candidate=OuterRef("pk"), hidden=True)
    hidden = Case(
        When(Value(False) if names else Exists(blind), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return (
        Candidate.objects.filter(erased_at__isnull=True)
        .annotate(
            hidden=hidden,
            interview_count=Count("interviews"),
            last_invited_at=Max("interviews__invited_at"),
        )
        .order_by(F("last_invited_at").desc(nulls_last=True), "-created_at", "id")
    )


def _row(candidate: Any) -> CandidateRow:
    hidden: bool = candidate.hidden
    return CandidateRow(
        id=candidate.id,
        label=candidate.code if hidden else candidate.name,
        email="" if hidden else candidate.email,
        hidden=hidden,
        country=candidate.country,
        interviews=candidate.interview_count,
        last_invited_at=candidate.last_invited_at,
    )


def interviews_of(candidate: Candidate, *, user_id: UUID) -> list[InterviewRow]:
    """Every interview of one candidate, newest first. One query."""
    rows = interviews_seen_by(user_id).filter(candidate=candidate).order_by("-invited_at")
    return [row_of(interview) for interview in rows]


def known_emails(emails: set[str]) -> set[str]:
    """Which of these (lower-case) addresses belong to a candidate of the open company."""
    rows = Candidate.objects.filter(email__in=emails, erased_at__isnull=True)
    return set(rows.values_list("email", flat=True))


def invited_emails(position_id: UUID, emails: set[str]) -> set[str]:
    """Which of these addresses have a current interview for the position."""
    rows = Interview.objects.filter(position_id=position_id, candidate__email__in=emails)
    current = rows.exclude(status__in=["withdrawn", "expired", "cancelled"])
    return set(current.values_list("candidate__email", flat=True))
