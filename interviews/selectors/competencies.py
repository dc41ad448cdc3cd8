"""What the scores of an interview's answers say together, for the people who read its report.

A competency's points are counted where they were shown best: what a follow-up brought out adds to
the answer it followed. There is no number for the person as a whole, on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, Func, JSONField, Value
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analysis.questions.rubric import Level, Part, Story, parse_rubric
from interviews.models import AnswerScore, AnswerStatus, Interview, ScoreOverride, Transcript
from interviews.selectors.consent import allowed_now
from interviews.selectors.content import content_of
from interviews.selectors.score_inputs import NEEDED
from ncs.content import JobContent

#: Coverage, the six parts of a story, relevance, likely questions.
POINTS = len(Story) + 3
MOST_QUOTES = 4
APART = 60  # characters between the beginnings of two quotes
LONG_ENOUGH = 60  # characters that can be read without the words around them
PART_WORDS: dict[str, str | Promise] = {
    Part.COVERAGE: _("Topics talked about"),
    Part.RELEVANCE: _("Close to the competency"),
    Part.QUESTIONS: _("Likely next questions"),
    f"{Part.DEPTH}.{Story.SITUATION}": _("Situation"),
    f"{Part.DEPTH}.{Story.ROLE}": _("Own role"),
    f"{Part.DEPTH}.{Story.ACTION}": _("Action"),
    f"{Part.DEPTH}.{Story.REASON}": pgettext_lazy("part of a story", "Reason"),
    f"{Part.DEPTH}.{Story.RESULT}": _("Result"),
    f"{Part.DEPTH}.{Story.NUMBERS}": _("Numbers"),
}
STATE_WORDS: dict[str, str | Promise] = {
    "empty": _("nothing was said"),
    "short": _("the answer is a word or two"),
    "refusal": _("the candidate preferred not to answer"),
    "gibberish": _("the words could not be understood"),
    "profane": _("there are swear words and little else"),
    "instruction": _("the answer speaks to the machine"),
    "echo": _("the question was read back"),
    "other_language": _("the answer is in another language"),
}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an answer. ``here``: of the answer that is open, so that they can be played."""

    label: str
    text: str
    start: float | None
    here: bool
    place: int  # first character in the answer


@dataclass(frozen=True, slots=True)
class PointView:
    key: str
    label: str | Promise
    points: float
    most: float
    why: str
    quotes: tuple[Quote, ...]

    @property
    def told(self) -> bool:
        return self.points > 0

    @property
    def story(self) -> bool:
        return self.key.startswith(f"{Part.DEPTH}.")


@dataclass(frozen=True, slots=True)
class CompetencyView:
    """``answers``: (question's label, score) of every answer that touched it, best first."""

    id: str
    name: str
    about: str
    score: int | None
    level: str = ""
    sentence: str = ""
    points: tuple[PointView, ...] = ()
    answers: tuple[tuple[str, int], ...] = ()
    overrides: tuple[ScoreOverride, ...] = ()

    @property
    def story(self) -> list[PointView]:
        return [point for point in self.points if point.story]

    @property
    def told(self) -> list[PointView]:
        return [point for point in self.story if point.told]

    @property
    def missing(self) -> list[PointView]:
        return [point for point in self.story if not point.told]

    @property
    def quotes(self) -> list[Quote]:
        """Of the open answer first, in the order of the points; what overlaps is shown once."""
        chosen: list[Quote] = []
        every = (quote for point in self.points for quote in point.quotes)
        for quote in sorted(every, key=lambda quote: not quote.here):
            if not any(
                quote.label == other.label and abs(quote.place - other.place) < APART
                for other in chosen
            ):
                chosen.append(quote)
        return chosen[:MOST_QUOTES]

    @property
    def override(self) -> ScoreOverride | None:
        return self.overrides[-1] if self.overrides else None


@dataclass(frozen=True, slots=True)
class CompetencyPanel:
    """``waiting``: answers whose score is being made. ``unscored``: (label, why)."""

    touched: tuple[CompetencyView, ...]
    untouched: tuple[CompetencyView, ...]
    waiting: int
    unscored: tuple[tuple[str, str | Promise], ...]
    made: tuple[tuple[str | Promise, str], ...]
    replayed_at: Any = None
    differences: tuple[str, ...] = field(default=())


def competency_panel(interview: Interview, *, here: UUID | None = None) -> CompetencyPanel | None:
    """None when there is nothing to show. ``here``: the answer that is open. Consent is the
    caller's to ask (``NEEDED``); at most six queries, however many answers there are.
    """
    rows = list(
        AnswerScore.objects.filter(answer__interview=interview, current=True)
        .select_related("answer__question", "rubric")
        .order_by("answer__question__order", "answer__question__follow_up")
    )
    written = Transcript.objects.filter(
        answer__interview=interview, answer__status=AnswerStatus.SUBMITTED
    ).count()
    if not rows:
        return CompetencyPanel((), (), written, (), ()) if written else None
    overrides: dict[str, list[ScoreOverride]] = {}
    for made in ScoreOverride.objects.filter(score__answer__interview=interview).select_related(
        "author"
    ):
        overrides.setdefault(made.competency, []).append(made)
    content = content_of(rows[-1].content_version)
    levels = parse_rubric(rows[-1].inputs["rubric"])
    views = [
        _competency(each.id, rows, content, here, levels.level, overrides.get(each.id, []))
        for each in content.competencies
    ]
    replayed = [row.replayed_at for row in rows]
    return CompetencyPanel(
        tuple(v for v in views if v.score is not None),
        tuple(v for v in views if v.score is None),
        max(0, written - len(rows)),
        tuple(
            (row.answer.question.label, STATE_WORDS[row.result["state"]])
            for row in rows
            if row.result["state"] in STATE_WORDS
        ),
        tuple(_made(rows[-1])),
        max((at for at in replayed if at is not None), default=None) if all(replayed) else None,
        tuple(line for row in rows for line in row.differences),
    )


