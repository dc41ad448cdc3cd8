"""Facts in a résumé: roles with employers and periods, skills, education, certificates, languages.

Rules and lists over lines, each fact with the line that it came from, so that a person can check it
at a glance. What is protected is left out before anything is read (``resume_protected``). Facts are
talking points: there is no score here, no order of people, and a gap between two roles is not even
computed; years are the union of the periods that are written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from analysis.language.resume_dates import Period, months_of, period_in, without_period
from analysis.language.resume_protected import is_native, without_native, without_protected
from analysis.language.resume_words import (
    CERTIFICATE,
    COLUMNS,
    DEGREES,
    EMPLOYER,
    FIELD,
    FIELD_EN,
    HEADING,
    LANGUAGE_NAMES,
    LANGUAGE_TEST,
    LEVEL,
    SCHOOL,
    TITLE,
    Section,
)
from analysis.language.terms import TermIndex

CELL = " | "
BULLET = "• "
TOOLS = Path(__file__).with_name("resume_tools.txt")
LONGEST_SOURCE = 160  # characters of a line that are shown
LONGEST_NAME = 60  # an employer's or a role's name; longer is a sentence
MOST_OF_A_KIND = 60


@dataclass(frozen=True, slots=True)
class Role:
    """``employer`` and ``title`` may be "" where the line does not tell them apart."""

    title: str
    employer: str
    period: Period
    line: str


@dataclass(frozen=True, slots=True)
class Skill:
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class Education:
    """``level``: doctor, master, bachelor, associate, high_school. No school."""

    level: str
    field: str
    line: str


@dataclass(frozen=True, slots=True)
class Certificate:
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class Language:
    """``code``: ISO 639-1. ``level``: as written, or ""; never that it is one's first."""

    code: str
    level: str
    line: str


@dataclass(frozen=True, slots=True)
class Line:
    """A kept line with the section it stands in and the role, if any, that it belongs to."""

    text: str
    section: Section
    role: int = -1
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class ResumeFacts:
    """``left_out``: how many entries were protected. ``months``: worked, overlaps counted once."""

    roles: tuple[Role, ...]
    months: int
    skills: tuple[Skill, ...]
    education: tuple[Education, ...]
    certificates: tuple[Certificate, ...]
    languages: tuple[Language, ...]
    left_out: int
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Reading:
    """What is known while lines are read one after the other."""

    section: Section = Section.OTHER
    columns: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    education: list[Education] = field(default_factory=list)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)
    left_out: int = 0
    used: int = -1  # the last line that gave a role its names


def resume_facts(lines: Iterable[str], *, today: tuple[int, int]) -> ResumeFacts:
    """``today``: year and month, up to which a role that goes on is counted."""
    reading = _Reading()
    for raw in lines:
        _read_line(reading, raw, today)
    periods = [role.period for role in reading.roles]
    return ResumeFacts(
        tuple(reading.roles[:MOST_OF_A_KIND]),
        months_of(periods),
        tuple(_skills(reading.lines)[:MOST_OF_A_KIND]),
        tuple(reading.education[:MOST_OF_A_KIND]),
        tuple(reading.certificates.values())[:MOST_OF_A_KIND],
        tuple(reading.languages.values())[:MOST_OF_A_KIND],
        reading.left_out,
        tuple(reading.lines),
    )


def _read_line(reading: _Reading, raw: str, today: tuple[int, int]) -> None:
    bullet, raw = raw.startswith(BULLET), raw.removeprefix(BULLET)
    section, rest = _heading(raw)
    if section is not None:
        reading.section, reading.columns = section, ()
        if not rest:
            return
        raw = rest
    if reading.section is Section.PROTECTED:
        reading.left_out += 1
        return
    text, gone = without_protected(raw)
    reading.left_out += gone
    if not text.strip(" |-"):
        return
    if columns := _columns(text):
        reading.columns = columns
        return
    cells = text.split(CELL)
    if reading.columns and len(cells) >= 2:
        _read_row(reading, text, _by_column(reading.columns, cells), today)
    else:
        _read_prose(reading, text, today, bullet=bullet)
    role = len(reading.roles) - 1 if reading.section is Section.EXPERIENCE else -1
    reading.lines.append(Line(text, reading.section, role, bullet))


def _heading(raw: str) -> tuple[Section | None, str]:
    """A section's heading, and what stands behind it on the same line."""
    bare = re.sub(r"^[\s\d.)■□◆▶#*\[【<(ⅠⅡⅢⅣⅤⅥ]+|[\s\]】>):：|]+$", "", raw)
    if re.fullmatch(r"(?:[가-힣]\s+){1,4}[가-힣]", bare):  # 경 력 사 항
        bare = re.sub(r"\s", "", bare)
    head, mark, rest = bare, "", ""
    if found := re.match(r"^(.{2,40}?)\s*(:|：|\s\|\s)\s*(\S.*)$", bare):
        head, mark, rest = found.group(1), found.group(2), found.group(3)
    for text, left in ((bare, ""), (head, rest if mark else "")):
        for section, pattern in HEADING.items():
            if pattern.match(text.strip()):
                if left and (section in _NEVER_LABELS or _columns(bare)):
                    return None, ""
                return section, left
    return None, ""


