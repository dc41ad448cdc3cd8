"""The report as a PDF: the same facts as the page, set by Typst. Nothing is written to disk."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hireapp.core.errors import DomainError
from hireapp.core.templatetags.design import clock
from hireapp.tenancy.models import Company
from hireapp.vault.objects import object_reader
from interviews.models import Scorecard
from interviews.report_pdf.competencies import competency_lines
from interviews.selectors.model_cards import measured_words
from interviews.selectors.numbers import number_groups
from interviews.selectors.report import AnswerView, Report
from interviews.selectors.signals_file import signals_decode
from interviews.selectors.timeline import Lane, Series, timeline

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path("static/vendor/pretendard/print")
MOST_POINTS = 260  # per lane: what 140 mm of paper can show


class FontsMissing(DomainError):
    id = "pdf_fonts_missing"
    status = 503
    sentence = gettext_lazy("The fonts for the PDF are not installed. Run: python manage.py vendor")


def report_pdf(report: Report, *, company: Company) -> bytes:
    """What ``report.viewer`` may see now, in the page's language."""
    with translation.override(translation.get_language()):
        data = document_data(report, company=company)
    return _compiled(json.dumps(data, ensure_ascii=False))


def _compiled(data: str) -> bytes:
    made: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(_fonts())],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    return made


@cache
def _fonts() -> Path:
    folder = settings.BASE_DIR / FONTS
    if not any(folder.glob("*.otf")):
        raise FontsMissing
    return Path(folder)


def document_data(report: Report, *, company: Company) -> dict[str, Any]:
    """Everything that stands on the paper, as JSON types, worded and rounded."""
    interview = report.interview
    name = _("Candidate %(code)s") % {"code": report.code} if report.code else report.name
    return {
        "language": (translation.get_language() or "en")[:2],
        "title": f"{name} · {interview.position.title}",
        "kind": _("Interview report"),
        "name": name,
        "position": interview.position.title,
        "company": company.name,
        "footer": _("Made %(at)s. People decide; a machine never does.")
        % {"at": _when(timezone.now())},
        "facts": _facts(report),
        "decisions": [
            {
                "outcome": d.get_outcome_display(),
                "author": d.author_name,
                "at": _when(d.at),
                "reason": d.reason,
            }
            for d in reversed(report.decisions)
        ],
        "cards": [_card(report, card) for card in _cards(report)],
        "notes": [
            {"at": _when(n.created_at), "author": n.author.name or n.author.email, "text": n.text}
            for n in report.notes
        ],
        "competencies": competency_lines(report.competencies),
        "questions": [_question(report, view) for view in report.answers],
        "models": _models(report),
        "words": _words(),
    }


def _facts(report: Report) -> list[tuple[str, str]]:
    interview = report.interview
    answered = sum(view.answer is not None for view in report.answers)
    facts = [
        (_("Status"), str(interview.get_status_display())),
        (_("Answers"), f"{answered} / {len(report.answers)}"),
        (_("Interview language"), str(interview.get_language_display())),
        (_("Invited"), _when(interview.invited_at)),
    ]
    if interview.finished_at:
        facts.append((_("Finished"), _when(interview.finished_at)))
    if not report.code:
        facts.append((_("E-mail"), interview.candidate.email))
    return facts


def _cards(report: Report) -> list[Scorecard]:
    own = report.card if report.card is not None and report.card.submitted_at else None
    return ([own] if own is not None else []) + report.cards


def _card(report: Report, card: Scorecard) -> dict[str, Any]:
    numbers = {view.question.id: view.number for view in report.answers}
    marks = {
        numbers[rating.question_id]: {"score": rating.score, "comment": rating.comment}
        for rating in card.ratings.all()
    }
    return {"rater": str(card.rater), "comment": card.comment, "marks": marks}