def held_competencies(interview: Interview) -> CompetencyPanel | None:
    """For the candidate's own page: what the people who decide see, while consent stands."""
    return competency_panel(interview) if may_show(allowed_now(interview)) else None


def may_show(purposes: Iterable[Any]) -> bool:
    return frozenset(purposes) >= NEEDED


def _competency(
    competency_id: str,
    rows: Sequence[AnswerScore],
    content: JobContent,
    here: UUID | None,
    level_of: Any,
    overrides: list[ScoreOverride],
) -> CompetencyView:
    language = _language()
    about = content.competency(competency_id)
    mine = [(row, found) for row in rows if (found := touched(row.result, competency_id))]
    if not mine:
        return CompetencyView(competency_id, about.name[language], about.about[language], None)
    points = tuple(_best(number, mine, here) for number in range(len(mine[0][1]["points"])))
    total = summed([point.points for point in points])
    level: Level = level_of(total)
    answers = sorted(
        ((row.answer.question.label, int(one["score"])) for row, one in mine),
        key=lambda pair: -pair[1],
    )
    return CompetencyView(
        competency_id,
        about.name[language],
        about.about[language],
        total,
        level.name[language],
        level.sentence[language],
        points,
        tuple(answers),
        tuple(overrides),
    )


def touched(result: Mapping[str, Any], competency_id: str) -> Mapping[str, Any] | None:
    """What a stored result says of one competency; None when the answer did not touch it."""
    for each in result["competencies"]:
        if each["id"] == competency_id and each["score"] is not None:
            found: Mapping[str, Any] = each
            return found
    return None


def summed(points: Iterable[float]) -> int:
    """The score of points, summed in tenths as ``analysis.questions.scoring`` does."""
    return min(100, (sum(round(value * 10) for value in points) + 5) // 10)


def _best(
    number: int, mine: Sequence[tuple[AnswerScore, Mapping[str, Any]]], here: UUID | None
) -> PointView:
    """One point where it was shown best; the open answer's where several are as good."""
    row, one = max(
        mine, key=lambda pair: (pair[1]["points"][number]["points"], pair[0].answer_id == here)
    )
    point = one["points"][number]
    label = row.answer.question.label
    quotes = tuple(
        Quote(label, quoted(row, span), span["start_s"], row.answer_id == here, span["start"])
        for span in point["evidence"]
    )
    return PointView(
        point["part"],
        PART_WORDS[point["part"]],
        point["points"],
        point["most"],
        point["why"][_language()],
        quotes,
    )


def quoted(row: AnswerScore, span: Mapping[str, Any]) -> str:
    """Whole words; a cue has a few around it: "as a result" alone tells a reader nothing.

    Evidence ends where a morpheme ends, which in Korean is mostly inside a word.
    """
    text = row.inputs["turns"][-1]["text"]
    first, last = span["start"], span["end"]
    cue = last - first <= LONG_ENOUGH
    if cue:
        first, last = max(0, first - 30), min(len(text), last + 45)
    while first and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    words = str(text[first:last]).strip()
    if not cue:
        return words
    return f"{'… ' if first else ''}{words}{' …' if last < len(text) else ''}"


def _made(row: AnswerScore) -> Iterable[tuple[str | Promise, str]]:
    rubric = row.rubric
    name = f"{rubric.name} {rubric.number}" if rubric is not None else "HireApp"
    yield _("Rubric"), f"{name} · {row.rubric_version[:16]}"
    yield _("Job content"), row.content_version[:16]
    for model in row.model:
        yield _("Model"), f"{model['name']} {model['version']} · {model['sha256'][:16]}"
    yield _("Checksum"), row.sha256[:16]


def coverage_of(interview_ids: Iterable[UUID]) -> dict[UUID, tuple[int | None, ...]]:
    """Scores per competency of many interviews, in the content's order. One query; of the stored
    results only numbers leave the database.
    """
    rows = (
        AnswerScore.objects.filter(answer__interview__in=list(interview_ids), current=True)
        .annotate(
            scores=_path("$.competencies[*].score"),
            values_=_path("$.competencies[*].points[*].points"),
        )
        .values_list("answer__interview_id", "content_version", "scores", "values_")
        .order_by("answer__question__order", "answer__question__follow_up")
    )
    best: dict[UUID, tuple[str, list[list[float] | None]]] = {}
    for interview_id, version, scores, flat in rows:
        values = iter(flat)
        mine = [None if s is None else [next(values) for _ in range(POINTS)] for s in scores]
        known = best.get(interview_id)
        if known is None or known[0] != version:
            best[interview_id] = (version, mine)
        else:
            best[interview_id] = (version, list(map(_better, known[1], mine)))
    return {
        interview_id: tuple(None if each is None else summed(each) for each in competencies)
        for interview_id, (_version, competencies) in best.items()
    }


def _better(one: list[float] | None, other: list[float] | None) -> list[float] | None:
    if one is None or other is None:
        return one or other
    return list(map(max, one, other))


def _path(path: str) -> Func:
    return Func(
        F("result"),
        Value(path),
        template="jsonb_path_query_array(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )


def _language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"