#: With words behind them these are a form's labels: "병역 | 필 | 어학 | TOEIC 900".
_NEVER_LABELS = (Section.OTHER, Section.PROTECTED)


def _columns(text: str) -> tuple[str, ...]:
    cells = text.split(CELL)
    if not 2 <= len(cells) <= 8:
        return ()
    names = [_column(cell.strip()) for cell in cells]
    return tuple(names) if sum(map(bool, names)) >= max(2, len(cells) - 1) else ()


def _column(cell: str) -> str:
    return next((name for name, pattern in COLUMNS.items() if pattern.match(cell)), "")


def _by_column(columns: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    """A merged or an empty cell at the end is forgiven; more cells than columns are joined."""
    return {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name and cell}


def _read_row(reading: _Reading, text: str, row: Mapping[str, str], today: tuple[int, int]) -> None:
    period = period_in(row.get("period", "") or text, today)
    if "employer" in row and period is not None:
        title = row.get("title", "") or row.get("department", "")
        reading.roles.append(Role(title, row["employer"], period, source(text)))
    elif "school" in row or "level" in row:
        _read_education(reading, text, row.get("field", ""))
    elif "certificate" in row:
        _keep_certificate(reading, row["certificate"], text)
    elif "language" in row or "test" in row:
        _read_languages(reading, text, level=row.get("score", ""))
    else:
        _read_prose(reading, text, today)


def _read_prose(
    reading: _Reading, text: str, today: tuple[int, int], *, bullet: bool = False
) -> None:
    section = reading.section
    if section is Section.EDUCATION:
        _read_education(reading, text)
    elif section is Section.LANGUAGES:
        _read_languages(reading, text)
    elif section is Section.CERTIFICATES:
        _read_certificates(reading, text)
    elif section is Section.EXPERIENCE:
        if not bullet:
            _read_role(reading, text, today)
    elif section is Section.OTHER and not reading.roles and _is_role_without_section(text, today):
        _read_role(reading, text, today)
    if section not in (Section.CERTIFICATES, Section.EXPERIENCE):
        for found in CERTIFICATE.finditer(text):
            _keep_certificate(reading, found.group(), text)
    if section in (Section.CERTIFICATES, Section.SKILLS, Section.OTHER) and (
        LANGUAGE_TEST.search(text)
    ):
        _read_languages(reading, text, tested=True)


def _is_role_without_section(text: str, today: tuple[int, int]) -> bool:
    period = period_in(text, today)
    return period is not None and bool(EMPLOYER.search(text)) and not SCHOOL.search(text)


def _read_role(reading: _Reading, text: str, today: tuple[int, int]) -> None:
    """A line with a period begins a role; its names stand on it, above it or below it."""
    period = period_in(text, today)
    here = len(reading.lines)  # the place that this line will have
    if period is not None:
        parts = _names(without_period(text))
        before = reading.lines[-1] if reading.lines else None
        free = (
            before is not None
            and here - 1 > reading.used
            and before.section is reading.section
            and not before.bullet
        )
        named = before and (TITLE.search(before.text) or EMPLOYER.search(before.text))
        if len(parts) < 2 and before and free and named and _is_name_line(before.text):
            parts = _names(before.text) + parts
        employer, title = _employer_and_title(parts)
        reading.roles.append(Role(title, employer, period, source(text)))
        reading.used = here
    elif reading.roles and here - 1 == reading.used and _is_name_line(text):
        last = reading.roles[-1]
        if last.title and last.employer:
            return
        known = [name for name in (last.employer, last.title) if name]
        employer, title = _employer_and_title(known + _names(text), first=last.employer)
        reading.roles[-1] = Role(title, employer, last.period, last.line)
        reading.used = here


def _is_name_line(text: str) -> bool:
    ends = re.search(r"(?:다|요|음|함)\.?$|\.$", text)
    return 1 < len(text) <= 2 * LONGEST_NAME and not ends


def _names(text: str) -> list[str]:
    text = re.sub(r"^\d{1,2}[.)]\s+|\(\s*\)|\[\s*\]", "", text)
    parts = re.split(r"\s*\|\s*|\s+[–—·•-]\s+|\s*[,;]\s+|\s+at\s+|\s+@\s+|\s*/\s+|\s+/\s*|\t", text)
    merged: list[str] = []
    for part in (_trimmed(p) for p in parts):
        suffix = re.match(r"^(?:Inc|Ltd|LLC|LLP|Co|Corp|PLC|GmbH)\b\.?", part)
        if suffix and merged:
            merged[-1] += f", {part}"
        elif part and len(part) <= LONGEST_NAME:
            merged.append(part)
    return merged[:4]


def _trimmed(name: str) -> str:
    name = name.strip(" ,·-–—|/[]:~")
    return name if name.count("(") == name.count(")") else name.strip("() ")


def _employer_and_title(parts: list[str], first: str = "") -> tuple[str, str]:
    """Which is which: by what names look like, then by the order in which people write them."""
    if len(parts) == 1:
        split = _split_one(parts[0])
        parts = split if len(split) == 2 else parts
    titles = [p for p in parts if TITLE.search(p)]
    employers = [p for p in parts if EMPLOYER.search(p) and p not in titles]
    if not employers:
        both = [p for p in titles if EMPLOYER.search(p)]
        if len(titles) > 1 and both:
            employers = both[:1]
            titles = [p for p in titles if p not in employers]
    title = titles[0] if titles else ""
    rest = [p for p in parts if p != title]
    employer = first or (employers[0] if employers else (rest[0] if rest else ""))
    if not title:
        title = next((p for p in rest if p != employer), "")
    return employer, title


def _split_one(part: str) -> list[str]:
    """ "㈜한빛소프트 백엔드 개발자": the name of a company, then what one was."""
    found = re.match(r"^((?:㈜|\(주\)|주식회사)\s*\S+|\S+(?:㈜|\(주\)))\s+(\S.*)$", part)
    if found:
        return [found.group(1), found.group(2)]
    words = part.split(" ")
    if len(words) > 1 and re.search("[가-힣]", part) and TITLE.search(words[-1]):
        for n in range(1, len(words)):
            if EMPLOYER.search(" ".join(words[:n])):
                return [" ".join(words[:n]), " ".join(words[n:])]
        return [words[0], " ".join(words[1:])]
    return [part]


def _read_education(reading: _Reading, text: str, studied: str = "") -> None:
    level = next((name for name, pattern in DEGREES if pattern.search(text)), "")
    if not studied:
        bare = SCHOOL.sub(" ", without_period(text))
        found = FIELD_EN.search(text) or FIELD.search(bare)
        studied = found.group(1).strip() if found else ""
    shown = source(hide_schools(text))
    known = reading.education[-1] if reading.education else None
    if known and not level and studied and not known.field:
        reading.education[-1] = Education(known.level, studied, known.line)
    elif known and level and not studied and not known.level:
        reading.education[-1] = Education(level, known.field, known.line)
    elif level or studied:
        reading.education.append(Education(level, studied, shown))


def hide_schools(text: str) -> str:
    """A line about education without the name of the school."""
    return SCHOOL.sub("○○", text)


def _read_certificates(reading: _Reading, text: str) -> None:
    if LANGUAGE_TEST.search(text):
        return
    for piece in re.split(r"\s*[,;]\s+(?![^(]*\))", text):
        found = [m.group().strip() for m in CERTIFICATE.finditer(piece)]
        if len(found) < 2:
            name = re.split(r"\s*\|\s*|\s+[–—-]\s+|\s*,\s*|\s*\(", without_period(piece))[0]
            found = [name.strip(" .·-")] if 1 < len(name.strip()) <= LONGEST_NAME else found
        for name in found:
            _keep_certificate(reading, name, text)


def _keep_certificate(reading: _Reading, name: str, text: str) -> None:
    name = without_period(name).strip(" .,·-|()")
    key = re.sub(r"\W", "", name).lower()
    if len(key) > 1 and not re.fullmatch(r"\d+", key):
        reading.certificates.setdefault(key, Certificate(name, source(text)))


def _read_languages(reading: _Reading, text: str, *, level: str = "", tested: bool = False) -> None:
    if is_native(text):
        reading.left_out += 1
    for piece in (
        re.split(r"\s*[,;/·]\s*(?![^(]*\))|\s\|\s(?=\D)|(?<=\))\s+", text) if not level else [text]
    ):
        for code, pattern in LANGUAGE_NAMES.items():
            if not pattern.search(piece):
                continue
            test = LANGUAGE_TEST.search(piece)
            said = LEVEL.search(without_native(piece))
            how = level or (test.group() if test else said.group() if said else "")
            if tested and not test:
                continue
            known = reading.languages.get(code)
            if known is None or (how and not known.level):
                shown = source(without_native(text))
                reading.languages[code] = Language(code, how.strip(" |(:"), shown)


@cache
def _tools() -> tuple[TermIndex, dict[str, str]]:
    listed = [
        [spelling.strip() for spelling in line.split(", ")]
        for line in TOOLS.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return TermIndex({names[0]: names for names in listed}), {n[0]: n[0] for n in listed}


def _skills(lines: list[Line]) -> list[Skill]:
    index, names = _tools()
    found: dict[str, Skill] = {}
    for line in lines:
        if line.section is Section.CERTIFICATES:  # an AWS certificate is a fact already
            continue
        for term in index.find(line.text):
            if term.exact:
                for name in term.ids:
                    found.setdefault(name, Skill(names[name], source(line.text, term.start)))
    return list(found.values())


def source(text: str, at: int = 0) -> str:
    """The line as it is shown: the part around ``at`` where it is long."""
    if len(text) <= LONGEST_SOURCE:
        return text
    start = max(0, min(at - LONGEST_SOURCE // 3, len(text) - LONGEST_SOURCE))
    cut = text[start : start + LONGEST_SOURCE]
    return (
        ("…" if start else "") + cut.strip() + ("…" if start + LONGEST_SOURCE < len(text) else "")
    )
