"""One interview as a row of a table: what every list of the portal shows, in one query.

**Blind review** is decided here and nowhere else: in a position with blind review a person sees
the candidate's code until they have submitted their own scorecard. It binds everyone, recruiters
and owners too; those who invite find names on the candidate pages alone, which in turn neither
show the code nor lead to the report (docs/portal.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Avg,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interviews.models import (
    AnalysisResult,
    AnalysisRun,
    Answer,
    AnswerStatus,
    CandidateLink,
    Decision,
    DecisionOutcome,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
    PositionStatus,
    Rating,
    RunStatus,
    Scorecard,
)
from interviews.selectors.seats import GONE

S = InterviewStatus
# From the least to the most advanced, for sorting by status.
_STATUS_ORDER = [
    S.CANCELLED,
    S.WITHDRAWN,
    S.EXPIRED,
    S.INVITED,
    S.OPENED,
    S.HUMAN_PATH,
    S.CONSENTED,
    S.IN_PROGRESS,
    S.FINISHED,
    S.ANALYSED,
]


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """``name`` and ``email`` are empty where blind review hides them (``hidden``)."""

    id: UUID
    position_id: UUID
    position_title: str
    candidate_id: UUID
    name: str
    email: str
    code: str
    hidden: bool
    live: bool
    status: InterviewStatus
    answered: int
    questions: int
    invited_at: datetime
    opened_at: datetime | None
    finished_at: datetime | None
    human_requested_at: datetime | None
    link_ends_at: datetime | None
    mail_waits: bool
    flags: int
    problems: int
    failed: int
    my_rating: float | None
    my_card: bool
    cards: int
    outcome: DecisionOutcome | None
    # Whether a live interview may be planned from here.
    plannable: bool
    # Score per competency, None where it was not touched; () where nothing is scored or shown.
    coverage: tuple[int | None, ...] = ()

    @property
    def label(self) -> str:
        return self.code if self.hidden else self.name

    @property
    def status_words(self) -> str | Promise:
        if self.failed and self.status in (S.FINISHED, S.ANALYSED):
            return _("Analysis failed")
        return _("Being analysed") if self.status == S.FINISHED else self.status.label

    @property
    def status_kind(self) -> str:
        """For the status component: accent, positive, caution, critical or nothing."""
        if self.failed and self.status in (S.FINISHED, S.ANALYSED):
            return "critical"
        return _STATUS_KINDS.get(self.status, "")

    @property
    def coverage_touched(self) -> int:
        return sum(score is not None for score in self.coverage)

    @property
    def coverage_words(self) -> str:
        return " · ".join("–" if score is None else str(score) for score in self.coverage)

    @property
    def coverage_width(self) -> int:
        return 7 * len(self.coverage)

    @property
    def coverage_bars(self) -> list[dict[str, int | None]]:
        """Places in a picture 20 high: a bar of 2 to 20 for 0 to 100."""
        bars: list[dict[str, int | None]] = []
        for place, score in enumerate(self.coverage):
            height = 2 + round(0.18 * (score or 0))
            x = 7 * place + 1
            bars.append(
                {"score": score, "x": x, "middle": x + 2, "y": 20 - height, "height": height}
            )
        return bars

    @property
    def findings(self) -> int | None:
        """Flags and problems; nothing a machine found is shown before one's own scorecard."""
        return None if self.hidden else self.flags + self.problems


_STATUS_KINDS = {
    S.OPENED: "accent",
    S.CONSENTED: "accent",
    S.IN_PROGRESS: "accent",
    S.FINISHED: "accent",
    S.ANALYSED: "positive",
    S.HUMAN_PATH: "caution",
}


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """Rows that belong to the outer interview, counted by the database."""
    counted = rows.order_by().values("interview").annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _length_of(field: str) -> Coalesce:
    """Entries of a JSON list over all results of the outer interview."""
    length = Func(F(field), function="jsonb_array_length", output_field=IntegerField())
    lists = (
        AnalysisResult.objects.filter(answer__interview=OuterRef("pk"))
        .order_by()
        .values("answer__interview")
        .annotate(n=Sum(length))
        .values("n")
    )
    return Coalesce(Subquery(lists, output_field=IntegerField()), 0)


