"""Everything on one interview's report page, read in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db.models import F

from analysis.types import Purpose
from hireapp.tenancy.roles import Can, can
from interviews.models import (
    AnalysisResult,
    AnalysisRun,
    Answer,
    AnswerStatus,
    Decision,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
    Rating,
    RoomNote,
    RunStatus,
    Scorecard,
    Suggestion,
    Transcript,
)
from interviews.selectors.competencies import CompetencyPanel, competency_panel, may_show
from interviews.selectors.consent import allowed_now
from interviews.selectors.follow_ups import (
    FollowUpView,
    SuggestionView,
    follow_up_view,
    suggestion_view,
)
from interviews.selectors.model_cards import measured_words
from interviews.selectors.numbers import NumberGroup, number_groups
from interviews.selectors.problem_texts import ProblemText, problem_text, problem_texts
from interviews.selectors.spoken import SpokenLine, spoken_lines

#: Before these there is nothing to decide about; after a withdrawal there is nothing left.
DECIDABLE = (
    InterviewStatus.FINISHED,
    InterviewStatus.ANALYSED,
    InterviewStatus.HUMAN_PATH,
    InterviewStatus.EXPIRED,
)


class Stage(StrEnum):
    """Where an answer stands, as a reader sees it."""

    MISSING = "missing"  # the candidate has not answered
    WAITING = "waiting"
    ANALYSING = "analysing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and what they may do here. ``own_card``: theirs has been submitted."""

    user_id: UUID
    role: str
    own_card: bool
    blind: bool  # the position is reviewed blind

    @property
    def may_rate(self) -> bool:
        return can(self.role, Can.RATE)

    @property
    def may_decide(self) -> bool:
        return can(self.role, Can.DECIDE)

    @property
    def sees_name(self) -> bool:
        return not self.blind or self.own_card

    @property
    def sees_machine(self) -> bool:
        """In blind review a rater's own opinion comes before any machine number."""
        return self.sees_name or not self.may_rate

    @property
    def sees_cards(self) -> bool:
        """Others' cards: after one's own, or for somebody who cannot give one."""
        return self.own_card or not self.may_rate


@dataclass(slots=True)
class AnswerView:
    """One question and what became of it."""

    question: InterviewQuestion
    answer: Answer | None = None
    run: AnalysisRun | None = None
    result: AnalysisResult | None = None
    transcript: Transcript | None = None
    rating: Rating | None = None
    others: list[Rating] = field(default_factory=list)
    why: FollowUpView | None = None  # of a follow-up
    ranking: SuggestionView | None = None  # what a follow-up was chosen from

    @property
    def number(self) -> str:
        """As people name the question: "2", or "2-1" for its first follow-up."""
        return self.question.label

    @property
    def stage(self) -> Stage:
        if self.answer is None:
            return Stage.MISSING
        if self.run is None or self.run.status == RunStatus.QUEUED:
            return Stage.WAITING
        if self.run.status == RunStatus.RUNNING:
            return Stage.ANALYSING
        return Stage.DONE if self.result is not None else Stage.FAILED

    @property
    def gone(self) -> bool:
        """The recording was deleted: on request, or because its time had come."""
        media = self.answer.media if self.answer is not None else None
        return media is not None and media.destroyed_at is not None

    @property
    def measured(self) -> bool:
        """Whether there are signals that can still be read."""
        return self.result is not None and self.result.signals.destroyed_at is None

    @property
    def percent(self) -> int:
        return round(100 * self.run.progress) if self.run is not None else 0

    @property
    def seconds(self) -> float | None:
        if self.result is not None:
            return float(self.result.clip["duration_s"])
        return self.answer.client_seconds if self.answer is not None else None

    @property
    def failure(self) -> ProblemText | None:
        if self.run is None or self.run.status not in (RunStatus.FAILED, RunStatus.STOPPED):
            return None
        return problem_text(self.run.error_code)

    @property
    def problems(self) -> list[ProblemText]:
        return problem_texts(self.result.problems) if self.result is not None else []

    @property
    def lines(self) -> list[SpokenLine]:
        return spoken_lines(self.transcript.words) if self.transcript is not None else []


@dataclass(frozen=True, slots=True)
class Report:
    """``here``: the answer that is open. ``hidden_cards``: others' cards not yet shown. ``notes``:
    what was written down about this candidate in a live interview.
    """

    interview: Interview
    viewer: Viewer
    purposes: frozenset[Purpose]
    answers: list[AnswerView]
    here: AnswerView | None
    card: Scorecard | None
    cards: list[Scorecard]
    hidden_cards: int
    decisions: list[Decision]
    competencies: CompetencyPanel | None = None
    notes: list[RoomNote] = field(default_factory=list)

    @property
    def name(self) -> str:
        candidate = self.interview.candidate
        return candidate.name if self.viewer.sees_name else candidate.code

    @property
    def code(self) -> str:
        """Set while the name is hidden."""
        return "" if self.viewer.sees_name else self.interview.candidate.code

    @property
    def numbers(self) -> list[NumberGroup]:
        if self.here is None or self.here.result is None or not self.viewer.sees_machine:
            return []
        return number_groups(self.here.result, self.purposes)

    @property
    def models(self) -> list[dict[str, str]]:
        """The weights behind the open answer, each with what was measured about it."""
        if self.here is None or self.here.result is None or not self.viewer.sees_machine:
            return []
        return [m | {"measured": measured_words(m["name"])} for m in self.here.result.models]

    @property
    def under_way(self) -> bool:
        return any(a.stage in (Stage.WAITING, Stage.ANALYSING) for a in self.answers)

    @property
    def rated(self) -> int:
        return sum(a.rating is not None and a.rating.score is not None for a in self.answers)

    @property
    def decidable(self) -> bool:
        return self.interview.status in DECIDABLE

    @property
    def decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def previous(self) -> AnswerView | None:
        return self._neighbour(-1)

    @property
    def next(self) -> AnswerView | None:
        return self._neighbour(+1)

    def _neighbour(self, step: int) -> AnswerView | None:
        if self.here is None:
            return None
        index = self.answers.index(self.here) + step
        return self.answers[index] if 0 <= index < len(self.answers) else None


