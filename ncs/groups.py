"""Reads the catalogue's data file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("groups.json")


@dataclass(frozen=True, slots=True)
class JobEntry:
    """``code``: 6 digits, the NCS major, middle and small group. ``also``: everyday words, by us,
    that people type when they look for this job; searched, never shown.
    """

    code: str
    name_ko: str
    name_en: str
    also: str


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """``code``: 2 digits, the NCS major group."""

    code: str
    name_ko: str
    name_en: str
    jobs: tuple[JobEntry, ...]


@cache
def catalogue() -> tuple[GroupEntry, ...]:
    """Every group with its jobs, in the order of their codes."""
    return tuple(
        GroupEntry(
            group["code"],
            group["name_ko"],
            group["name_en"],
            tuple(JobEntry(**job) for job in group["jobs"]),
        )
        for group in json.loads(FILE.read_text(encoding="utf-8"))
    )
