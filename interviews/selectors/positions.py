"""Reads positions with what has become of their invitations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interviews.models import (
    Decision,
    Interview,
    InterviewStatus,
    Position,
    PositionStatus,
    Question,
    Scorecard,
)
from interviews.selectors.paging import Page, page_of

HOME_POSITIONS = 12


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """``share``: per cent of those invited, 0 to 100."""

    words: str | Promise
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class PositionRow:
    id: UUID
    title: str
    job: str
    job_code: str
    language: str
    blind: bool
    open: bool
    created_at: datetime
    questions: int
    last_event: datetime | None
    funnel: tuple[FunnelStep, ...]

    @property
    def invited(self) -> int:
        return self.funnel[0].count


def position_page(*, query: str = "", status: str = "", page: str = "1") -> Page[PositionRow]:
    """Positions of the open company, those with news first. Three queries."""
    rows = _with_activity()
    if status in PositionStatus.values:
        rows = rows.filter(status=status)
    for word in query.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(job__name_ko__icontains=word)
            | Q(job__name_en__icontains=word)
        )
    found = page_of(rows, page, lambda position: position)
    funnels = _funnels([position.id for position in found.items])
    return Page(
        items=[_row(position, funnels) for position in found.items],
        number=found.number,
        total=found.total,
        first=found.first,
        last=found.last,
        has_previous=found.has_previous,
        has_next=found.has_next,
    )


def positions_for_home() -> list[PositionRow]:
    """Open positions with the latest news. Two queries."""
    positions = list(_with_activity().filter(status=PositionStatus.OPEN)[:HOME_POSITIONS])
    funnels = _funnels([position.id for position in positions])
    return [_row(position, funnels) for position in positions]


def funnel_of(position: Position) -> tuple[FunnelStep, ...]:
    return _funnels([position.id]).get(position.id, _funnel({}))


def _with_activity() -> QuerySet[Position]:
    events = (
        Interview.objects.filter(position=OuterRef("pk"))
        .order_by()
        .values("position")
        .annotate(last=Coalesce(Max("finished_at"), Max("opened_at"), Max("invited_at")))
        .values("last")
    )
    questions = (
        Question.objects.filter(position=OuterRef("pk"))
        .order_by()
        .values("position")
        .annotate(n=Count("id"))
        .values("n")
    )
    return (
        Position.objects.select_related("job")
        .annotate(
            last_event=Subquery(events),
            question_count=Coalesce(Subquery(questions, output_field=IntegerField()), 0),
            sort_event=Coalesce(Subquery(events), "created_at"),
        )
        .order_by("-status", "-sort_event", "id")
    )


def _funnels(position_ids: list[UUID]) -> dict[UUID, tuple[FunnelStep, ...]]:
    """How far the invited have come, per position. Cancelled invitations do not count."""
    reviewed = Scorecard.objects.filter(interview=OuterRef("pk"), submitted_at__isnull=False)
    decided = Decision.objects.filter(interview=OuterRef("pk"))
    counted = (
        Interview.objects.filter(position_id__in=position_ids)
        .exclude(status=InterviewStatus.CANCELLED)
        .annotate(is_reviewed=Exists(reviewed), is_decided=Exists(decided))
        .order_by()
        .values("position_id")
        .annotate(
            invited=Count("id"),
            opened=Count("id", filter=Q(opened_at__isnull=False)),
            finished=Count("id", filter=Q(finished_at__isnull=False)),
            reviewed=Count("id", filter=Q(is_reviewed=True)),
            decided=Count("id", filter=Q(is_decided=True)),
        )
    )
    return {counts["position_id"]: _funnel(counts) for counts in counted}


_STEPS = (
    ("invited", _("Invited")),
    ("opened", _("Opened")),
    ("finished", _("Finished")),
    ("reviewed", _("Reviewed")),
    ("decided", _("Decided")),
)


def _funnel(counts: Mapping[str, Any]) -> tuple[FunnelStep, ...]:
    invited = counts.get("invited", 0)
    return tuple(
        FunnelStep(words, counts.get(key, 0), round(100 * counts.get(key, 0) / max(invited, 1)))
        for key, words in _STEPS
    )


def _row(position: Any, funnels: dict[UUID, tuple[FunnelStep, ...]]) -> PositionRow:
    return PositionRow(
        id=position.id,
        title=position.title,
        job=position.job.name,
        job_code=position.job_id,
        language=position.get_language_display(),
        blind=position.blind,
        open=position.status == PositionStatus.OPEN,
        created_at=position.created_at,
        questions=position.question_count,
        last_event=position.last_event,
        funnel=funnels.get(position.id) or _funnel({}),
    )