def interviews_seen_by(user_id: UUID) -> QuerySet[Any]:
    """``Interview`` rows of the open company with all that a row, a filter or a sort needs."""
    mine = Scorecard.objects.filter(interview=OuterRef("pk"), rater_id=user_id)
    submitted = Scorecard.objects.filter(interview=OuterRef("pk"), submitted_at__isnull=False)
    answers = Answer.objects.filter(interview=OuterRef("pk"), status=AnswerStatus.SUBMITTED)
    runs = AnalysisRun.objects.filter(answer=OuterRef("pk")).order_by("-created_at")
    link = CandidateLink.objects.filter(interview=OuterRef("pk"), revoked_at__isnull=True)
    link = link.order_by("-created_at")
    my_rating = (
        Rating.objects.filter(scorecard__interview=OuterRef("pk"), scorecard__rater_id=user_id)
        .order_by()
        .values("scorecard__interview")
        .annotate(mean=Avg("score"))
        .values("mean")
    )
    decisions = Decision.objects.filter(interview=OuterRef("pk")).order_by("-at")
    live = Interview.objects.filter(
        kind=InterviewKind.LIVE, candidate=OuterRef("candidate"), position=OuterRef("position")
    ).exclude(status__in=GONE)
    return Interview.objects.select_related("position", "candidate").annotate(
        answered=_number_of(answers),
        asked=_number_of(InterviewQuestion.objects.filter(interview=OuterRef("pk"))),
        failed=_number_of(
            answers.annotate(last_run=Subquery(runs.values("status")[:1])).filter(
                last_run=RunStatus.FAILED
            )
        ),
        flag_count=_length_of("flags"),
        problem_count=_length_of("problems"),
        my_card=Exists(mine.filter(submitted_at__isnull=False)),
        my_rating=Subquery(my_rating),
        cards=_number_of(submitted),
        has_live=Exists(live),
        outcome=Subquery(decisions.values("outcome")[:1]),
        link_ends_at=Subquery(link.values("expires_at")[:1]),
        mail_due_at=Subquery(link.values("mail_due_at")[:1]),
        hidden=Case(
            When(Q(position__blind=True, my_card=False), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
        shown_name=Case(When(hidden=True, then=F("candidate__code")), default=F("candidate__name")),
        last_event=Greatest("invited_at", "opened_at", "started_at", "finished_at"),
        stage_order=Case(
            *(When(status=status, then=Value(i)) for i, status in enumerate(_STATUS_ORDER)),
            default=Value(0),
            output_field=IntegerField(),
        ),
    )


def _plannable(interview: Any) -> bool:
    """The form that plans shows names: from a code it would tell whose it is."""
    open_position = interview.position.status == PositionStatus.OPEN
    erased = interview.candidate.erased_at is not None
    return open_position and not (interview.hidden or interview.has_live or erased)


def row_of(interview: Any) -> InterviewRow:
    """What the annotated interview says, without what blind review hides."""
    candidate = interview.candidate
    hidden: bool = interview.hidden
    return InterviewRow(
        id=interview.id,
        position_id=interview.position_id,
        position_title=interview.position.title,
        candidate_id=candidate.id,
        name="" if hidden else candidate.name,
        email="" if hidden else candidate.email,
        code=candidate.code,
        hidden=hidden,
        live=interview.kind == InterviewKind.LIVE,
        status=InterviewStatus(interview.status),
        answered=interview.answered,
        questions=interview.asked,
        invited_at=interview.invited_at,
        opened_at=interview.opened_at,
        finished_at=interview.finished_at,
        human_requested_at=interview.human_requested_at,
        link_ends_at=interview.link_ends_at,
        mail_waits=interview.mail_due_at is not None and interview.status == S.INVITED,
        flags=interview.flag_count,
        problems=interview.problem_count,
        failed=interview.failed,
        my_rating=interview.my_rating,
        my_card=interview.my_card,
        cards=interview.cards,
        outcome=DecisionOutcome(interview.outcome) if interview.outcome else None,
        plannable=_plannable(interview),
    )
