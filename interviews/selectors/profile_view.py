"""Help beside an interview, in words: which jobs it fits, and how somebody says that they work.

Three sources that stay apart: words, the questionnaire, people. In blind review a rater sees none
of it before their own card. Neither side of a pair is better, and nothing here sorts anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from interviews.models import Interview, InterviewProfile, PositionThemes
from interviews.selectors.report import AnswerView, Report
from interviews.selectors.score_inputs import NEEDED
from ncs.content import Text
from ncs.groups import catalogue
from ncs.workstyle import workstyle


@dataclass(frozen=True, slots=True)
class QuoteView:
    """``label``: of its question; ``answer_id`` None when the answer is gone; seconds or None."""

    text: str
    label: str
    answer_id: UUID | None
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class ReasonView:
    part: str
    line: str
    quote: QuoteView


@dataclass(frozen=True, slots=True)
class FitView:
    """``own``: the job of this position. ``percent``: share of what was said."""

    code: str
    name: str
    group: str
    percent: int
    own: bool
    reasons: tuple[ReasonView, ...]
    keywords: tuple[tuple[str, QuoteView], ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a pair. ``marked``: 1..5 in the questionnaire, None: not answered."""

    name: str
    said: int
    quotes: tuple[tuple[str, QuoteView], ...]
    marked: int | None


@dataclass(frozen=True, slots=True)
class AxisView:
    """``words_lean``, ``answers_lean``: name of the side, or ""."""

    name: str
    sides: tuple[SideView, SideView]
    words_lean: str
    answers_lean: str

    @property
    def told(self) -> bool:
        return any(side.said or side.marked is not None for side in self.sides)


@dataclass(frozen=True, slots=True)
class AttitudeView:
    text: str
    side: str
    quote: QuoteView | None


@dataclass(frozen=True, slots=True)
class PersonsView:
    """What people rated: a question, the mean of the cards that may be seen, their number."""

    label: str
    question: str
    mean: float
    number: int


@dataclass(frozen=True, slots=True)
class ProfileView:
    """``state``: ready, hidden (blind review), waiting, refused (no consent), or nothing (no
    answer). The rest is empty unless it is ready; ``people`` is there whenever cards may be seen.
    """

    state: str
    fits: tuple[FitView, ...] = ()
    axes: tuple[AxisView, ...] = ()
    questionnaire: bool = False
    attitudes: tuple[AttitudeView, ...] = ()
    people: tuple[PersonsView, ...] = ()
    model: Mapping[str, Any] | None = None


def profile_of(report: Report) -> ProfileView:
    """Of the report that is open. One query."""
    people = tuple(_people(report.answers))
    if not report.viewer.sees_machine:
        return ProfileView("hidden", people=people)
    if not report.purposes >= NEEDED:
        return ProfileView("refused", people=people)
    profile = InterviewProfile.objects.filter(interview=report.interview).first()
    if profile is None:
        heard = any(view.transcript is not None for view in report.answers)
        return ProfileView("waiting" if heard else "nothing", people=people)
    quotes = _Quotes(profile.suitability["answer_ids"], report.answers)
    found, own = profile.propensity, report.interview.position.job_id
    return ProfileView(
        "ready",
        tuple(_fit(fit, quotes, own) for fit in profile.suitability["fits"]),
        tuple(_axes(found, quotes)),
        found["answers"] is not None,
        tuple(_attitude(each, quotes) for each in found["attitudes"]),
        people,
        profile.model,
    )


@dataclass(frozen=True, slots=True)
class HeldProfile:
    """What a candidate sees of it: jobs with their shares, and pairs with what was counted."""

    fits: tuple[tuple[str, int], ...]
    axes: tuple[AxisView, ...]


def held_profile(interview: Interview) -> HeldProfile | None:
    profile = InterviewProfile.objects.filter(interview=interview).first()
    if profile is None:
        return None
    fits = profile.suitability["fits"]
    quotes = _Quotes(profile.suitability["answer_ids"], ())
    return HeldProfile(
        tuple((job_names(fit["code"])[0], round(100 * fit["score"])) for fit in fits),
        tuple(axis for axis in _axes(profile.propensity, quotes) if axis.told),
    )


