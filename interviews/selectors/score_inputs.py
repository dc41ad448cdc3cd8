"""What a score is made from: the words of a conversation and a rubric. Nothing else gets in.

``tests/architecture/test_scores.py`` holds these keys to a list: no face, voice, emotion, age or
gender value can reach a score. Corrected text counts where people corrected it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from analysis.questions.rubric import SHIPPED_DOCUMENT
from analysis.questions.types import Conversation, Turn, Utterance
from analysis.types import Purpose, Word
from interviews.models import Answer, AnswerScore, AnswerStatus, Interview, Rubric, Transcript
from interviews.selectors.consent import allowed_now
from interviews.selectors.content import version_in_use

NEEDED = frozenset({Purpose.TRANSCRIPT, Purpose.ANSWER_MATCHING})
INPUT_KEYS = frozenset({"language", "turns", "rubric"})
TURN_KEYS = frozenset({"question", "question_id", "competency", "text", "words"})
#: Aligning a correction is quadratic; a longer one keeps its text and has no times.
MOST_ALIGNED = 3000

WordRow = list[Any]  # [word, start, end, confidence]; unknown numbers are None


@dataclass(frozen=True, slots=True)
class ScoreWork:
    """An answer that needs a score, as it was when it was read."""

    answer_id: UUID
    inputs: Mapping[str, Any]
    rubric: Rubric | None
    content_version: str


def score_work(answer_id: UUID) -> ScoreWork | None:
    """None when there is nothing to score: no text, no consent, no content of the job."""
    answer = (
        Answer.objects.filter(id=answer_id, status=AnswerStatus.SUBMITTED)
        .select_related("interview__position__rubric", "interview__position", "question")
        .first()
    )
    if answer is None or not Transcript.objects.filter(answer=answer).exists():
        return None
    interview = answer.interview
    content = interview.content_version or version_in_use(interview.position.job_id)
    if not content or not allowed_now(interview) >= NEEDED:
        return None
    rubric = interview.position.rubric
    document = rubric.document if rubric is not None else SHIPPED_DOCUMENT
    inputs = {
        "language": interview.language,
        "turns": _turns(interview, answer),
        "rubric": document,
    }
    return ScoreWork(answer.id, inputs, rubric, content)


def _turns(interview: Interview, until: Answer) -> list[dict[str, Any]]:
    """Questions and answers up to ``until``, in the order in which they are asked."""
    submitted = Answer.objects.filter(interview=interview, status=AnswerStatus.SUBMITTED)
    answers = list(
        submitted.select_related("question", "transcript").order_by(
            "question__order", "question__follow_up"
        )
    )
    place = next(i for i, answer in enumerate(answers) if answer.id == until.id)
    return [_turn(answer) for answer in answers[: place + 1]]


def _turn(answer: Answer) -> dict[str, Any]:
    transcript: Transcript | None = getattr(answer, "transcript", None)
    words: list[WordRow] = []
    if transcript is not None:
        words = [list(row[:4]) for row in transcript.words]
        if transcript.edited_text:
            words = aligned(transcript.edited_text, words)
    question = answer.question
    return {
        "question": question.text,
        "question_id": question.option_id,
        "competency": question.competency,
        "text": " ".join(str(row[0]) for row in words),
        "words": words,
    }


def aligned(text: str, words: Sequence[WordRow]) -> list[WordRow]:
    """The words of a corrected text with the times of what they replace; confidence 1: a person.

    Words that were put where nothing was recognised have no time.
    """
    new = text.split()
    if not words or len(new) + len(words) > MOST_ALIGNED:
        return [[word, None, None, 1.0] for word in new]
    out: list[WordRow] = []
    matcher = SequenceMatcher(None, [str(row[0]) for row in words], new, autojunk=False)
    for _what, i1, i2, j1, j2 in matcher.get_opcodes():
        for number, word in enumerate(new[j1:j2]):
            if i1 == i2:
                out.append([word, None, None, 1.0])
                continue
            row = words[min(i1 + number * (i2 - i1) // (j2 - j1), i2 - 1)]
            out.append([word, row[1], row[2], 1.0])
    return out


def conversation_from(inputs: Mapping[str, Any]) -> Conversation:
    """The conversation that a score was made from, out of its own record."""
    return Conversation(
        inputs["language"],
        tuple(
            Turn(
                turn["question"],
                Utterance(turn["text"], tuple(_word(row) for row in turn["words"])),
                turn["question_id"],
                turn["competency"],
            )
            for turn in inputs["turns"]
        ),
    )


def _word(row: WordRow) -> Word:
    start, end, sure = (math.nan if value is None else float(value) for value in row[1:4])
    return Word(str(row[0]), start, end, sure)


def scores_to_replay(interview_id: UUID | None = None) -> list[AnswerScore]:
    """Current scores of the open company, or of one interview, oldest first."""
    rows = AnswerScore.objects.filter(current=True)
    if interview_id is not None:
        rows = rows.filter(answer__interview_id=interview_id)
    return list(rows.order_by("created_at", "id"))