def viewer_of(interview: Interview, *, user_id: UUID, role: str) -> Viewer:
    """Needs one query; ``interview.position`` must be there."""
    own = Scorecard.objects.filter(
        interview=interview, rater_id=user_id, submitted_at__isnull=False
    ).exists()
    return Viewer(user_id, role, own, interview.position.blind)


def visible_purposes(interview: Interview, result: AnalysisResult) -> frozenset[Purpose]:
    """What the result rests on and is still allowed: stored is not shown for ever."""
    return allowed_now(interview) & {Purpose(p) for p in result.purposes}


def report_of(
    interview: Interview, *, user_id: UUID, role: str, question: str | None = None
) -> Report:
    """``question``: the number of the one to open; the first answered one otherwise."""
    viewer = viewer_of(interview, user_id=user_id, role=role)
    cards = list(
        Scorecard.objects.filter(interview=interview)
        .select_related("rater")
        .prefetch_related("ratings")
        .order_by("submitted_at")
    )
    mine = next((card for card in cards if card.rater_id == user_id), None)
    others = [c for c in cards if c is not mine and c.submitted_at is not None]
    answers = _answers(interview)
    _add_follow_ups(interview, answers)
    _add_ratings(answers, mine, others if viewer.sees_cards else [])
    here, purposes = _open(answers, question), allowed_now(interview)
    open_answer = here.answer.id if here is not None and here.answer is not None else None
    panel = None
    if viewer.sees_machine and may_show(purposes):
        panel = competency_panel(interview, here=open_answer)
    return Report(
        interview=interview,
        viewer=viewer,
        purposes=purposes,
        answers=answers,
        here=here,
        card=mine,
        cards=others if viewer.sees_cards else [],
        hidden_cards=0 if viewer.sees_cards else len(others),
        decisions=list(Decision.objects.filter(interview=interview).order_by("at")),
        competencies=panel,
        notes=_notes(interview, viewer),
    )


def _notes(interview: Interview, viewer: Viewer) -> list[RoomNote]:
    """One's own always; others' as their cards. Those about everybody stay with the room."""
    if interview.kind != InterviewKind.LIVE:
        return []
    notes = RoomNote.objects.filter(seat__interview=interview).select_related("author")
    if not viewer.sees_cards:
        notes = notes.filter(author_id=viewer.user_id)
    return list(notes.order_by("created_at"))


def _answers(interview: Interview) -> list[AnswerView]:
    views = {
        q.id: AnswerView(q)
        for q in InterviewQuestion.objects.filter(interview=interview).order_by(
            "order", "follow_up"
        )
    }
    submitted = Answer.objects.filter(interview=interview, status=AnswerStatus.SUBMITTED)
    by_answer: dict[UUID, AnswerView] = {}
    for answer in submitted.select_related("media", "transcript", "result__signals"):
        view = views[answer.question_id]
        view.answer = answer
        view.result = getattr(answer, "result", None)
        view.transcript = getattr(answer, "transcript", None)
        by_answer[answer.id] = view
    runs = AnalysisRun.objects.filter(answer__interview=interview).order_by("created_at")
    for run in runs:  # the newest stays
        if run.answer_id in by_answer:
            by_answer[run.answer_id].run = run
    return list(views.values())


def _add_follow_ups(interview: Interview, answers: list[AnswerView]) -> None:
    """Why each follow-up was asked. Its ranking hangs on the answer that it follows; of several
    (live) it is the one that was asked from, else the newest.
    """
    given = {view.number: view.answer for view in answers if view.answer is not None}
    rankings = {
        suggestion.answer_id: suggestion
        for suggestion in Suggestion.objects.filter(interview=interview, answer__isnull=False)
        .select_related("preferred_by")
        .order_by(F("asked").asc(nulls_first=True), "created_at")  # the last one stays
    }
    before: AnswerView | None = None
    for view in answers:
        if view.question.follow_up:
            view.why = follow_up_view(view.question, given)
            answer = before.answer if before is not None else None
            ranking = rankings.get(answer.id) if answer is not None else None
            view.ranking = suggestion_view(ranking) if ranking is not None else None
        before = view


def _add_ratings(
    answers: list[AnswerView], mine: Scorecard | None, others: list[Scorecard]
) -> None:
    by_question = {view.question.id: view for view in answers}
    for rating in mine.ratings.all() if mine is not None else ():
        by_question[rating.question_id].rating = rating
    for card in others:
        for rating in card.ratings.all():
            rating.scorecard = card
            by_question[rating.question_id].others.append(rating)


def _open(answers: list[AnswerView], question: str | None) -> AnswerView | None:
    for view in answers:
        if question is not None and view.number == question:
            return view
    answered = [view for view in answers if view.answer is not None]
    return next(iter(answered or answers), None)
