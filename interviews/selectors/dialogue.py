"""The conversation of an interview so far, and what the AI interviewer may still ask in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from analysis.questions.types import Conversation, QuestionKind, QuestionOption, Turn, Utterance
from analysis.types import Purpose, Word
from interviews.models import (
    Answer,
    AnswerStatus,
    BankQuestion,
    Interview,
    InterviewQuestion,
    Listening,
    Transcript,
)
from interviews.selectors.consent import allowed_for, allowed_now
from ncs.content import Asks

#: Without both nothing is listened to, nothing is asked, and nobody waits.
NEEDED = frozenset({Purpose.TRANSCRIPT, Purpose.ANSWER_MATCHING})
#: A candidate never waits longer than this after handing an answer in.
PATIENCE = timedelta(seconds=12)
#: What a follow-up gives at most; never more than the question that it follows.
THINKING_SECONDS = 15
ANSWER_SECONDS = 90


def follow_ups_left(interview: Interview) -> int:
    """How many more the position allows in this interview; 0 where the job has no content."""
    if not interview.follow_ups or not interview.content_version:
        return 0
    asked = InterviewQuestion.objects.filter(interview=interview, follow_up__gt=0).count()
    return max(0, interview.follow_ups - asked)


def depth_left(interview: Interview, question: InterviewQuestion) -> int:
    """How many more may follow in a row after this question."""
    return max(0, interview.follow_up_depth - question.follow_up)


def may_listen(interview: Interview) -> bool:
    """Whether drafts may be made while the candidate speaks: budget left, and consent."""
    return follow_ups_left(interview) > 0 and allowed_now(interview) >= NEEDED


def undecided(interview: Interview) -> Listening | None:
    """The submitted answer about which it is not decided yet whether something is asked."""
    found: Listening | None = (
        Listening.objects.filter(
            answer__interview=interview,
            answer__status=AnswerStatus.SUBMITTED,
            settled_at__isnull=True,
        )
        .select_related("answer")
        .first()
    )
    return found


def decided_by(answer: Answer) -> datetime:
    """When the decision comes too late."""
    assert answer.submitted_at is not None  # a constraint says so
    return answer.submitted_at + PATIENCE


def is_late(answer: Answer, *, now: datetime | None = None) -> bool:
    return (now or timezone.now()) > decided_by(answer)


def newest_answer(interview_id: UUID) -> Answer | None:
    """The last answer in the order of the questions, if what was said may be looked at."""
    answer: Answer | None = (
        Answer.objects.filter(interview_id=interview_id, status=AnswerStatus.SUBMITTED)
        .select_related("interview__position", "question")
        .order_by("question__order", "question__follow_up")
        .last()
    )
    if answer is None or not answer.interview.content_version:
        return None
    return answer if allowed_for(answer) >= NEEDED else None


def conversation_of(interview: Interview, until: Answer) -> Conversation:
    """Every submitted answer up to ``until``, in order, with the words that are known of it.

    The transcript of the analysis where there is one (what people corrected in it is left alone:
    times belong to the machine's words), else the draft made while listening.
    """
    answers = _answers(interview, until)
    heard = dict(Listening.objects.filter(answer__in=answers).values_list("answer_id", "words"))
    written = dict(Transcript.objects.filter(answer__in=answers).values_list("answer_id", "words"))
    turns = (
        turn_of(answer.question, written.get(answer.id) or heard.get(answer.id) or [])
        for answer in answers
    )
    return Conversation(interview.language, tuple(turns))


def labels_of(interview: Interview, until: Answer) -> tuple[str, ...]:
    """How people name the questions behind the turns of ``conversation_of``."""
    return tuple(answer.question.label for answer in _answers(interview, until))


def _answers(interview: Interview, until: Answer) -> list[Answer]:
    answers = list(
        Answer.objects.filter(interview=interview, status=AnswerStatus.SUBMITTED)
        .select_related("question")
        .order_by("question__order", "question__follow_up")
    )
    place = next(i for i, answer in enumerate(answers) if answer.id == until.id)
    return answers[: place + 1]


def turn_of(question: InterviewQuestion, rows: Sequence[Sequence[Any]]) -> Turn:
    words = tuple(Word(str(r[0]), *(_known(value) for value in r[1:4])) for r in rows)
    text = " ".join(word.word for word in words)
    return Turn(question.text, Utterance(text, words), question.option_id, question.competency)


def _known(value: float | None) -> float:
    return math.nan if value is None else float(value)


def bank_options(interview: Interview) -> tuple[QuestionOption, ...]:
    """The company's own questions for this job, in the interview's language."""
    rows = BankQuestion.objects.filter(
        job_id=interview.position.job_id, language=interview.language, retired_at__isnull=True
    )
    return tuple(
        QuestionOption(
            f"company:{row.id}",
            QuestionKind.COMPANY,
            row.text,
            Asks(row.asks) if row.asks else None,
            competency=row.competency,
        )
        for row in rows.order_by("created_at")
    )
