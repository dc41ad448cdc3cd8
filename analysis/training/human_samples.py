"""Real interviewers' follow-ups (requirements interviews, English, four everyday domains).

``followup_human_interviews_en.csv``: the turns before, and what the interviewer really asked. Each
row's question stands among those of the other rows of its domain. The rows paraphrase one another,
so that three things are never a wrong option: a paraphrase of the right question, a question of the
same moment, and what was asked before in the same conversation (no ranker may repeat it).

``followup_pair_ratings_en.csv``: questions that people wrote or rated for one answer: trained on,
never measured with. Both are used by domain, so that a domain can be left out whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.evaluation.common import Row, read_csv
from analysis.questions.encoding import Vectors
from analysis.questions.types import Conversation, QuestionKind, QuestionOption, Turn, Utterance
from analysis.training.samples import Sample
from analysis.types import Floats

INTERVIEWS = "followup_human_interviews_en.csv"
RATINGS = "followup_pair_ratings_en.csv"
SAME_QUESTION = 0.74  # cosine; read by eye: pairs above ask the same thing, pairs below mostly not
SAME_ANSWER = 0.9  # cosine of two last answers: one moment, told twice
_SPEAKER = re.compile(r"\s*(Interviewer|Interviewee)\s*:\s*(.*)")
_LEAD = re.compile(r"^\s*Interviewer\s*:\s*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A row: what was said, and what was asked then. ``number`` is its row in the file."""

    number: int
    domain: str
    turns: tuple[tuple[str, str], ...]
    question: str

    @property
    def answer(self) -> str:
        return self.turns[-1][1]


def read_moments(folder: Path) -> list[Moment]:
    """Rows that can be used: two rows hold an error message instead of turns, one no answer."""
    rows = read_csv(
        folder / INTERVIEWS, ("Interview Domain", "Interview Turns", "Human Follow Up Question")
    )
    moments = []
    for number, row in enumerate(rows):
        turns = read_turns(row["Interview Turns"])
        if turns and turns[-1][1]:
            question = _LEAD.sub("", row["Human Follow Up Question"]).strip()
            moments.append(Moment(number, row["Interview Domain"].lower(), turns, question))
    return moments


def read_turns(text: str) -> tuple[tuple[str, str], ...]:
    """(question, answer) pairs of "Interviewer: ... Interviewee: ..." lines."""
    said: list[tuple[str, str]] = []
    for line in text.splitlines():
        match = _SPEAKER.match(line)
        if match:
            said.append((match[1], match[2].strip()))
        elif said and line.strip():
            said[-1] = (said[-1][0], f"{said[-1][1]} {line.strip()}")
    turns: list[tuple[str, str]] = []
    for speaker, words in said:
        if speaker == "Interviewer":
            turns.append((words, ""))
        elif turns:
            turns[-1] = (turns[-1][0], f"{turns[-1][1]} {words}".strip())
        else:
            turns.append(("", words))
    return tuple(turns)


def interview_samples(moments: Sequence[Moment], vectors: Vectors) -> Iterator[Sample]:
    """One sample a moment: its question among the others of its domain."""
    questions = vectors([m.question for m in moments])
    answers = vectors([m.answer for m in moments])
    alike = questions @ questions.T > SAME_QUESTION
    same_moment = answers @ answers.T > SAME_ANSWER
    for row, moment in enumerate(moments):
        asked = vectors([question for question, _ in moment.turns])
        repeated = (questions @ asked.T).max(axis=1) > SAME_QUESTION
        wrong = [
            other
            for other in range(len(moments))
            if moments[other].domain == moment.domain
            and other != row
            and not alike[row, other]
            and not same_moment[row, other]
            and not repeated[other]
        ]
        options = [row, *_distinct(wrong, questions)]
        yield _sample(
            f"interview/{moment.number}",
            moment.domain,
            moment.turns,
            [moments[index].question for index in sorted(options)],
            sorted(options).index(row),
        )


def _distinct(rows: Sequence[int], vectors: Floats) -> list[int]:
    """Of wrong options that ask the same thing, the first."""
    kept: list[int] = []
    for row in rows:
        if not kept or float((vectors[kept] @ vectors[row]).max()) <= SAME_QUESTION:
            kept.append(row)
    return kept


def rated_samples(folder: Path, vectors: Vectors) -> Iterator[Sample]:
    """One sample a written question: among those written for other answers of its domain."""
    rows = read_csv(folder / RATINGS, ("Q1", "Q2", "Interviewee_speech", "Domain"))
    asked = list(
        dict.fromkeys(
            (row["Domain"].lower(), _clean(row["Interviewee_speech"]), _clean(row[column]))
            for row in rows
            for column in ("Q1", "Q2")
            if _usable(row, column)
        )
    )
    questions = vectors([question for _, _, question in asked])
    answers = vectors([answer for _, answer, _ in asked])
    for row, (domain, answer, _) in enumerate(asked):
        wrong = [
            other
            for other in range(len(asked))
            if asked[other][0] == domain
            and float(answers[row] @ answers[other]) < SAME_ANSWER
            and float(questions[row] @ questions[other]) <= SAME_QUESTION
        ]
        options = sorted([row, *_distinct(wrong, questions)])
        if len(options) > 3:
            texts = [asked[index][2] for index in options]
            yield _sample(f"rated/{row}", domain, (("", answer),), texts, options.index(row))


def _usable(row: Row, column: str) -> bool:
    return bool(row[column].strip() and row["Interviewee_speech"].strip())


def _clean(text: str) -> str:
    return " ".join(text.split())


def _sample(
    name: str, domain: str, turns: Sequence[tuple[str, str]], texts: Sequence[str], asked: int
) -> Sample:
    return Sample(
        name,
        "human",
        domain,
        Conversation("en", tuple(Turn(q, Utterance(a)) for q, a in turns)),
        tuple(
            QuestionOption(f"company:{index}", QuestionKind.COMPANY, text)
            for index, text in enumerate(texts)
        ),
        asked,
    )


def spread(counts: Sequence[int]) -> str:
    """How many options the samples have, for a person."""
    return f"{min(counts)} to {max(counts)}, {float(np.mean(counts)):.1f} on average"