def held_themes(interview: Interview) -> list[tuple[str, str]]:
    """The candidate's own passages in the position's themes: (words of the theme, quote)."""
    row = PositionThemes.objects.filter(position_id=interview.position_id).first()
    themes = row.document.get("themes", ()) if row is not None else ()
    return [
        (" · ".join(theme["terms"]), quote["text"])
        for theme in themes
        for quote in theme["quotes"]
        if quote["interview"] == str(interview.id)
    ]


class _Quotes:
    """Finds the answer that a quote's turn stands for."""

    def __init__(self, answer_ids: Sequence[str], answers: Sequence[AnswerView]) -> None:
        known = {str(view.answer.id): view for view in answers if view.answer is not None}
        self._views = [known.get(answer_id) for answer_id in answer_ids]

    def view(self, quote: Mapping[str, Any]) -> QuoteView:
        view = self._views[quote["turn"]]
        answer = view.answer if view is not None and not view.gone else None
        label = view.number if view is not None else ""
        answer_id = answer.id if answer is not None else None
        return QuoteView(quote["text"], label, answer_id, quote["start_s"], quote["end_s"])


def part_words(part: str) -> str:
    return {
        "duties": _("Duty"),
        "knowledge": _("Knowledge"),
        "skills": _("Skill"),
        "competencies": _("Competency"),
    }[part]


def job_names(code: str) -> tuple[str, str]:
    """Name of a catalogue job and of its group, in the page's language."""
    korean = (get_language() or "en").startswith("ko")
    for group in catalogue():
        for job in group.jobs:
            if job.code == code:
                names = (job.name_ko, group.name_ko), (job.name_en, group.name_en)
                return names[0] if korean else names[1]
    return code, ""


def _fit(fit: Mapping[str, Any], quotes: _Quotes, own: str) -> FitView:
    name, group = job_names(fit["code"])
    language = _language()
    return FitView(
        fit["code"],
        name,
        group,
        round(100 * fit["score"]),
        fit["code"] == own,
        tuple(
            ReasonView(part_words(each["part"]), each[language], quotes.view(each["quote"]))
            for each in fit["reasons"]
        ),
        tuple((each[language], quotes.view(each["quote"])) for each in fit["keywords"]),
    )


def _axes(found: Mapping[str, Any], quotes: _Quotes) -> list[AxisView]:
    words = {axis["axis"]: axis for axis in found["words"]}
    answers = {axis["axis"]: axis for axis in found["answers"] or ()}
    names = {side.id: _text(side.name) for side in workstyle().items}
    views = []
    for axis in workstyle().axes:
        said = words.get(axis.id, {"counts": {}, "cues": [], "lean": ""})
        marked = answers.get(axis.id, {"answers": {}, "lean": ""})
        one, other = (
            SideView(
                names[side.id],
                said["counts"].get(side.id, 0),
                tuple(
                    (cue["said"], quotes.view(cue["quote"]))
                    for cue in said["cues"]
                    if cue["side"] == side.id
                ),
                marked["answers"].get(side.id),
            )
            for side in axis.sides
        )
        lean, agreed = names.get(said["lean"], ""), names.get(marked["lean"], "")
        views.append(AxisView(_text(axis.name), (one, other), lean, agreed))
    return views


def _attitude(each: Mapping[str, Any], quotes: _Quotes) -> AttitudeView:
    names = {side.id: _text(side.name) for side in workstyle().items}
    quote = quotes.view(each["quote"]) if each["quote"] is not None else None
    return AttitudeView(each[_language()], names.get(each["side"], ""), quote)


def _people(answers: Sequence[AnswerView]) -> list[PersonsView]:
    """The viewer's own ratings, and the others' where ``report_of`` has let them through."""
    views = []
    for view in answers:
        given = [view.rating, *view.others]
        scores = [r.score for r in given if r is not None and r.score is not None]
        if scores:
            mean = sum(scores) / len(scores)
            views.append(PersonsView(view.number, view.question.text, mean, len(scores)))
    return views


def _text(text: Text) -> str:
    return text[_language()]


def _language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"
