"""Invitations: an interview, its frozen questions, its link, and the mail that carries the link."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict
from interviews.access import link_token
from interviews.dispatch import SEND_MAIL, SPEAK_QUESTIONS, send_on_commit
from interviews.events import announce_interview, announce_room_of
from interviews.models import (
    Candidate,
    CandidateLink,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
    Language,
    Position,
    PositionStatus,
    RoomStatus,
    Seat,
)
from interviews.selectors.content import version_in_use
from interviews.services.interview_status import WrongStatus, interview_move

# An invitation can wait this long at most, however often it is extended.
LONGEST_LINK = timedelta(days=90)
# A mail that the broker lost, or that the mail server refused, is tried again after this long.
MAIL_RETRY = timedelta(minutes=5)
# While an interview is at one of these, its link still leads somewhere.
WAITING = (
    InterviewStatus.INVITED,
    InterviewStatus.OPENED,
    InterviewStatus.CONSENTED,
    InterviewStatus.IN_PROGRESS,
    InterviewStatus.HUMAN_PATH,
)


class NoQuestions(Conflict):
    id = "no_questions"
    sentence = _("This position has no questions yet. Add at least one before you invite.")


class PositionClosed(Conflict):
    id = "position_closed"
    sentence = _("This position is closed. Reopen it before you invite.")


class AlreadyInvited(Conflict):
    id = "already_invited"
    sentence = _("This candidate already has an interview for this position.")


class LinkUnavailable(Conflict):
    id = "link_unavailable"
    sentence = _("There is no link that works at the moment. Send a new one.")


def interview_invite(
    *,
    position: Position,
    candidate: Candidate,
    actor: Actor,
    language: str | None = None,
    mail: bool = True,
) -> tuple[Interview, str]:
    """Invites a candidate: freezes the questions, makes the link, mails it after commit.

    Returns the interview and the address of its link. ``mail=False`` leaves the delivery of the
    link to the caller (a phone in the same room, another mail system).
    """
    if position.status != PositionStatus.OPEN:
        raise PositionClosed
    questions = list(position.questions.all())
    if not questions:
        raise NoQuestions
    interview = interview_create(
        position=position,
        candidate=candidate,
        actor=actor,
        kind=InterviewKind.RECORDED,
        language=language or position.language,
    )
    InterviewQuestion.objects.bulk_create(
        InterviewQuestion(
            interview=interview,
            company_id=interview.company_id,
            order=question.order,
            text=question.text,
            competency=question.competency,
            option_id=question.option_id,
            thinking_seconds=question.thinking_seconds,
            answer_seconds=question.answer_seconds,
            retakes=question.retakes,
        )
        for question in questions
    )
    audit_record(
        action="interview.invited",
        actor=actor,
        target=interview,
        detail={"position": str(position.id), "questions": len(questions), "mail": mail},
    )
    days = timedelta(days=position.link_valid_days)
    link = link_create(interview=interview, expires_at=timezone.now() + days, mail=mail)
    if interview.language == Language.ENGLISH:
        send_on_commit(SPEAK_QUESTIONS, interview.company_id, interview.id)
    announce_interview(interview)
    return interview, link_url(link)


def interview_create(
    *, position: Position, candidate: Candidate, actor: Actor, kind: InterviewKind, language: str
) -> Interview:
    """The row, with the position's settings frozen in it. Raises ``AlreadyInvited``."""
    follows_up = kind == InterviewKind.RECORDED  # in a live interview a person decides what to ask
    try:
        with transaction.atomic():
            interview: Interview = Interview.objects.create(
                position=position,
                candidate=candidate,
                kind=kind,
                language=language,
                invited_by_id=UUID(actor.id),
                follow_ups=position.follow_ups if follows_up else 0,
                follow_up_depth=position.follow_up_depth,
                content_version=version_in_use(position.job_id),
            )
    except IntegrityError as error:
        raise AlreadyInvited from error
    return interview


def invitation_resend(*, interview: Interview, actor: Actor) -> str:
    """A new link by mail; links sent before stop working. An expired interview is open again.
    Raises ``WrongStatus`` for a live one whose room is over.
    """
    if interview.status == InterviewStatus.EXPIRED:
        _reopen(interview, actor)
    elif interview.status not in WAITING:
        raise WrongStatus
    _revoke_links(interview)
    link = link_create(interview=interview, expires_at=_link_end(interview), mail=True)
    audit_record(
        action="invitation.resent", actor=actor, target=interview, detail={"link": str(link.id)}
    )
    announce_interview(interview)
    announce_room_of(interview)  # whoever is there by an older link is not any more
    return link_url(link)


def may_reopen(interview: Interview) -> bool:
    """Whether an expired interview would lead anywhere: a live one only while its room may still be
    held; after that it is planned anew.
    """
    if interview.kind != InterviewKind.LIVE:
        return True
    over = (RoomStatus.ENDED, RoomStatus.CANCELLED)
    return bool(Seat.objects.filter(interview=interview).exclude(room__status__in=over).exists())


def may_cancel(interview: Interview) -> bool:
    """Whoever sits in a live interview is taken out by its interviewer (``room.seat_remove``)."""
    under_way = interview.status == InterviewStatus.IN_PROGRESS
    return not (interview.kind == InterviewKind.LIVE and under_way)


