"""What needs me today."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hireapp.tenancy.roles import Can, can
from interviews.selectors.rows import InterviewRow, interviews_seen_by, row_of
from interviews.selectors.stages import STAGES, Stage

SHOWN = 6
# What is to do, for whom, in the order of urgency. (stage, ability, title, what to do)
_WORK: tuple[tuple[Stage, Can, str | Promise, str | Promise], ...] = (
    (
        Stage.ATTENTION,
        Can.MANAGE,
        _("Needs attention"),
        _("An analysis failed, or a candidate asked for a person."),
    ),
    (
        Stage.REVIEW,
        Can.RATE,
        _("For me to review"),
        _("Finished interviews without your scorecard."),
    ),
    (
        Stage.DECIDE,
        Can.DECIDE,
        _("To decide"),
        _("Reviewed by at least one person, not decided yet."),
    ),
)


@dataclass(frozen=True, slots=True)
class WorkList:
    """``rows``: the first few of ``count``, the longest waiting first."""

    stage: str
    title: str | Promise
    help: str | Promise
    count: int
    rows: tuple[InterviewRow, ...]


def work_for(*, user_id: UUID, role: str) -> list[WorkList]:
    """The lists that this person can act on. One query for the counts, one for each list."""
    seen = interviews_seen_by(user_id)
    wanted = [work for work in _WORK if can(role, work[1])]
    counts = seen.aggregate(
        **{stage.value: Count("id", filter=STAGES[stage]) for stage, *_rest in wanted}
    )
    return [
        WorkList(
            stage.value,
            title,
            help_words,
            counts[stage],
            tuple(
                row_of(interview)
                for interview in seen.filter(STAGES[stage]).order_by("finished_at", "id")[:SHOWN]
            ),
        )
        for stage, _ability, title, help_words in wanted
    ]
