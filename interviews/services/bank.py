"""The company's own questions for a job, and putting questions of the bank into a position."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from hireapp.audit.services import Actor, audit_record
from interviews.models import BankQuestion, Job, Position, Question
from interviews.selectors.bank import BankEntry
from interviews.services.position import question_add
from interviews.services.question_guard import refuse_protected


def bank_question_add(
    *, job: Job, language: str, text: str, competency: str, asks: str, actor: Actor
) -> BankQuestion:
    """A question for any position of the job. Raises ProtectedQuestion."""
    refuse_protected(text)
    made: BankQuestion = BankQuestion.objects.create(
        job=job,
        language=language,
        text=text.strip(),
        competency=competency,
        asks=asks,
        created_by_id=UUID(actor.id),
    )
    _audit(made, "bank.added", actor)
    return made


def bank_question_replace(
    *, question: BankQuestion, language: str, text: str, competency: str, asks: str, actor: Actor
) -> BankQuestion:
    """Editing retires the old wording, which asked interviews point to, and adds the new one."""
    facts = (question.language, question.text, question.competency, question.asks)
    if facts == (language, text.strip(), competency, asks):
        return question
    refuse_protected(text)
    bank_question_retire(question=question, actor=actor)
    return bank_question_add(
        job=question.job,
        language=language,
        text=text,
        competency=competency,
        asks=asks,
        actor=actor,
    )


def bank_question_retire(*, question: BankQuestion, actor: Actor) -> None:
    """Not offered any more; positions and interviews that have it keep it."""
    if question.retired_at is None:
        question.retired_at = timezone.now()
        question.save(update_fields=["retired_at"])
        _audit(question, "bank.retired", actor)


def bank_questions_use(
    *, position: Position, entries: Iterable[BankEntry], actor: Actor
) -> list[Question]:
    """Appends questions of the bank to a position's list. Raises TooManyQuestions."""
    added = []
    for entry in entries:
        refuse_protected(entry.text)
        question = question_add(position=position, text=entry.text, actor=actor)
        question.competency, question.option_id = entry.competency, entry.option_id
        question.save(update_fields=["competency", "option_id"])
        added.append(question)
    return added


def _audit(question: BankQuestion, action: str, actor: Actor) -> None:
    audit_record(
        action=action,
        actor=actor,
        target=question,
        detail={"job": question.job_id, "language": question.language, "text": question.text},
    )
