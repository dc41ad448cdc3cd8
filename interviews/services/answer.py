"""Takes of an answer: begun, submitted or discarded. Every act may be repeated without harm:
a double click, or a retry after a lost response, finds what the first one did.
"""

from __future__ import annotations

import math
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose
from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Forbidden, NotFound
from hireapp.vault.models import MediaObject
from hireapp.vault.objects import object_complete, object_declare_size, object_destroy
from interviews.access import answer_for_candidate, interview_locked
from interviews.events import announce_interview
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
    Listening,
)
from interviews.selectors.candidate_session import interruptions_left, retakes_left
from interviews.selectors.consent import allowed_now
from interviews.selectors.dialogue import undecided
from interviews.services.analysis_run import analysis_enqueue
from interviews.services.follow_up import interview_finish_if_done
from interviews.services.interview_status import WrongStatus, interview_move
from interviews.services.listening import listening_submitted
from interviews.services.room_answer import room_answer_submitted, room_may_begin

# The clock of a browser under load runs late; a recording may be this much longer than the limit.
SECONDS_OF_GRACE = 30.0


class ConsentMissing(Forbidden):
    id = "consent_missing"
    sentence = _("There is no consent to recording, so nothing may be recorded.")


class AlreadyAnswered(Conflict):
    id = "already_answered"
    sentence = _("This question is already answered. Your answer is safe.")


class NotItsTurn(Conflict):
    id = "not_its_turn"
    sentence = _("An earlier question is still open. Reload the page to go on there.")


class StillThinking(Conflict):
    id = "still_thinking"
    sentence = _("The interviewer is still thinking about your last answer. Wait a moment.")


class NoRetakesLeft(Conflict):
    id = "no_retakes_left"
    sentence = _("There is no retake left for this question. What you recorded can be submitted.")


class UploadIncomplete(Conflict):
    id = "upload_incomplete"
    sentence = _("Part of your answer is still on its way. Keep this page open a little longer.")


class NothingRecorded(Conflict):
    id = "nothing_recorded"
    sentence = _("Nothing of this answer was saved. Please record it again.")


class TakeDiscarded(Conflict):
    id = "take_discarded"
    sentence = _("This take was discarded, perhaps on another device. Reload the page.")


def answer_begin(*, interview: Interview, question_id: UUID) -> Answer:
    """The take that is to be recorded now: a new one, or the one already begun."""
    interview = _locked(interview)
    question = _question(interview, question_id)
    if interview.status not in (InterviewStatus.CONSENTED, InterviewStatus.IN_PROGRESS):
        raise WrongStatus
    _may_record(interview)
    takes = list(Answer.objects.filter(question=question).order_by("take"))
    for take in takes:
        if take.status == AnswerStatus.SUBMITTED:
            raise AlreadyAnswered
        if take.status == AnswerStatus.RECORDING:
            return take
    if interview.kind == InterviewKind.LIVE:
        room_may_begin(interview=interview, question=question)
    else:
        _its_turn(interview, question, takes)
    answer: Answer = Answer.objects.create(
        interview=interview, question=question, take=len(takes) + 1
    )
    if interview.status == InterviewStatus.CONSENTED:
        interview_move(
            interview=interview,
            to=InterviewStatus.IN_PROGRESS,
            actor=Actor.candidate(interview.candidate),
        )
    announce_interview(interview)
    return answer


def answer_submit(
    *, interview: Interview, answer_id: UUID, seconds: float | None, interrupted: bool = False
) -> Answer:
    """Hands an answer in and queues its analysis; the last one finishes the interview, unless a
    follow-up question may come of it: then it is decided first.

    ``interrupted``: the recording broke off and the candidate keeps what was saved; the upload
    then ends where it stands.
    """
    interview = _locked(interview)
    answer = answer_for_candidate(interview, answer_id)
    if answer.status == AnswerStatus.SUBMITTED:
        return answer
    if answer.status == AnswerStatus.DISCARDED:
        raise TakeDiscarded
    if interview.status != InterviewStatus.IN_PROGRESS:
        raise WrongStatus
    _may_record(interview)
    _close_media(answer, interrupted=interrupted)
    answer.status, answer.submitted_at = AnswerStatus.SUBMITTED, timezone.now()
    answer.interrupted = interrupted
    answer.client_seconds = _plausible(seconds, answer.question)
    answer.save(update_fields=["status", "submitted_at", "interrupted", "client_seconds"])
    actor = Actor.candidate(interview.candidate)
    audit_record(
        action="answer.submitted",
        actor=actor,
        target=answer,
        detail={"question": answer.question.label, "take": answer.take},
    )
    answer.interview = interview
    if interview.kind == InterviewKind.LIVE:
        room_answer_submitted(interview=interview)
    else:
        analysis_enqueue(answer=answer)
        if not listening_submitted(answer=answer):
            interview_finish_if_done(interview=interview, actor=actor)
    announce_interview(interview)
    return answer


