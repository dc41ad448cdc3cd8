"""What a résumé says, for people: facts with their lines, and what to ask about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hireapp.core.errors import NotFound
from interviews.models import Candidate, Interview, Resume, ResumeStatus
from interviews.selectors.content import version_in_use


@dataclass(frozen=True, slots=True)
class Fact:
    """``name`` in words; ``note``: period or level; ``line``: where it stands in the résumé."""

    name: str
    note: str
    line: str


@dataclass(frozen=True, slots=True)
class FactGroup:
    title: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Point:
    """``where``: the role it belongs to, or ""."""

    term: str
    where: str
    line: str
    question: str


@dataclass(frozen=True, slots=True)
class PointGroup:
    name: str
    points: list[Point]
    opening: str


@dataclass(frozen=True, slots=True)
class ResumeView:
    """One résumé as a page shows it. ``problem``: (what happened, what to do) or None."""

    resume: Resume
    problem: tuple[str, str] | None
    groups: list[FactGroup]
    points: list[PointGroup]
    worked: str
    left_out: int

    @property
    def waiting(self) -> bool:
        return bool(self.resume.status == ResumeStatus.QUEUED)

    @property
    def uploaded_at(self) -> datetime:
        at: datetime = self.resume.uploaded_at
        return at


def resume_of(candidate: Candidate) -> Resume | None:
    rows = Resume.objects.select_related("candidate", "media", "uploaded_by")
    found: Resume | None = rows.filter(candidate=candidate).first()
    return found


def resume_for_member(candidate: Candidate) -> Resume:
    """Raises NotFound."""
    found = resume_of(candidate)
    if found is None:
        raise NotFound
    return found


def resume_view(candidate: Candidate, interview: Interview | None = None) -> ResumeView | None:
    """``interview``: whose job the talking points are about. One query, two with an interview
    from before jobs had content.
    """
    resume = resume_of(candidate)
    if resume is None:
        return None
    facts: dict[str, Any] = resume.facts or {}
    points: list[PointGroup] = []
    if interview is not None and facts:
        version = interview.content_version or version_in_use(interview.position.job_id)
        points = _points(facts, version)
    return ResumeView(
        resume,
        problem_words(resume.problem) if resume.status == ResumeStatus.FAILED else None,
        _groups(facts) if facts else [],
        points,
        _length(facts.get("months", 0)),
        int(facts.get("left_out", 0)),
    )


def _groups(facts: dict[str, Any]) -> list[FactGroup]:
    groups = [
        FactGroup(_("Roles"), [_role(role) for role in facts["roles"]]),
        FactGroup(_("Skills and tools"), [Fact(s["name"], "", s["line"]) for s in facts["skills"]]),
        FactGroup(_("Education"), [_education(e) for e in facts["education"]]),
        FactGroup(
            _("Certificates"), [Fact(c["name"], "", c["line"]) for c in facts["certificates"]]
        ),
        FactGroup(
            _("Languages"),
            [Fact(_language(x["code"]), x["level"], x["line"]) for x in facts["languages"]],
        ),
    ]
    return [group for group in groups if group.facts]


def _role(role: dict[str, Any]) -> Fact:
    name = " · ".join(part for part in (role["title"], role["employer"]) if part)
    length = _length(role["months"])
    return Fact(name or _("Role"), f"{_period(role)} ({length})", role["line"])


def _education(education: dict[str, Any]) -> Fact:
    levels = {
        "doctor": _("Doctorate"),
        "master": _("Master’s degree"),
        "bachelor": _("Bachelor’s degree"),
        "associate": _("Associate degree"),
        "high_school": _("High school"),
    }
    level = levels.get(education["level"], "")
    return Fact(level or education["field"], education["field"] if level else "", education["line"])


def _language(code: str) -> str:
    names = {
        "en": _("English"),
        "ko": _("Korean"),
        "ja": _("Japanese"),
        "zh": _("Chinese"),
        "de": _("German"),
        "fr": _("French"),
        "es": _("Spanish"),
        "vi": _("Vietnamese"),
        "ru": _("Russian"),
        "ar": _("Arabic"),
        "pt": _("Portuguese"),
        "it": _("Italian"),
        "pl": _("Polish"),
        "nl": _("Dutch"),
        "th": _("Thai"),
        "id": _("Indonesian"),
        "hi": _("Hindi"),
        "tr": _("Turkish"),
    }
    return names.get(code, code)


def _points(facts: dict[str, Any], version: str) -> list[PointGroup]:
    language = "ko" if (get_language() or "en").startswith("ko") else "en"
    roles = facts["roles"]
    return [
        PointGroup(
            group["name"][language],
            [
                Point(
                    point["term"],
                    _where(roles[point["role"]]) if 0 <= point["role"] < len(roles) else "",
                    point["line"],
                    point["question"][language],
                )
                for point in group["points"]
            ],
            group["opening"][language],
        )
        for group in facts["points"].get(version, [])
    ]


def _where(role: dict[str, Any]) -> str:
    return ", ".join(part for part in (role["employer"] or role["title"], _period(role)) if part)


def _period(role: dict[str, Any]) -> str:
    end = _month(role["end"]) if role["end"] else _("now")
    return f"{_month(role['start'])}–{end}"


def _month(date: list[int]) -> str:
    year, month = date
    return f"{year}.{month:02d}" if month else str(year)


def _length(months: int) -> str:
    years, rest = divmod(months, 12)
    said = [ngettext("%(n)d year", "%(n)d years", years) % {"n": years}] if years else []
    if rest or not years:
        said.append(ngettext("%(n)d month", "%(n)d months", rest) % {"n": rest})
    return " ".join(said)


def problem_words(problem: str) -> tuple[str, str]:
    """What happened, and what to do."""
    words = {
        "encrypted": (
            _("The file is protected by a password"),
            _("Ask the candidate for a file without one, and replace it here."),
        ),
        "no_text": (
            _("There is no text in this file"),
            _("It holds pictures only, as a scan does. You can open it; to read facts, replace it"
              " with a PDF or Word file that was saved with its text."),
        ),
        "too_long": (
            _("The file is too long for a résumé"),
            _("Up to 30 pages are read. Replace it with the résumé alone."),
        ),
        "too_complex": (
            _("The file takes too much work to read"),
            _("Open it, save it as a new PDF and replace it here."),
        ),
        "damaged": (
            _("The file is damaged"),
            _("Try to open it. If that works, save it as a new PDF and replace it here."),
        ),
    }  # fmt: skip
    return words.get(
        problem,
        (
            _("The file could not be read"),
            _("The original is kept and can be opened. Replace it to try again."),
        ),
    )
