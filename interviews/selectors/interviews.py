"""Lists of interviews: filtered, searched, sorted, one page at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from hireapp.core.errors import NotFound
from interviews.models import InterviewStatus, Position
from interviews.selectors.competencies import coverage_of
from interviews.selectors.paging import Page, page_of
from interviews.selectors.rows import InterviewRow, interviews_seen_by, row_of
from interviews.selectors.stages import STAGE_WORDS, STAGES, Stage

SORTS = {
    "name": "shown_name",
    "position": "position__title",
    "status": "stage_order",
    "progress": "answered",
    "sent": "invited_at",
    "opened": "opened_at",
    "finished": "finished_at",
    "flags": "flag_count",
    "rating": "my_rating",
    "activity": "last_event",
}
NEWEST_FIRST = "-activity"


@dataclass(frozen=True, slots=True)
class InterviewFilter:
    """What the address says: ``?status=&q=&sort=&page=``. Unknown values mean "no filter"."""

    status: str = ""
    query: str = ""
    sort: str = NEWEST_FIRST
    page: str = "1"

    @classmethod
    def from_address(cls, parameters: Any) -> InterviewFilter:
        status = parameters.get("status", "")
        sort = parameters.get("sort", NEWEST_FIRST)
        return cls(
            status=status if status in {*Stage, *InterviewStatus.values} else "",
            query=parameters.get("q", "").replace("\x00", "").strip()[:200],
            sort=sort if sort.removeprefix("-") in SORTS else NEWEST_FIRST,
            page=parameters.get("page", "1"),
        )


@dataclass(frozen=True, slots=True)
class StageCount:
    stage: str
    words: Any
    count: int


def interview_page(
    *, user_id: UUID, wanted: InterviewFilter, position: Position | None = None
) -> Page[InterviewRow]:
    """Interviews of the open company, or of one of its positions. Two queries, and a third
    for a position: what was covered.
    """
    rows = _searched(_of(position, user_id), wanted.query)
    if wanted.status in STAGES:
        rows = rows.filter(STAGES[Stage(wanted.status)])
    elif wanted.status:
        rows = rows.filter(status=wanted.status)
    page = page_of(_sorted(rows, wanted.sort), wanted.page, row_of)
    return page if position is None else replace(page, items=with_coverage(page.items))


def with_coverage(rows: list[InterviewRow]) -> list[InterviewRow]:
    """The rows with how far each competency was covered; nothing where blind review hides it."""
    coverage = coverage_of(row.id for row in rows if not row.hidden)
    return [replace(row, coverage=coverage.get(row.id, ())) for row in rows]


def stage_counts(*, user_id: UUID, position: Position | None = None) -> list[StageCount]:
    """How many interviews are at each stage, "all" first. One query."""
    counts = _of(position, user_id).aggregate(
        all=Count("id"),
        **{stage.value: Count("id", filter=q) for stage, q in STAGES.items()},
    )
    return [StageCount(stage.value, words, counts[stage]) for stage, words in STAGE_WORDS.items()]


def interview_row(*, user_id: UUID, interview_id: UUID) -> InterviewRow:
    """One row, for a page that was told about a change."""
    interview = interviews_seen_by(user_id).filter(id=interview_id).first()
    if interview is None:
        raise NotFound
    return row_of(interview)


def _of(position: Position | None, user_id: UUID) -> QuerySet[Any]:
    rows = interviews_seen_by(user_id)
    return rows if position is None else rows.filter(position=position)


def _searched(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    """Name and e-mail only where they are shown: a search must not find out what blind hides."""
    for word in query.split():
        rows = rows.filter(
            Q(candidate__code__icontains=word)
            | Q(hidden=False, candidate__name__icontains=word)
            | Q(hidden=False, candidate__email__icontains=word)
        )
    return rows


def _sorted(rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
    key = F(SORTS[sort.removeprefix("-")])
    order = key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)
    return rows.order_by(order, "-invited_at", "id")
