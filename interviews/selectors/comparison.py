"""Up to five candidates of a position side by side, in a fixed number of queries.

Columns stand in the order in which they were chosen: no machine number ever orders people. Blind
review holds for each column by itself: a code and no machine number until one's own card is in;
others' cards show once one's own is, or to somebody who gives none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from hireapp.core.errors import NotFound
from hireapp.tenancy.roles import Can, can
from interviews.models import (
    Answer,
    AnswerScore,
    AnswerStatus,
    Position,
    PositionThemes,
    Resume,
    Scorecard,
    ScoreOverride,
    Transcript,
)
from interviews.selectors.competencies import APART, quoted, summed
from interviews.selectors.content import content_of, version_in_use
from interviews.selectors.rows import InterviewRow, interviews_seen_by, row_of

MOST = 5
LETTERS = "ABCDE"
# The strip of a line, in its own units: a mark per candidate over 0..100.
STRIP_LEFT, STRIP_WIDTH, MARK = 14, 200, 18
MOST_EVIDENCE = 3
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an answer; ``label``: of its question; ``start``: second, or None."""

    text: str
    label: str
    start: float | None


@dataclass(frozen=True, slots=True)
class PersonRating:
    """``mean`` of the ratings of one card, with its comment."""

    name: str
    mine: bool
    mean: float | None
    comment: str


@dataclass(slots=True)
class Column:
    """One candidate. ``machine``: whether machine numbers may be seen; ``people``: others' cards.

    ``hidden_cards``: cards that show after one's own.
    """

    letter: str
    row: InterviewRow
    machine: bool
    people: bool
    scored: int = 0  # answers with a current score
    answers: int = 0  # submitted with text
    resume: str = ""  # ResumeStatus, "" none
    cards: list[PersonRating] = field(default_factory=list)
    hidden_cards: int = 0

    @property
    def label(self) -> str:
        return self.row.label


@dataclass(slots=True)
class Cell:
    """A candidate at a competency. ``score`` None: not touched, or not to be seen.

    ``told``: keywords talked about, of ``keywords``. ``mine`` and ``others``: mean ratings 1..5.
    ``override``: what a person put beside the score.
    """

    score: int | None = None
    told: int = 0
    keywords: int = 0
    evidence: list[Evidence] = field(default_factory=list)
    mine: float | None = None
    others: float | None = None
    others_number: int = 0
    override: int | None = None

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.told / self.keywords)) if self.keywords else 0

    @property
    def empty(self) -> bool:
        return self.score is None and self.mine is None and self.others is None


@dataclass(frozen=True, slots=True)
class Line:
    """A competency with a cell per column."""

    id: str
    name: str
    about: str
    cells: list[tuple[Column, Cell]]

    @property
    def marks(self) -> list[Mark]:
        """Candidates on one scale; who would cover another stands above."""
        marks: list[Mark] = []
        scored = [(cell.score, column.letter) for column, cell in self.cells]
        for score, letter in sorted((s, n) for s, n in scored if s is not None):
            x = STRIP_LEFT + STRIP_WIDTH * score / 100
            level = 0
            while any(mark.level == level and abs(mark.x - x) < MARK for mark in marks):
                level += 1
            marks.append(Mark(letter, score, round(x, 1), level))
        return marks

    @property
    def height(self) -> int:
        return MARK * (1 + max((mark.level for mark in self.marks), default=0)) + 16


@dataclass(frozen=True, slots=True)
class Mark:
    """``level`` 0 stands on the line."""

    letter: str
    score: int
    x: float
    level: int

    @property
    def below(self) -> float:
        """From the bottom of the strip to the middle of the mark."""
        return 14 + MARK / 2 + MARK * self.level


