"""Reads the ways of working: their names, the words people tell them by, and the questionnaire."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ncs.content import Text

FILE = Path(__file__).with_name("workstyle.yaml")
LOWEST, HIGHEST = 1, 5  # of an answer: not at all .. completely


@dataclass(frozen=True, slots=True)
class Side:
    """``item``: its line in the questionnaire. ``cues``: patterns by language."""

    id: str
    name: Text
    about: Text
    item: Text
    cues: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Axis:
    """A pair of ways of working; neither is better."""

    id: str
    name: Text
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Workstyle:
    """``items``: the questionnaire in the order in which it is asked, side ids: the first sides
    of all axes come before the second ones, so that no two lines next to each other are a pair."""

    version: str
    axes: tuple[Axis, ...]

    @property
    def items(self) -> tuple[Side, ...]:
        return tuple(axis.sides[n] for n in (0, 1) for axis in self.axes)


@cache
def workstyle() -> Workstyle:
    document = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return Workstyle(document["version"], tuple(_axis(axis) for axis in document["axes"]))


def _axis(document: dict[str, Any]) -> Axis:
    one, other = (
        Side(
            side["id"],
            Text(**side["name"]),
            Text(**side["about"]),
            Text(**side["item"]),
            {language: tuple(patterns) for language, patterns in side["cues"].items()},
        )
        for side in document["sides"]
    )
    return Axis(document["id"], Text(**document["name"]), (one, other))
