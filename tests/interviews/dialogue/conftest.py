"""Interviews with follow-ups, and an interviewer's mind that says what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import pytest

from analysis.questions.interviewer import Limits, Stop, Suggestions
from analysis.questions.types import (
    AnswerState,
    Conversation,
    Growth,
    Path,
    QuestionKind,
    QuestionOption,
    RankedQuestion,
    Span,
)
from analysis.types import ModelRef, Purpose
from interviews.tasks import listening_work, ranking_work
from tests import factories
from tests.factories import Member
from tests.interviews.dialogue.speaking import Speaker

MODEL = ModelRef("fake", "1", "0" * 64, "MIT", "tests")


@dataclass
class Mind:
    """Asks about the last word said; remembers the conversations that it was shown."""

    seen: list[Conversation] = field(default_factory=list)
    stop: Stop | None = None
    error: Exception | None = None

    def prepare(self) -> None:
        """There is nothing to load."""

    def suggest(
        self,
        conversation: Conversation,
        content: object,
        *,
        limits: Limits,
        company: object = (),
        with_openings: bool = False,
    ) -> Suggestions:
        self.seen.append(conversation)
        if self.error is not None:
            raise self.error
        growth = Growth((), {}, {}, ())
        state = AnswerState.FULL
        if self.stop is not None:
            return Suggestions(state, (), self.stop, growth, MODEL)
        ranked = tuple(self._ranked(conversation, i) for i in range(3))
        return Suggestions(state, ranked, None, growth, MODEL)

    def _ranked(self, conversation: Conversation, place: int) -> RankedQuestion:
        words = conversation.turns[-1].answer.words
        last = words[-1].word if words else "nothing"
        turn = len(conversation.turns) - 1
        span = Span(turn, 0, len(last), last, 0.5, 1.0)
        option = QuestionOption(f"node:n/{place}", QuestionKind.FOLLOW_UP, "?", node="n")
        reason = {"ko": f"'{last}'을 말했습니다.", "en": f"They said “{last}”."}
        path = Path((span,), ("tree", "n"), {"ko": ("나무",), "en": ("Tree", "Branch")})
        text = f"What about {last}, number {place}?"
        return RankedQuestion(option, text, 0.6 - place / 10, path, reason)


@pytest.fixture
def mind(monkeypatch: pytest.MonkeyPatch) -> Mind:
    made = Mind()
    monkeypatch.setattr(listening_work, "shared_interviewer", lambda: made)
    monkeypatch.setattr(ranking_work, "shared_interviewer", lambda: made)
    return made


Invite = Callable[..., Speaker]


@pytest.fixture
def speaker(alice: Member) -> Invite:
    """Somebody who was invited, agreed, and can speak."""

    def invite(
        *,
        follow_ups: int = 2,
        depth: int = 1,
        questions: int = 1,
        refused: Collection[Purpose] = (),
        language: str = "en",
        job_code: str = "200102",
    ) -> Speaker:
        position = factories.position(
            alice,
            questions=questions,
            follow_ups=follow_ups,
            depth=depth,
            language=language,
            job_code=job_code,
        )
        made = Speaker(factories.invitation(alice, position=position).url)
        made.agree(refused)
        return made

    return invite
