"""Finds wording in an advertisement that shuts people out, with the rule and a way to say it.

A hint for whoever writes, never a lock: the laws know true occupational requirements, and patterns
miss things. The topics of questions are another matter: ``ncs.protected``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from ncs.content import Text

FILE = Path(__file__).with_name("discrimination.yaml")


#: A sentence that promises the opposite: "regardless of age", "출신 지역으로 차별하지 않습니다".
_PROMISE = re.compile(
    r"차별하지\s*않|차별\s*없|무관|상관\s*없|관계\s*없|제한\s*없|묻지\s*않|받지\s*않"
    r"|regardless of|not discriminate|without regard|equal opportunity"
    r"|do not (?:ask|want|need|send)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters [start, end) of the text. ``rule``: whose law; ``suggestion``: what to write."""

    topic: str
    start: int
    end: int
    phrase: str
    rule: Text
    suggestion: Text


@cache
def _rules() -> tuple[tuple[str, Text, Text, tuple[re.Pattern[str], ...]], ...]:
    return tuple(
        (
            entry["id"],
            Text(**entry["rule"]),
            Text(**entry["suggestion"]),
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry["patterns"]),
        )
        for entry in yaml.safe_load(FILE.read_text(encoding="utf-8"))
    )


def discriminating(text: str) -> tuple[Finding, ...]:
    """In the order of the text; of two that overlap the longer one."""
    found = [
        Finding(topic, match.start(), match.end(), match.group(), rule, suggestion)
        for topic, rule, suggestion, patterns in _rules()
        for pattern in patterns
        for match in pattern.finditer(text)
        if not _promises(text, match.start(), match.end())
    ]
    chosen: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if all(finding.end <= other.start or finding.start >= other.end for other in chosen):
            chosen.append(finding)
    return tuple(sorted(chosen, key=lambda f: f.start))


def _promises(text: str, start: int, end: int) -> bool:
    first = max(text.rfind(mark, 0, start) for mark in ".\n!?") + 1
    ends = [place for mark in ".\n!?" if (place := text.find(mark, end)) >= 0]
    return _PROMISE.search(text, first, min(ends, default=len(text))) is not None
