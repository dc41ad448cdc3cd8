"""The few questions that fit every job (``general.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ncs.content import SLOT, Asks, Text

FILE = Path(__file__).with_name("general.yaml")


@dataclass(frozen=True, slots=True)
class GeneralQuestion:
    id: str
    text: Text

    @property
    def slotted(self) -> bool:
        return SLOT in self.text.en


@dataclass(frozen=True, slots=True)
class GeneralQuestions:
    """``story``: by the part of the story that is missing; ``clarification``: by AnswerState."""

    story: Mapping[Asks, tuple[GeneralQuestion, ...]]
    clarification: Mapping[str, tuple[GeneralQuestion, ...]]


@cache
def general_questions() -> GeneralQuestions:
    """Every general question, as the file has them."""
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return GeneralQuestions(
        {Asks(part): _questions(entries) for part, entries in document["story"].items()},
        {state: _questions(entries) for state, entries in document["clarification"].items()},
    )


def _questions(entries: list[dict[str, Any]]) -> tuple[GeneralQuestion, ...]:
    return tuple(GeneralQuestion(e["id"], Text(e["ko"], e["en"])) for e in entries)
