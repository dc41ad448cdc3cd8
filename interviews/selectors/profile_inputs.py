"""What help beside an interview, and a position's themes, are made from: words and a questionnaire.

The same words as a score's (``score_inputs``): corrected text counts where people corrected it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from analysis.types import Purpose
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    Position,
    Questionnaire,
    Transcript,
)
from interviews.selectors.consent import allowed_now, granted
from interviews.selectors.content import version_in_use
from interviews.selectors.score_inputs import NEEDED, WordRow, aligned

#: Themes are made of the newest interviews; more would not change what people speak about.
MOST_INTERVIEWS = 500


@dataclass(frozen=True, slots=True)
class ProfileWork:
    """``turns``: question, text and words of each answer; ``answers``: their ids, in order."""

    interview_id: UUID
    language: str
    answers: tuple[str, ...]
    turns: tuple[Mapping[str, Any], ...]
    questionnaire: Mapping[str, int] | None
    content_version: str

    @property
    def fingerprint(self) -> str:
        return _sha256([self.answers, self.turns, self.questionnaire, self.content_version])


@dataclass(frozen=True, slots=True)
class ThemesWork:
    """``said``: interview, answer, question, text and words of each answer."""

    position_id: UUID
    language: str
    said: tuple[Mapping[str, Any], ...]

    @property
    def fingerprint(self) -> str:
        return _sha256([self.language, self.said])


def profile_work(interview_id: UUID) -> ProfileWork | None:
    """None when there is nothing to make: no text, no consent, no content of the job."""
    interview = Interview.objects.select_related("position").filter(id=interview_id).first()
    if interview is None or not allowed_now(interview) >= NEEDED:
        return None
    content = interview.content_version or version_in_use(interview.position.job_id)
    answers = list(_heard(Answer.objects.filter(interview=interview)))
    if not content or not answers:
        return None
    filled = Questionnaire.objects.filter(interview=interview).values_list("answers", flat=True)
    return ProfileWork(
        interview.id,
        interview.language,
        tuple(str(answer.id) for answer in answers),
        tuple(_turn(answer) for answer in answers),
        filled.first(),
        content,
    )


def themes_work(position_id: UUID) -> ThemesWork | None:
    """Answers of everybody who allows it now, in the position's language."""
    position = Position.objects.filter(id=position_id).first()
    if position is None:
        return None
    needed = (Purpose.RECORDING, *sorted(NEEDED))
    interviews = Interview.objects.filter(
        *(granted(purpose) for purpose in needed),
        position=position,
        language=position.language,
        answers__transcript__isnull=False,
    )
    newest = list(interviews.distinct().order_by("-invited_at")[:MOST_INTERVIEWS])
    answers = _heard(Answer.objects.filter(interview__in=newest).order_by("interview_id"))
    said = (
        {"interview": str(answer.interview_id), "answer": str(answer.id), **_turn(answer)}
        for answer in answers
    )
    return ThemesWork(position.id, position.language, tuple(said))


def _heard(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    found = answers.filter(status=AnswerStatus.SUBMITTED, transcript__isnull=False)
    return found.select_related("question", "transcript").order_by(
        "interview_id", "question__order", "question__follow_up"
    )


def _turn(answer: Answer) -> dict[str, Any]:
    transcript: Transcript = answer.transcript
    words: list[WordRow] = [list(row[:4]) for row in transcript.words]
    if transcript.edited_text:
        words = aligned(transcript.edited_text, words)
    text = " ".join(str(row[0]) for row in words)
    return {"question": answer.question.text, "text": text, "words": words}


def _sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