@dataclass(frozen=True, slots=True)
class ThemeCell:
    number: int
    quote: Evidence | None


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """``share`` in percent, of what all candidates of the position said."""

    terms: tuple[str, ...]
    share: int
    speakers: int
    cells: list[tuple[Column, ThemeCell | None]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``themes_state``: ready, waiting, little (too little was said)."""

    position: Position
    columns: list[Column]
    lines: list[Line]
    themes: list[ThemeLine]
    themes_state: str
    themes_interviews: int
    choices: list[InterviewRow]

    @property
    def full(self) -> bool:
        return len(self.columns) >= MOST


def comparison_of(
    position: Position, *, chosen: Sequence[UUID], user_id: UUID, role: str
) -> Comparison:
    """``chosen``: interviews of the position; five at most count. NotFound for a strange one."""
    wanted = list(dict.fromkeys(chosen))[:MOST]
    rows = {
        interview.id: row_of(interview)
        for interview in interviews_seen_by(user_id).filter(position=position, id__in=wanted)
    }
    if len(rows) < len(wanted):
        raise NotFound
    may_rate = can(role, Can.RATE)
    columns = [
        _column(letter, rows[id_], may_rate) for letter, id_ in zip(LETTERS, wanted, strict=False)
    ]
    cells: dict[tuple[UUID, str], Cell] = {}
    names = _competencies(position, cells, columns)
    _add_scores(columns, cells)
    _add_cards(columns, cells, user_id)
    _add_answers(columns)
    labels = {column.row.id: column for column in columns}
    themes, state, number = _themes(position, labels)
    return Comparison(
        position,
        columns,
        [
            Line(id_, name, about, [(c, cells[c.row.id, id_]) for c in columns])
            for id_, name, about in names
        ],
        themes,
        state,
        number,
        choices_of(position, user_id),
    )


def choices_of(position: Position, user_id: UUID) -> list[InterviewRow]:
    """Interviews that can be compared: something was answered. By name or code, never by score."""
    given = Answer.objects.filter(interview=OuterRef("pk"), status=AnswerStatus.SUBMITTED)
    rows = interviews_seen_by(user_id).filter(Exists(given), position=position)
    return [row_of(each) for each in rows.order_by("shown_name", "id")[:MOST_CHOICES]]


def _column(letter: str, row: InterviewRow, may_rate: bool) -> Column:
    """Somebody who cannot rate sees machine numbers also in blind review (selectors/report.py)."""
    return Column(letter, row, not row.hidden or not may_rate, row.my_card or not may_rate)


def _competencies(
    position: Position, cells: dict[tuple[UUID, str], Cell], columns: Sequence[Column]
) -> list[tuple[str, str, str]]:
    version = version_in_use(position.job_id)
    if not version:
        return []
    language = "ko" if (get_language() or "en").startswith("ko") else "en"
    names = []
    for each in content_of(version).competencies:
        names.append((each.id, each.name[language], each.about[language]))
        for column in columns:
            cells[column.row.id, each.id] = Cell(keywords=len(each.keywords))
    return names


def _add_scores(columns: Sequence[Column], cells: dict[tuple[UUID, str], Cell]) -> None:
    """As the report has it: each point counts in the answer that showed it best."""
    by_id = {column.row.id: column for column in columns if column.machine}
    scores = AnswerScore.objects.filter(current=True, answer__interview__in=by_id)
    told: dict[tuple[UUID, str], set[str]] = {}
    shown: dict[tuple[UUID, str], list[float]] = {}
    best: dict[tuple[UUID, str], int] = {}
    for score in scores.select_related("answer__question").order_by(
        "answer__question__order", "answer__question__follow_up"
    ):
        interview_id = score.answer.interview_id
        by_id[interview_id].scored += 1
        for found in score.result["competencies"]:
            cell = cells.get((interview_id, found["id"]))
            if cell is None or found["score"] is None:
                continue
            key = interview_id, found["id"]
            told.setdefault(key, set()).update(found["told"])
            cell.told = len(told[key])
            points = [point["points"] for point in found["points"]]
            shown[key] = list(map(max, shown.get(key, points), points))
            cell.score = summed(shown[key])
            if found["score"] > best.get(key, -1):
                best[key] = found["score"]
                cell.evidence = _evidence(found, score)
    overrides = ScoreOverride.objects.filter(
        score__answer__interview__in=by_id, value__isnull=False
    ).order_by("at")
    for interview_id, competency, value in overrides.values_list(
        "score__answer__interview_id", "competency", "value"
    ):
        if (interview_id, competency) in cells:
            cells[interview_id, competency].override = value


def _evidence(found: Mapping[str, Any], score: AnswerScore) -> list[Evidence]:
    """The longest stretches behind the points: they read best. What overlaps is shown once."""
    spans = {
        (span["start"], span["end"]): span for one in found["points"] for span in one["evidence"]
    }
    longest = sorted(spans.values(), key=lambda s: (s["start"] - s["end"], s["start"]))
    chosen: list[Mapping[str, Any]] = []
    for span in longest:
        if all(_apart(span, other) for other in chosen):
            chosen.append(span)
    chosen = sorted(chosen[:MOST_EVIDENCE], key=lambda span: int(span["start"]))
    label = score.answer.question.label
    return [Evidence(quoted(score, span), label, span["start_s"]) for span in chosen]


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Far enough from each other that the words shown around them differ."""
    return bool(one["end"] + APART <= other["start"] or other["end"] + APART <= one["start"])


def _add_cards(
    columns: Sequence[Column], cells: dict[tuple[UUID, str], Cell], user_id: UUID
) -> None:
    by_id = {column.row.id: column for column in columns}
    cards = Scorecard.objects.filter(interview__in=by_id).select_related("rater")
    others: dict[tuple[UUID, str], list[int]] = {}
    mine: dict[tuple[UUID, str], list[int]] = {}
    for card in cards.prefetch_related("ratings__question").order_by("submitted_at"):
        column, own = by_id[card.interview_id], card.rater_id == user_id
        if not own and card.submitted_at is None:
            continue
        if not own and not column.people:
            column.hidden_cards += 1
            continue
        given = [
            (rating.question.competency, rating.score)
            for rating in card.ratings.all()
            if rating.score is not None
        ]
        mean = sum(score for _, score in given) / len(given) if given else None
        name = card.rater.name or card.rater.email
        column.cards.append(PersonRating(name, own, mean, card.comment))
        for competency, score in given:
            place = (card.interview_id, competency)
            (mine if own else others).setdefault(place, []).append(score)
    for place, scores in mine.items():
        if place in cells:
            cells[place].mine = sum(scores) / len(scores)
    for place, scores in others.items():
        if place in cells:
            cells[place].others = sum(scores) / len(scores)
            cells[place].others_number = len(scores)


def _add_answers(columns: Sequence[Column]) -> None:
    by_id = {column.row.id: column for column in columns}
    heard = Transcript.objects.filter(answer__interview__in=by_id)
    for interview_id in heard.values_list("answer__interview_id", flat=True):
        by_id[interview_id].answers += 1
    resumes = dict(
        Resume.objects.filter(candidate__interviews__in=by_id).values_list("candidate_id", "status")
    )
    for column in columns:
        if not column.row.hidden:
            column.resume = resumes.get(column.row.candidate_id, "")


def _themes(position: Position, columns: Mapping[UUID, Column]) -> tuple[list[ThemeLine], str, int]:
    """Themes with who spoke of them; blind columns too: these are words, not numbers about them.

    Where a person may not see machine findings yet, their cell stays empty.
    """
    row = PositionThemes.objects.filter(position=position).first()
    document = row.document if row is not None else {}
    if not document:
        return [], "waiting", 0
    shown = {str(id_): column for id_, column in columns.items() if column.machine}
    quoted = [
        quote["answer"]
        for theme in document["themes"]
        for quote in theme["quotes"]
        if quote["interview"] in shown
    ]
    questions = {
        str(answer.id): answer.question.label
        for answer in Answer.objects.filter(id__in=quoted).select_related("question")
    }
    lines = [_theme_line(theme, shown, columns, questions) for theme in document["themes"]]
    return lines, "ready" if lines else "little", document.get("interviews", 0)


def _theme_line(
    theme: Mapping[str, Any],
    shown: Mapping[str, Column],
    columns: Mapping[UUID, Column],
    questions: Mapping[str, str],
) -> ThemeLine:
    quotes = {quote["interview"]: quote for quote in theme["quotes"]}
    cells: list[tuple[Column, ThemeCell | None]] = []
    for column in columns.values():
        who = str(column.row.id)
        number, quote = theme["counts"].get(who, 0), quotes.get(who)
        if who not in shown:
            cells.append((column, None))
            continue
        label = questions.get(quote["answer"], "") if quote else ""
        told = Evidence(quote["text"], label, quote["start_s"]) if quote else None
        cells.append((column, ThemeCell(number, told)))
    terms = tuple(theme["terms"])
    return ThemeLine(terms, round(100 * theme["share"]), len(theme["counts"]), cells)


def interviews_named(values: Sequence[str]) -> list[UUID]:
    """Ids out of an address; what is no id is left out."""
    found = []
    for value in values[: 4 * MOST]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
