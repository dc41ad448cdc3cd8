"""Questions of a live interview: a row when the interviewer asks, for each candidate asked.

A question that follows from the newest one stands under it ("2-1"), any other after it ("3").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Invalid, NotFound
from interviews.access import interview_locked, interviews_locked
from interviews.events import announce_interview, announce_room
from interviews.live.keys import RoomKeys
from interviews.live.stream import tell_on_commit
from interviews.models import (
    Interview,
    InterviewQuestion,
    InterviewStatus,
    Question,
    Room,
    RoomStatus,
    Seat,
    Suggestion,
)
from interviews.selectors.room import current_question, question_document
from interviews.services.interview_status import WrongStatus
from interviews.services.room import ANSWER_SECONDS, CONTINUED, OPENING
from interviews.services.room_status import WrongRoomStatus

LONGEST = 600  # characters


class NotStarted(Conflict):
    id = "not_started"
    sentence = _("Start the interview first. Questions and answers are kept from then on.")


class NobodyToAsk(Invalid):
    id = "nobody_to_ask"
    sentence = _("Choose a candidate who is in the room.")


class NoWords(Invalid):
    id = "no_words"
    sentence = _("Write a question of at most 600 characters.")


class AnotherQuestion(Conflict):
    id = "another_question"
    sentence = _("Another question was asked under this number. Reload the page and ask again.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked and where it comes from. ``follows``: the question it follows from.

    ``interview_id``: of the candidate whose words led to it; what is said of those words (from
    ``path`` to ``follows``) is theirs alone. None: of nobody.
    """

    text: str
    kind: str = ""
    competency: str = ""
    option_id: str = ""
    path: Mapping[str, Any] | None = None
    reason: Mapping[str, Any] | None = None
    probability: float | None = None
    model: Mapping[str, Any] | None = None
    follows: UUID | None = None
    suggestion: tuple[UUID, int] | None = field(default=None)
    interview_id: UUID | None = None

    def of(self, interview: Interview) -> Asked:
        """As it may be kept with this interview: nobody's words stand with somebody else."""
        if self.interview_id in (None, interview.id):
            return self
        return replace(self, path=None, reason=None, probability=None, model=None, follows=None)


def asked_freely(text: str) -> Asked:
    """In the interviewer's own words."""
    words = " ".join(text.split())
    if not words or len(words) > LONGEST:
        raise NoWords
    return Asked(words, kind="free")


def asked_from_list(question: Question) -> Asked:
    """One of the position's own questions."""
    return Asked(
        question.text,
        kind="listed",
        competency=question.competency,
        option_id=question.option_id or f"listed:{question.id}",
    )


def asked_from_suggestion(suggestion: Suggestion, place: int) -> Asked:
    """One that was recommended. ``place``: in the ranking, from 0."""
    if not 0 <= place < len(suggestion.ranked):
        raise NotFound
    chosen = suggestion.ranked[place]
    answer = suggestion.answer
    return Asked(
        chosen["text"],
        kind=chosen["kind"],
        competency=chosen["competency"][:40],
        option_id=chosen["option"][:120],
        path=chosen["path"],
        reason=chosen["reason"],
        probability=chosen["probability"],
        model=suggestion.model,
        follows=answer.question_id if answer and chosen["path"].get("spans") else None,
        suggestion=(suggestion.id, place),
        interview_id=suggestion.interview_id,
    )


def question_ask(
    *,
    room: Room,
    seats: Sequence[Seat],
    asked: Asked,
    actor: Actor,
    client_id: UUID | None = None,
) -> list[InterviewQuestion]:
    """Notes that ``asked`` is being asked now; each candidate's recording turns over.

    ``client_id``: of one press. Whoever was asked with it already is not asked again; None: it is
    never repeated. Raises ``NotStarted``, ``WrongRoomStatus`` when it is over, ``NobodyToAsk``,
    ``AnotherQuestion`` where something else was asked with it.
    """
    if room.status in (RoomStatus.SCHEDULED, RoomStatus.OPEN):
        raise NotStarted
    if room.status != RoomStatus.LIVE:
        raise WrongRoomStatus
    questions = []
    interviews_locked(seat.interview_id for seat in seats)
    for seat in seats:
        interview = interview_locked(seat.interview_id)
        if interview.status == InterviewStatus.IN_PROGRESS:
            before = _asked_before(interview, asked, client_id)
            questions.append(before or _ask(room, seat, interview, asked, actor, client_id))
    if not questions:
        raise NobodyToAsk
    if asked.suggestion is not None:
        suggestion_id, place = asked.suggestion
        Suggestion.objects.filter(id=suggestion_id).update(asked=place)
    announce_room(room)
    return questions


def question_continue(*, interview: Interview) -> InterviewQuestion:
    """The question to record now, for a browser that came back or whose recording grew too long:
    a new row with the same text, unless nothing was recorded to the newest one yet.
    """
    locked = interview_locked(interview.id)
    newest = current_question(locked)
    if newest is None or locked.status != InterviewStatus.IN_PROGRESS:
        raise WrongStatus
    if not newest.answers.exclude(status="discarded").exists():
        return newest
    again = Asked(
        newest.text,
        kind=OPENING if newest.kind == OPENING else CONTINUED,
        competency=newest.competency,
        option_id=newest.option_id,
        follows=newest.id,
    )
    return _create(locked, again, newest)


def _asked_before(
    interview: Interview, asked: Asked, client_id: UUID | None
) -> InterviewQuestion | None:
    """What this press asked of this candidate when it came the first time."""
    if client_id is None:
        return None
    found = InterviewQuestion.objects.filter(interview=interview, client_id=client_id).first()
    if found is not None and found.text != asked.text:
        raise AnotherQuestion
    return found


def _ask(
    room: Room,
    seat: Seat,
    interview: Interview,
    asked: Asked,
    actor: Actor,
    client_id: UUID | None,
) -> InterviewQuestion:
    newest = current_question(interview)
    question = _create(interview, asked.of(interview), newest, client_id)
    audit_record(
        action="room.question_asked",
        actor=actor,
        target=question,
        detail={"question": question.label, "kind": question.kind, "option": question.option_id},
    )
    keys = RoomKeys(room.company_id, room.id)
    document = question_document(question)
    tell_on_commit(keys, {"type": "question", "seat": str(seat.id), "question": document})
    announce_interview(interview)
    return question


def _create(
    interview: Interview,
    asked: Asked,
    newest: InterviewQuestion | None,
    client_id: UUID | None = None,
) -> InterviewQuestion:
    follows = newest is not None and asked.follows == newest.id
    rows = InterviewQuestion.objects.filter(interview=interview)
    if follows and newest is not None:
        order = newest.order
        follow_up = newest.follow_up + 1
    else:
        order = (rows.aggregate(last=Max("order"))["last"] or 0) + 1
        follow_up = 0
    question: InterviewQuestion = InterviewQuestion.objects.create(
        interview=interview,
        order=order,
        follow_up=follow_up,
        text=asked.text,
        thinking_seconds=0,
        answer_seconds=ANSWER_SECONDS,
        retakes=0,
        kind=asked.kind,
        competency=asked.competency,
        option_id=asked.option_id,
        path=dict(asked.path) if asked.path else None,
        reason=asked.reason,
        probability=asked.probability,
        model=dict(asked.model) if asked.model else None,
        asked_at=timezone.now(),
        client_id=client_id,
    )
    return question
