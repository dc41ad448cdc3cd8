"""Writes to positions and their question lists."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Invalid, NotFound
from interviews.models import Job, Position, PositionStatus, Question, Rubric
from interviews.services.competency_score import position_scores_due
from interviews.services.question_guard import refuse_protected

MAX_QUESTIONS = 30
POSITION_FIELDS = (
    "title",
    "job_id",
    "description",
    "language",
    "country",
    "blind",
    "link_valid_days",
    "follow_ups",
    "follow_up_depth",
    "rubric_id",
)
QUESTION_FIELDS = ("text", "thinking_seconds", "answer_seconds", "retakes")


class TooManyQuestions(Conflict):
    id = "too_many_questions"
    sentence = _("An interview has at most 30 questions. Delete one before you add another.")


def position_create(
    *,
    title: str,
    job: Job,
    language: str,
    actor: Actor,
    description: str = "",
    country: str = "",
    blind: bool = False,
    link_valid_days: int = 14,
    follow_ups: int = 0,
    follow_up_depth: int = 1,
    rubric: Rubric | None = None,
) -> Position:
    """A new, open position without questions. ``actor`` is a user: positions have an author."""
    position: Position = Position.objects.create(
        title=title.strip(),
        job=job,
        language=language,
        description=description.strip(),
        country=country,
        blind=blind,
        link_valid_days=link_valid_days,
        follow_ups=follow_ups,
        follow_up_depth=follow_up_depth,
        rubric=_usable(rubric),
        created_by_id=UUID(actor.id),
    )
    audit_record(
        action="position.created",
        actor=actor,
        target=position,
        detail={"title": position.title, "job": job.code, "blind": blind, "country": country},
    )
    return position


def position_update(
    *,
    position: Position,
    title: str,
    job: Job,
    language: str,
    description: str,
    country: str,
    blind: bool,
    link_valid_days: int,
    follow_ups: int,
    follow_up_depth: int,
    actor: Actor,
    rubric: Rubric | None = None,
) -> Position:
    """Changes a position. Interviews already invited keep their language and questions, and how
    many follow-ups they may have.
    """
    before = {name: getattr(position, name) for name in POSITION_FIELDS}
    position.title, position.job, position.language = title.strip(), job, language
    position.description, position.country = description.strip(), country
    position.blind, position.link_valid_days = blind, link_valid_days
    position.follow_ups, position.follow_up_depth = follow_ups, follow_up_depth
    position.rubric = _usable(rubric)
    changed = [name for name in POSITION_FIELDS if getattr(position, name) != before[name]]
    if not changed:
        return position
    position.save(update_fields=[name.removesuffix("_id") for name in changed])
    if "rubric_id" in changed:
        position_scores_due(position=position)
    audit_record(
        action="position.updated",
        actor=actor,
        target=position,
        detail={"changed": changed, "blind": blind, "country": country},
    )
    return position


def _usable(rubric: Rubric | None) -> Rubric | None:
    """A draft may still change under the scores made with it."""
    if rubric is not None and rubric.frozen_at is None:
        raise Invalid(_("Freeze the rubric first; then positions can use it."))
    return rubric


def position_describe(*, position: Position, description: str, actor: Actor) -> Position:
    """Changes the description alone, such as to a draft that somebody made."""
    position.description = description.strip()
    position.save(update_fields=["description"])
    detail = {"changed": ["description"], "blind": position.blind, "country": position.country}
    audit_record(action="position.updated", actor=actor, target=position, detail=detail)
    return position


def position_close(*, position: Position, actor: Actor) -> Position:
    """No new invitations; interviews under way go on."""
    return _set_status(position, PositionStatus.CLOSED, actor)


def position_reopen(*, position: Position, actor: Actor) -> Position:
    return _set_status(position, PositionStatus.OPEN, actor)


def _set_status(position: Position, status: PositionStatus, actor: Actor) -> Position:
    if position.status == status:
        return position
    position.status = status
    position.save(update_fields=["status"])
    audit_record(action=f"position.{status}", actor=actor, target=position, detail={})
    return position


def question_add(
    *,
    position: Position,
    text: str,
    actor: Actor,
    thinking_seconds: int = 30,
    answer_seconds: int = 120,
    retakes: int = 1,
) -> Question:
    """Appends a question to the position's list. Raises ProtectedQuestion, TooManyQuestions."""
    refuse_protected(text)
    last = _locked_list(position).aggregate(last=models.Max("order"), n=models.Count("id"))
    if last["n"] >= MAX_QUESTIONS:
        raise TooManyQuestions
    question: Question = Question.objects.create(
        position=position,
        order=(last["last"] or 0) + 1,
        text=text.strip(),
        thinking_seconds=thinking_seconds,
        answer_seconds=answer_seconds,
        retakes=retakes,
    )
    _audit(question, "question.added", actor)
    return question


def question_update(
    *,
    question: Question,
    text: str,
    thinking_seconds: int,
    answer_seconds: int,
    retakes: int,
    actor: Actor,
) -> Question:
    """Changes a question for invitations from now on; those sent are frozen. What came from the
    bank and reads differently now is the company's own. Raises ProtectedQuestion.
    """
    refuse_protected(text)
    if question.text != text.strip():
        question.option_id = ""
    question.text, question.retakes = text.strip(), retakes
    question.thinking_seconds, question.answer_seconds = thinking_seconds, answer_seconds
    question.save(update_fields=[*QUESTION_FIELDS, "option_id"])
    _audit(question, "question.updated", actor)
    return question


def question_delete(*, question: Question, actor: Actor) -> None:
    """Takes a question off the list and closes the gap in the order."""
    position = question.position
    _locked_list(position)
    _audit(question, "question.deleted", actor)
    order = question.order
    question.delete()
    Question.objects.filter(position=position, order__gt=order).update(order=models.F("order") - 1)


def question_move(*, question: Question, to: int, actor: Actor) -> Question:
    """Puts a question at place ``to`` (from 1); the others keep their order."""
    questions = list(_locked_list(question.position).order_by("order"))
    moved = next((q for q in questions if q.id == question.id), None)
    if moved is None:
        raise NotFound
    questions.remove(moved)
    questions.insert(max(0, min(to - 1, len(questions))), moved)
    for place, row in enumerate(questions, start=1):
        row.order = place
    Question.objects.bulk_update(questions, ["order"])  # the constraint waits for the commit
    _audit(moved, "question.moved", actor)
    return moved


def _locked_list(position: Position) -> models.QuerySet[Question]:
    """Two people who edit one list at a time take turns on the position's row."""
    Position.objects.select_for_update().get(id=position.id)
    return Question.objects.filter(position=position)


def _audit(question: Question, action: str, actor: Actor) -> None:
    audit_record(
        action=action,
        actor=actor,
        target=question,
        detail={
            "position": str(question.position_id),
            "order": question.order,
            "text": question.text,
            "seconds": [question.thinking_seconds, question.answer_seconds],
            "retakes": question.retakes,
        },
    )
