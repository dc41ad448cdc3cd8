"""Interviews about databases, with what was said in them, and a question model without opinion."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from analysis.language.embedding import shared_encoder
from analysis.questions.scoring import Scorer
from analysis.questions.types import Conversation, QuestionOption
from analysis.types import Floats, ModelRef, Purpose, Transcript, Word
from hireapp.core.scope import company_scope
from interviews.models import AnswerScore, Interview, InterviewQuestion, Position
from interviews.services.analysis_store import Found
from interviews.tasks import competencies
from ncs.content import JobContent
from tests import factories
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one
from tests.interviews.findings import found

MODEL = ModelRef("even_ranker", "1", "0" * 64, "MIT", "tests")
STORY = (
    "In my last company I was responsible for the order service and the order list was slow. "
    "I checked the execution plan and added a composite index because every page waited. "
    "As a result the page dropped to 300 milliseconds."
)


class EvenRanker:
    """Every question is as likely as any other."""

    def rank(
        self,
        conversation: Conversation,
        options: Sequence[QuestionOption],
        content: JobContent | None = None,
    ) -> Floats:
        return np.full(len(options), 1.0 / len(options), np.float32)


@pytest.fixture(autouse=True)
def scorer(monkeypatch: pytest.MonkeyPatch) -> Scorer:
    made = Scorer(shared_encoder(), EvenRanker(), (shared_encoder().ref, MODEL))
    monkeypatch.setattr(competencies, "shared_scorer", lambda: made)
    return made


def said(text: str) -> Found:
    """What an analysis finds when this was said, two words a second."""
    words = tuple(Word(w, n * 0.5, n * 0.5 + 0.4, 0.9) for n, w in enumerate(text.split()))
    plain = found()
    transcript = Transcript("en", words, "en", 0.99)
    clip = replace(plain.analysis.clip, duration_s=max(10.0, len(words) * 0.5 + 1.0))
    return Found(replace(plain.analysis, clip=clip, transcript=transcript), plain.specs, ())


@dataclass(frozen=True, slots=True)
class Told:
    """An analysed interview whose first answer tells a story about databases."""

    answered: Answered

    def score(self) -> str | None:
        """As the task does it."""
        made: str | None = competencies.score.run(
            str(self.answered.company_id), str(self.answered.answer_id)
        )
        return made

    @property
    def rows(self) -> list[AnswerScore]:
        with company_scope(self.answered.company_id):
            mine = AnswerScore.objects.filter(answer_id=self.answered.answer_id)
            return list(mine.order_by("created_at"))

    @property
    def current(self) -> AnswerScore:
        return next(row for row in self.rows if row.current)


Tell = Callable[..., Told]


@pytest.fixture
def tell(alice: Member) -> Tell:

    def told(
        text: str = STORY,
        *,
        refused: Collection[Purpose] = (),
        position: Position | None = None,
        blind: bool = False,
    ) -> Told:
        place = position or factories.position(alice, questions=1, job_code="200102")
        with company_scope(alice.company.id):
            Position.objects.filter(id=place.id).update(blind=blind)
            place = Position.objects.get(id=place.id)
        answered = answer_one(alice, b"0123456789" * 100, position=place, refused=refused)
        with company_scope(alice.company.id):
            InterviewQuestion.objects.filter(interview_id=answered.interview_id).update(
                competency="data-design"
            )
        return Told(answered.analysed(said(text)))

    return told


def interview_of(told: Told) -> Interview:
    return told.answered.interview
