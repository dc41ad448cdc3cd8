"""Deciding about a follow-up: settled once per answer, and the interview goes on or ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from hireapp.audit.services import SYSTEM, Actor, audit_record
from hireapp.vault.objects import object_destroy
from interviews.access import answer_for_candidate, interview_locked, interviews_locked
from interviews.events import announce_interview
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
    Listening,
    Suggestion,
)
from interviews.selectors.consent import allowed_for
from interviews.selectors.dialogue import (
    ANSWER_SECONDS,
    NEEDED,
    THINKING_SECONDS,
    depth_left,
    follow_ups_left,
    is_late,
    undecided,
)
from interviews.services.analysis_run import analysis_settle
from interviews.services.interview_status import interview_move
from interviews.services.listening import claimed, listening_forget
from interviews.services.speech import speech_store

SPEECH_TYPE = "audio/mpeg"  # analysis.voice.synthesis.MEDIA_TYPE, which the web may not import


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the interviewer's mind came to. ``ranked``: documents, best first; may be empty, and
    ``stopped`` then says why. ``labels``: of the questions behind the conversation's turns.
    """

    ranked: Sequence[Mapping[str, Any]]
    state: str
    stopped: str
    model: Mapping[str, Any]
    labels: Sequence[str]


def follow_up_settle(
    *, listening: Listening, ranking: Ranking | None, sound: bytes | None = None
) -> InterviewQuestion | None:
    """Ends our claim's decision: asks the best question, or notes why none is asked.

    ``sound``: the server's voice saying it, so that it is heard at once.

    ``ranking`` None: choosing failed. A decision that is already made stays; a late one is noted
    and discarded; what consent no longer covers is not kept at all.
    """
    interview = interview_locked(listening.answer.interview_id)
    mine = (
        claimed(listening)
        .filter(settled_at__isnull=True)
        .select_related("answer__question")
        .select_for_update(of=("self",))
        .first()
    )
    if mine is None:
        return None
    if not allowed_for(mine.answer) >= NEEDED:
        mine.delete()
        interview_finish_if_done(interview=interview, actor=SYSTEM)
        return None
    outcome = _outcome(interview, mine.answer, ranking)
    asked = None
    if ranking is not None and ranking.ranked:
        if outcome == "asked":
            asked = _ask(interview, mine.answer, ranking)
            if sound is not None:
                speech_store(question_id=asked.id, sound=sound, content_type=SPEECH_TYPE)
        _keep(interview, mine.answer, ranking, asked=asked is not None)
    _settle(mine, interview, outcome, asked)
    return asked


def follow_up_overdue(*, interview: Interview, answer_id: UUID) -> None:
    """The candidate has waited long enough: the interview goes on. Early, or twice: nothing."""
    interview = interview_locked(interview.id)
    answer = answer_for_candidate(interview, answer_id)
    if answer.status != AnswerStatus.SUBMITTED or not is_late(answer):
        return
    waiting = (
        Listening.objects.filter(answer=answer, settled_at__isnull=True).select_for_update().first()
    )
    if waiting is not None:
        _settle(waiting, interview, "late", None)


def follow_ups_settle_overdue() -> int:
    """The same for candidates who closed the page; returns how many were settled."""
    waiting = Listening.objects.filter(
        answer__status=AnswerStatus.SUBMITTED, settled_at__isnull=True
    ).select_related("answer__interview")
    late = [listening.answer for listening in waiting[:200] if is_late(listening.answer)]
    interviews_locked(answer.interview_id for answer in late)
    for answer in late:
        follow_up_overdue(interview=answer.interview, answer_id=answer.id)
    return len(late)


