"""What is read of a conversation: its last turns, sentence by sentence.

An utterance, to the network, is one sentence of a question or an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.questions.slots import fill
from analysis.questions.types import Conversation, QuestionOption
from analysis.questions.wording import sentences
from analysis.types import Floats
from ncs.content import SLOT

TURNS = 4  # what lies further back than four turns is only looked at for what was asked
LAST_SENTENCES = 14  # of the last answer; two minutes of speech
EARLIER_SENTENCES = 4  # of every other utterance: its end


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the conversation. ``age``: turns since; 0 is the last turn."""

    text: str
    answered: bool
    age: int
    place: float  # 0 first sentence of its utterance, 1 last


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences with what is known of them, and every question asked so far.

    ``bags``: weights of the K words of the job's vocabulary that the conversation says; ``names``:
    how many things each sentence names.
    """

    conversation: Conversation
    steps: list[Step]
    vectors: Floats  # (T, 512)
    asked: list[str]
    asked_vectors: Floats  # (Q, 512)
    bags: Floats  # (T, K)
    names: Floats  # (T,)

    def rows(self, *, answered: bool, last: bool) -> list[int]:
        return [
            index
            for index, step in enumerate(self.steps)
            if step.answered == answered and (step.age == 0) == last
        ]

    def mean(self, rows: Sequence[int]) -> Floats:
        """(512,) the direction of several sentences together; zero when there is none."""
        total = self.vectors[list(rows)].sum(axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-6), np.float32)

    def vocabulary(self, rows: Sequence[int]) -> Floats:
        """(K,) the words of the job in several sentences together, of length 1 or zero."""
        total = self.bags[list(rows)].sum(axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-6), np.float32)

    def text(self, rows: Sequence[int]) -> str:
        return " ".join(self.steps[row].text for row in rows)


def spoken(option: QuestionOption) -> str:
    """The question as it would be said; a slot that nobody filled takes what was said last."""
    return fill(option.text, option.terms[-1]) if option.terms else option.text.replace(SLOT, "")


def steps_of(conversation: Conversation) -> list[Step]:
    """The sentences that are read, oldest first; a conversation that is empty has one empty one."""
    found: list[Step] = []
    turns = conversation.turns[-TURNS:]
    for index, turn in enumerate(turns):
        age = len(turns) - 1 - index
        for text, answered in ((turn.question, False), (turn.answer.text, True)):
            kept = sentences(text)[
                -(LAST_SENTENCES if answered and not age else EARLIER_SENTENCES) :
            ]
            for number, sentence in enumerate(kept):
                found.append(Step(sentence, answered, age, number / max(len(kept) - 1, 1)))
    return found or [Step("", False, 0, 0.0)]