def _question(report: Report, view: AnswerView) -> dict[str, Any]:
    """Machine numbers only where the page shows them to this person."""
    measured = view.measured and report.viewer.sees_machine
    data: dict[str, Any] = {
        "number": view.number,
        "text": view.question.text,
        "why": view.why.reason if view.why is not None and report.viewer.sees_machine else "",
        "meta": _meta(view),
        "problems": [
            {"title": str(p.title), "text": f"{p.sentence} {p.advice}"} for p in _problems(view)
        ],
        "numbers": [],
        "lanes": [],
        "duration": 1.0,
        "length": "",
        "lines": [{"at": clock(line.start), "text": line.text} for line in view.lines],
        "edited": "",
        "edited_by": "",
    }
    if view.transcript is not None and view.transcript.edited_text:
        data["edited"] = view.transcript.edited_text
        data["edited_by"] = _("Corrected by %(name)s, %(at)s") % {
            "name": view.transcript.edited_by,
            "at": _when(view.transcript.edited_at),
        }
    if measured:
        data |= _measured(report, view)
    return data


def _problems(view: AnswerView) -> list[Any]:
    return view.problems + ([view.failure] if view.failure is not None else [])


def _meta(view: AnswerView) -> str:
    if view.answer is None:
        return _("Not answered")
    parts = [clock(view.seconds), _("take %(n)d") % {"n": view.answer.take}]
    if view.answer.interrupted:
        parts.append(_("broke off"))
    return " · ".join(parts)


def _measured(report: Report, view: AnswerView) -> dict[str, Any]:
    result = view.result
    assert result is not None
    purposes = report.purposes & frozenset(result.purposes)
    groups = number_groups(result, purposes)
    duration = float(result.clip["duration_s"]) or 1.0
    lines = timeline(
        signals=signals_decode(object_reader(result.signals_id).read()),
        segments=result.segments,
        problems=result.problems,
        duration=duration,
        purposes=purposes,
    )
    return {
        "numbers": [
            {"label": n.label, "value": n.value, "unit": n.unit, "note": n.note}
            for group in groups
            for n in group.numbers
        ],
        "duration": duration,
        "length": clock(duration),
        "lanes": [_lane(lane) for lane in lines["lanes"]],
    }


def _lane(lane: Lane) -> dict[str, Any]:
    return {
        "label": lane["label"],
        "unit": lane["unit"],
        "kind": lane["kind"],
        "hue": lane["hue"],
        "low": lane["low"],
        "high": lane["high"],
        "series": [_runs(series) for series in lane["series"]],
        "states": [
            {"start": s["start"], "end": s["end"]} for s in lane["states"] if s["kind"] != "pause"
        ],
    }


def _runs(series: Series) -> list[list[tuple[float, float]]]:
    """Points that hang together: a gap in what is known stays a gap on paper."""
    step = max(1, len(series["t"]) // MOST_POINTS)
    runs: list[list[tuple[float, float]]] = []
    before: float | None = None
    for t, v in zip(series["t"][::step], series["v"][::step], strict=True):
        if before is None or t - before > series["gap"] * step:
            runs.append([])
        runs[-1].append((t, v))
        before = t
    return runs


def _models(report: Report) -> list[dict[str, str]]:
    if not report.viewer.sees_machine:
        return []
    found: dict[tuple[str, str], dict[str, str]] = {}
    for view in report.answers:
        for model in view.result.models if view.result is not None else ():
            found[model["name"], model["sha256"]] = {
                "name": model["name"],
                "version": model["version"],
                "measured": measured_words(model["name"]),
                "licence": model["licence"],
                "sha256": model["sha256"][:16],
            }
    return [found[key] for key in sorted(found)]


def _words() -> dict[str, Any]:
    return {
        "decision": _("Decision"),
        "undecided": _("Nobody has decided yet. A machine never does."),
        "cards": _("Scorecards"),
        "no_cards": _("No scorecard that you may see has been submitted."),
        "question": _("Question"),
        "overall": _("Overall"),
        "transcript": _("Transcript"),
        "machine": _("As the machine heard it:"),
        "notes": _("Written down during the interview"),
        "competencies": _("Competencies"),
        "competencies_note": _(
            "From words alone. Not touched means no score; people decide, not these numbers."
        ),
        "made": _("How this was made"),
        "made_text": _("The weights that produced the numbers above, with their checksums."),
        "model_heads": [_("Model"), _("Measured"), _("Licence"), "SHA-256"],
    }


def _when(moment: Any) -> str:
    return str(date_format(timezone.localtime(moment), "Y-m-d H:i"))
