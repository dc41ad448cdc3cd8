"""Recordings that were really encoded, and interviews that a candidate really went through."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pytest

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.demo.candidate import DemoCandidate
from interviews.demo.recordings import Clip, compose
from interviews.models import AnalysisRun, Answer, Interview
from tests import factories
from tests.factories import Member


@pytest.fixture(scope="session")
def talking() -> bytes:
    """4 s of a real face with real speech, as a browser would send it."""
    return compose(Clip("single_face.mp4", "two_cities.wav", 0.0, 4.0, (0.1, 0.0, 0.75)))


@dataclass(frozen=True, slots=True)
class Answered:
    """An interview with one submitted answer, whose run waits."""

    member: Member
    candidate: DemoCandidate
    interview: Interview
    answer: Answer
    run: AnalysisRun


@pytest.fixture
def answered(alice: Member) -> Callable[..., Answered]:
    def make(
        recording: bytes, *, refused: Collection[Purpose] = (), questions: int = 1
    ) -> Answered:
        position = factories.position(alice, questions=questions)
        invited = factories.invitation(alice, position=position)
        person = DemoCandidate(invited.url)
        person.agree(refused)
        answer = person.answer(person.questions()[0], recording)
        with company_scope(alice.company.id):
            run = AnalysisRun.objects.get(answer=answer)
            return Answered(alice, person, invited.interview, answer, run)

    return make
