"""Tasks of the queue ``analysis`` that make help for people: profiles, and themes of a position."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from analysis.language.embedding import encoder_ref
from analysis.questions.clustering import Said, themes
from analysis.questions.growth import span_of
from analysis.questions.profile import profile_document, quoted
from analysis.questions.types import Conversation, Turn, Utterance
from analysis.types import Word
from hireapp.celery import app
from interviews.dispatch import MAKE_PROFILE, MAKE_THEMES
from interviews.selectors.content import content_of
from interviews.selectors.profile_inputs import ThemesWork, profile_work, themes_work
from interviews.services.profile import profile_store
from interviews.services.themes import themes_store
from interviews.tasks.database import in_scope


@app.task(name=MAKE_PROFILE, expires=3600)
def make_profile(company_id: str, interview_id: str) -> bool:
    """Propensity and suitability of one interview. May be repeated."""
    company = UUID(company_id)
    work = in_scope(company, partial(profile_work, UUID(interview_id)))
    if work is None:
        return False
    content = in_scope(company, partial(content_of, work.content_version))
    turns = tuple(Turn(turn["question"], _utterance(turn)) for turn in work.turns)
    talk = Conversation(work.language, turns)
    made = profile_document(talk, content, questionnaire=work.questionnaire)
    return in_scope(company, partial(profile_store, work=work, made=made)) is not None


@app.task(name=MAKE_THEMES, expires=3600)
def make_themes(company_id: str, position_id: str) -> bool:
    """Themes over all answers of a position. May be repeated."""
    company = UUID(company_id)
    work = in_scope(company, partial(themes_work, UUID(position_id)))
    if work is None:
        return False
    made = themes_document(work)
    return in_scope(company, partial(themes_store, work=work, made=made)) is not None


def themes_document(work: ThemesWork) -> dict[str, Any]:
    """The themes as JSON; quotes know the second at which they were said."""
    said = [
        Said(row["interview"], row["answer"], row["question"], row["text"]) for row in work.said
    ]
    utterances = {row["answer"]: _utterance(row) for row in work.said}
    found = themes(said, work.language)
    return {
        "language": work.language,
        "stretches": found.stretches,
        "apart": found.apart,
        "interviews": len({row["interview"] for row in work.said}),
        "model": {"name": encoder_ref().name, "sha256": encoder_ref().sha256},
        "themes": [
            {
                "terms": list(theme.terms),
                "share": round(theme.share, 4),
                "counts": dict(theme.counts),
                "questions": [list(pair) for pair in theme.questions],
                "quotes": [
                    {
                        "interview": quote.speaker,
                        "answer": quote.answer,
                        **quoted(span_of(0, utterances[quote.answer], quote.start, quote.end)),
                    }
                    for quote in theme.quotes
                ],
            }
            for theme in found.themes
        ],
    }


def _utterance(row: Mapping[str, Any]) -> Utterance:
    words = tuple(
        Word(str(each[0]), *(math.nan if value is None else float(value) for value in each[1:4]))
        for each in row["words"]
    )
    return Utterance(row["text"], words)