def follow_ups_forget(*, interview: Interview) -> None:
    """Withdrawal and deletion: drafts, rankings, reasons and quotes go. A follow-up that nobody has
    answered goes as a whole; one with an answer, or with somebody's rating, keeps its place. In a
    live interview a question that begins a topic may have come of the candidate's words, too.
    """
    listening_forget(interview=interview)
    questions = InterviewQuestion.objects.filter(interview=interview)
    for question in questions.filter(follow_up__gt=0).select_related("spoken"):
        if question.answers.exclude(status=AnswerStatus.DISCARDED).exists():
            continue
        if question.spoken is not None:
            object_destroy(media=question.spoken)
        if question.ratings.exists():
            InterviewQuestion.objects.filter(id=question.id).update(text="–", spoken=None)
        else:
            question.delete()
    questions.update(path=None, reason=None, probability=None, model=None)


def interview_finish_if_done(*, interview: Interview, actor: Actor) -> bool:
    """Finishes an interview in which nothing is open and nothing is being decided.

    Call with the interview locked: of two that settle at once, the second sees the first.
    """
    if interview.status != InterviewStatus.IN_PROGRESS or interview.kind == InterviewKind.LIVE:
        return False  # a live interview ends with its room
    unanswered = InterviewQuestion.objects.filter(interview=interview).exclude(
        answers__status=AnswerStatus.SUBMITTED
    )
    if unanswered.exists() or undecided(interview) is not None:
        return False
    interview_move(interview=interview, to=InterviewStatus.FINISHED, actor=actor)
    analysis_settle(interview=interview)  # the answers may have been analysed in the meantime
    return True


def _outcome(interview: Interview, answer: Answer, ranking: Ranking | None) -> str:
    if ranking is None:
        return "failed"
    if not ranking.ranked:
        return ranking.stopped or "nothing"
    if is_late(answer):
        return "late"
    if interview.status != InterviewStatus.IN_PROGRESS:
        return "over"
    if follow_ups_left(interview) <= 0:
        return "budget"
    return "asked" if depth_left(interview, answer.question) > 0 else "depth"


def _ask(interview: Interview, answer: Answer, ranking: Ranking) -> InterviewQuestion:
    best, parent = ranking.ranked[0], answer.question
    path = dict(best["path"])
    path["spans"] = [
        {**span, "label": ranking.labels[span["turn"]]} for span in path.get("spans", ())
    ]
    question: InterviewQuestion = InterviewQuestion.objects.create(
        interview=interview,
        order=parent.order,
        follow_up=parent.follow_up + 1,
        text=best["text"],
        thinking_seconds=min(THINKING_SECONDS, parent.thinking_seconds),
        answer_seconds=min(ANSWER_SECONDS, parent.answer_seconds),
        retakes=parent.retakes,
        kind=best["kind"],
        option_id=best["option"][:120],
        competency=best["competency"][:40],
        path=path,
        reason=best["reason"],
        probability=best["probability"],
        model=dict(ranking.model),
    )
    audit_record(
        action="interview.follow_up_asked",
        actor=SYSTEM,
        target=question,
        detail={
            "question": question.label,
            "option": question.option_id,
            "probability": best["probability"],
            "model": ranking.model.get("version", ""),
        },
    )
    return question


def suggestion_offer(*, answer: Answer, ranking: Ranking) -> None:
    """Keeps a ranking for people to choose from; nothing is asked by itself."""
    interview = interview_locked(answer.interview_id)
    if ranking.ranked and allowed_for(answer) >= NEEDED:
        _keep(interview, answer, ranking, asked=False)
        announce_interview(interview)


def _keep(interview: Interview, answer: Answer, ranking: Ranking, *, asked: bool) -> None:
    Suggestion.objects.create(
        interview=interview,
        answer=answer,
        ranked=list(ranking.ranked),
        state=ranking.state,
        asked=0 if asked else None,
        model=dict(ranking.model),
        content_version=interview.content_version,
    )


def _settle(
    listening: Listening, interview: Interview, outcome: str, asked: InterviewQuestion | None
) -> None:
    listening.settled_at, listening.outcome = timezone.now(), outcome[:20]
    listening.question = asked
    listening.save(update_fields=["settled_at", "outcome", "question"])
    if asked is not None or not interview_finish_if_done(interview=interview, actor=SYSTEM):
        announce_interview(interview)
