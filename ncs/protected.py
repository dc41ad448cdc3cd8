"""Questions that nobody may be asked at work: a filter over every question, whoever wrote it.

Korea: Fair Hiring Procedure Act Art. 4-3 (appearance, region of origin, marriage, property,
family), Equal Employment Opportunity Act Art. 7, National Human Rights Commission Act Art. 2,
Act on Prohibition of Age Discrimination Art. 4-4, Act against Discrimination of Persons with
Disabilities.
United States: EEOC's guidance on pre-employment inquiries (Title VII, ADEA, ADA, GINA).

Patterns look for a question *about the person*, because the same words are daily work elsewhere:
장애 is an outage in IT, 부모님 a teacher's counterpart, "origin" a browser's. What they
miss a person still has to see.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml


class Topic(StrEnum):
    AGE = "age"
    FAMILY = "family"
    PREGNANCY = "pregnancy"
    GENDER = "gender"
    ORIGIN = "origin"
    RELIGION = "religion"
    HEALTH = "health"
    MILITARY = "military"
    POLITICS = "politics"
    UNION = "union"
    APPEARANCE = "appearance"
    PROPERTY = "property"
    RECORD = "record"


FILE = Path(__file__).with_name("protected.yaml")
_SPACES = re.compile(r"[\s\u200b\u00a0]+")


@cache
def _patterns() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        (Topic(topic), re.compile(pattern, re.IGNORECASE))
        for topic, patterns in document.items()
        for pattern in patterns
    )


def protected_topic(question: str) -> Topic | None:
    """The first protected topic that the question asks about, or None."""
    text = _SPACES.sub(" ", question.replace("’", "'"))
    return next((topic for topic, pattern in _patterns() if pattern.search(text)), None)