def answer_discard(*, interview: Interview, answer_id: UUID, interrupted: bool = False) -> Answer:
    """Gives a take up, to record the question again. Its bytes are destroyed at once.

    An interruption is free a few times; so is a take of which nothing had arrived. In a live
    interview only that one is: what was said there is not said again.
    """
    interview = _locked(interview)
    answer = answer_for_candidate(interview, answer_id)
    if answer.status == AnswerStatus.DISCARDED:
        return answer
    if answer.status == AnswerStatus.SUBMITTED:
        raise AlreadyAnswered
    takes = list(Answer.objects.filter(question=answer.question))
    media: MediaObject | None = answer.media
    broke_off = interrupted and (media is None or media.completed_at is None)
    free = media is None or media.size == 0
    if interview.kind != InterviewKind.LIVE:
        free = free or (broke_off and interruptions_left(takes) > 0)
    if not free and retakes_left(answer.question, takes) <= 0:
        raise NoRetakesLeft
    take_destroy(interview=interview, answer=answer, interrupted=free)
    if interview.kind == InterviewKind.LIVE:
        room_answer_submitted(interview=interview)  # the last open one may have been empty
    return answer


def take_destroy(*, interview: Interview, answer: Answer, interrupted: bool) -> None:
    """Discards a take whose owner may, and its bytes. Call with the interview locked."""
    media: MediaObject | None = answer.media
    answer.status, answer.interrupted = AnswerStatus.DISCARDED, interrupted
    answer.save(update_fields=["status", "interrupted"])
    Listening.objects.filter(answer=answer).delete()
    if media is not None:
        object_destroy(media=media)
    audit_record(
        action="answer.discarded",
        actor=Actor.candidate(interview.candidate),
        target=answer,
        detail={
            "question": answer.question.label,
            "take": answer.take,
            "interrupted": interrupted,
        },
    )
    announce_interview(interview)


def _its_turn(interview: Interview, question: InterviewQuestion, takes: list[Answer]) -> None:
    before = Q(order__lt=question.order)
    before |= Q(order=question.order, follow_up__lt=question.follow_up)
    earlier = InterviewQuestion.objects.filter(before, interview=interview)
    if earlier.exclude(answers__status=AnswerStatus.SUBMITTED).exists():
        raise NotItsTurn
    if undecided(interview) is not None:
        raise StillThinking
    if takes and retakes_left(question, takes) < 0:
        raise NoRetakesLeft


def _locked(interview: Interview) -> Interview:
    locked = interview_locked(interview.id)
    # The link's select_related objects are as good as fresh ones: neither changes in a request.
    locked.candidate, locked.company = interview.candidate, interview.company
    return locked


def _question(interview: Interview, question_id: UUID) -> InterviewQuestion:
    question = InterviewQuestion.objects.filter(interview=interview, id=question_id).first()
    if question is None:
        raise NotFound
    return question


def _may_record(interview: Interview) -> None:
    if Purpose.RECORDING not in allowed_now(interview):
        raise ConsentMissing


def _close_media(answer: Answer, *, interrupted: bool) -> None:
    media: MediaObject | None = answer.media
    if media is None:
        raise NothingRecorded if interrupted else UploadIncomplete
    if media.size == 0:
        raise NothingRecorded if interrupted else UploadIncomplete(offset=0)
    if interrupted and media.declared_size is None:
        object_declare_size(object_id=media.id, size=media.size, max_bytes=media.size)
    if not object_complete(object_id=media.id):
        raise UploadIncomplete(offset=media.size)


def _plausible(seconds: float | None, question: InterviewQuestion) -> float | None:
    """What the browser says it recorded, if it can be; the container's own length counts later."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return None
    return round(min(seconds, question.answer_seconds + SECONDS_OF_GRACE), 1)
