"""Periods as résumés write them: "2019.03 ~ 2022.05", "Mar 2019 – present", "2019년 3월 - 현재"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19[6-9]\d|20[0-4]\d)"
_SHORT = r"['’](?:\d\d)"
_DATE = (
    rf"(?:{_NAMES},?\s+{_YEAR}"
    rf"|(?:0?[1-9]|1[0-2])\s?[/.]\s?{_YEAR}"
    rf"|{_YEAR}\s*년(?:\s*(?:0?[1-9]|1[0-2])\s*월)?(?:\s*\d{{1,2}}\s*일)?"
    rf"|{_YEAR}\s?[./-]\s?(?:0?[1-9]|1[0-2])(?!\d)(?:\s?[./-]\s?(?:0?[1-9]|[12]\d|3[01])(?!\d))?\.?"
    rf"|{_YEAR}|{_SHORT}[./](?:0?[1-9]|1[0-2])(?!\d))"
)
_NOW = r"(?:present|current(?:ly)?|now|today|to date|ongoing|현재|재직\s*중|재직중|근무\s*중|지금)"
_PERIOD = re.compile(
    rf"(?<![\w.-])(?P<start>{_DATE})\s*(?:부터\s*)?(?:[-–—~〜∼～]+|to|until|→)?\s*"
    rf"(?P<end>{_NOW}|{_DATE})(?:까지)?(?!\d)(?:\s*\(?\s*(?:재직\s*중|근무\s*중)\s*\)?)?",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"(?:since\s+(?P<since>{_DATE})|(?<![\w.])(?P<from>{_DATE})\s*[-–—~〜∼～]\s*(?=$|[|,)]))",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\(?\s*(?:약\s*)?(?:\d+\s*년\s*)?\d+\s*(?:개월|년)(?:간)?\s*\)?"
    r"|\(\s*(?:\d+\s*(?:years?|yrs?)\s*)?(?:\d+\s*(?:months?|mos?))?\s*\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Year and month, both included; month 0 where only the year is written. ``end`` None: now."""

    start: tuple[int, int]
    end: tuple[int, int] | None
    until: tuple[int, int]  # ``end``, or the month of reading

    @property
    def span(self) -> tuple[int, int]:
        """Months since year 0, [first, after the last). "2019-2021" is read as two years."""
        first = self.start[0] * 12 + max(self.start[1], 1) - 1
        if self.until[1] == 0 or (self.start[1] == 0 and self.end is not None):
            last = self.until[0] * 12 + (self.until[1] or 1) - 1
            return first, max(first + 1, last if last > first else first + 12)
        return first, self.until[0] * 12 + self.until[1]

    @property
    def months(self) -> int:
        first, after = self.span
        return after - first


def period_in(text: str, today: tuple[int, int]) -> Period | None:
    """The first period in a line, or None. One that ends before it begins is none."""
    for found in _PERIOD.finditer(text):
        start = _date(found["start"])
        end = None if re.fullmatch(_NOW, found["end"], re.IGNORECASE) else _date(found["end"])
        period = Period(start, end, end or today)
        first, after = period.span
        if first < after and start <= today:
            return period
    for found in _OPEN.finditer(text):
        start = _date(found["since"] or found["from"])
        if start <= today:
            return Period(start, None, today)
    return None


def without_period(text: str) -> str:
    """The line without its periods and lengths of time."""
    bare = _LENGTH.sub(" ", _OPEN.sub(" ", _PERIOD.sub(" ", text)))
    bare = re.sub(rf"(?<![\w.]){_DATE}(?!\w)", " ", bare, flags=re.IGNORECASE)
    bare = re.sub(r"[(\[]\s*[~,–—-]?\s*[)\]]", " ", bare)
    return re.sub(r"\s{2,}", " ", bare).strip(" |,·-–—~")


def months_of(periods: Iterable[Period]) -> int:
    """Months covered by any of the periods."""
    covered, reached = 0, 0
    for first, after in sorted(period.span for period in periods):
        covered += max(0, after - max(first, reached))
        reached = max(reached, after)
    return covered


def _date(text: str) -> tuple[int, int]:
    named = re.search(_NAMES, text, re.IGNORECASE)
    year = re.search(_YEAR, text)
    if year is None:  # '19.03
        short, month = (int(n) for n in re.findall(r"\d+", text)[:2])
        return (2000 if short < 50 else 1900) + short, month
    if named:
        return int(year.group()), _MONTHS.index(named.group()[:3].lower()) + 1
    rest = [int(n) for n in re.findall(r"\d+", text.replace(year.group(), " ", 1))]
    month = rest[0] if rest and 1 <= rest[0] <= 12 else 0
    return int(year.group()), month