def _reopen(interview: Interview, actor: Actor) -> None:
    if not may_reopen(interview):
        raise WrongStatus
    try:
        with transaction.atomic():
            interview_move(interview=interview, to=InterviewStatus.INVITED, actor=actor)
    except IntegrityError as error:
        raise AlreadyInvited from error


def invitation_revoke(*, interview: Interview, actor: Actor) -> Interview:
    """The link stops working at once; the interview stays and can get a new link."""
    if not _revoke_links(interview):
        raise LinkUnavailable
    audit_record(action="invitation.revoked", actor=actor, target=interview, detail={})
    announce_interview(interview)
    announce_room_of(interview)
    return interview


def invitation_extend(*, interview: Interview, days: int, actor: Actor) -> CandidateLink:
    """The same link works ``days`` longer, counted from its end or from now if that has passed."""
    if interview.status == InterviewStatus.EXPIRED:
        _reopen(interview, actor)
    elif interview.status not in WAITING:
        raise WrongStatus
    link = current_link(interview)
    if link is None:
        raise LinkUnavailable
    now = timezone.now()
    wanted = max(link.expires_at, now) + timedelta(days=days)
    link.expires_at = min(wanted, now + LONGEST_LINK)
    link.save(update_fields=["expires_at"])
    audit_record(
        action="invitation.extended",
        actor=actor,
        target=interview,
        detail={"expires_at": link.expires_at.isoformat()},
    )
    announce_interview(interview)
    return link


def interview_cancel(*, interview: Interview, actor: Actor) -> Interview:
    """The company withdraws the invitation before the interview is finished, a live one before
    it has begun.
    """
    if not may_cancel(interview):
        raise WrongStatus
    interview_move(interview=interview, to=InterviewStatus.CANCELLED, actor=actor)
    if interview.kind == InterviewKind.LIVE:
        mail_again(interview=interview)  # it stands in the candidate's calendar
        announce_room_of(interview)
    else:
        _revoke_links(interview)
    return interview


def mail_again(*, interview: Interview) -> None:
    """The letter with the newest link is due once more, as things are now."""
    link = current_link(interview)
    if link is None:
        return
    link.mail_due_at = timezone.now() + MAIL_RETRY
    link.save(update_fields=["mail_due_at"])
    send_on_commit(SEND_MAIL, interview.company_id, interview.id)


def current_link(interview: Interview) -> CandidateLink | None:
    """The newest link that was not revoked; it may have expired."""
    link: CandidateLink | None = (
        CandidateLink.objects.filter(interview=interview, revoked_at__isnull=True)
        .order_by("-created_at")
        .first()
    )
    return link


def link_url(link: CandidateLink) -> str:
    """The address a candidate opens. The token is signed, not stored: made anew each time."""
    return f"{settings.PUBLIC_URL}/i/{link_token(link)}/"


def mail_sent(*, link: CandidateLink) -> None:
    """Notes that the mail server has taken the letter. One that has become due since ``link`` was
    read stays so.
    """
    same = CandidateLink.objects.filter(id=link.id)
    same.update(mailed_at=timezone.now())
    same.filter(mail_due_at=link.mail_due_at).update(mail_due_at=None)
    announce_interview(link.interview)


def mail_unwanted(*, link: CandidateLink) -> None:
    """Nothing is due any more: what the letter was about is over."""
    due = CandidateLink.objects.filter(id=link.id, mail_due_at=link.mail_due_at)
    due.update(mail_due_at=None)


def invitations_dispatch_due(*, now: datetime | None = None) -> int:
    """Sends again what the broker lost or the mail server refused; returns how many."""
    now = now or timezone.now()
    due = CandidateLink.objects.filter(
        mail_due_at__lte=now, revoked_at__isnull=True
    ).select_for_update(skip_locked=True)[:100]
    for link in due:
        link.mail_due_at = now + MAIL_RETRY
        link.save(update_fields=["mail_due_at"])
        send_on_commit(SEND_MAIL, link.company_id, link.interview_id)
    return len(due)


def link_create(*, interview: Interview, expires_at: datetime, mail: bool) -> CandidateLink:
    """A link that works until ``expires_at``; ``mail``: sent to the candidate after commit."""
    link: CandidateLink = CandidateLink.objects.create(
        interview=interview,
        expires_at=expires_at,
        mail_due_at=timezone.now() + MAIL_RETRY if mail else None,
    )
    if mail:
        send_on_commit(SEND_MAIL, interview.company_id, interview.id)
    return link


def _link_end(interview: Interview) -> datetime:
    """As many days as the position says; into a live interview until its day is over."""
    days: datetime = timezone.now() + timedelta(days=interview.position.link_valid_days)
    if interview.kind == InterviewKind.LIVE:
        seat = Seat.objects.select_related("room").filter(interview=interview).first()
        return max(days, room_link_end(seat.room.starts_at)) if seat else days
    return days


def room_link_end(starts_at: datetime) -> datetime:
    """A link into a live interview works until a day after it begins."""
    return starts_at + timedelta(days=1)


def _revoke_links(interview: Interview) -> int:
    return CandidateLink.objects.filter(interview=interview, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )
