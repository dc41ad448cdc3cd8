"""Letters: what is written to candidates and colleagues, in their language, as text and HTML."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from hireapp.tenancy.models import Membership
from interviews.access import interview_for_member
from interviews.models import (
    CandidateLink,
    Interview,
    InterviewerLetter,
    InterviewKind,
    InterviewStatus,
    Room,
    RoomStatus,
    Seat,
)
from interviews.selectors.rooms import room_shown
from interviews.services.invitation import WAITING, current_link, link_url, mail_unwanted
from interviews.services.room_calendar import (
    candidate_calendar,
    company_language,
    interviewer_calendar,
)
from interviews.services.room_letter import interviewer_mail_unwanted

LANGUAGES = ("ko", "en")


def invitation_letter(interview_id: UUID) -> tuple[CandidateLink, EmailMultiAlternatives] | None:
    """The letter with the newest link; None when it was sent, revoked or is no longer wanted, and
    then it is not due any more either.
    """
    interview = interview_for_member(interview_id)
    link = current_link(interview)
    if link is None or not link.mail_due_at:
        return None
    live = interview.kind == InterviewKind.LIVE
    letter = _room_letter(interview, link) if live else _invitation(interview, link)
    if letter is None:
        mail_unwanted(link=link)
        return None
    return link, letter


def _invitation(interview: Interview, link: CandidateLink) -> EmailMultiAlternatives | None:
    if interview.status not in WAITING:
        return None
    return _letter(
        "invitation",
        language=interview.language,
        to=interview.candidate.email,
        reply_to=interview.company.contact_email,
        context=_invitation_facts(interview, link),
    )


def _room_letter(interview: Interview, link: CandidateLink) -> EmailMultiAlternatives | None:
    """Invitation, change or cancellation of a live interview, with the calendar entry."""
    seat = Seat.objects.select_related("room__position", "room__company", "room__created_by")
    found = seat.select_related("interview__candidate").filter(interview=interview).first()
    cancelled = interview.status == InterviewStatus.CANCELLED
    if found is None or not (cancelled or interview.status in WAITING):
        return None
    room: Room = found.room
    letter = _letter(
        "room_cancelled" if cancelled else "room",
        language=interview.language,
        to=interview.candidate.email,
        reply_to=interview.company.contact_email,
        context={
            **_room_facts(room),
            "name": interview.candidate.name,
            "contact": room.company.contact_email,
            "moved": link.mailed_at is not None,  # who comes to it later is invited
            "url": link_url(link),
        },
    )
    entry = candidate_calendar(found, url=link_url(link), cancelled=cancelled)
    _attach(letter, entry, cancelled=cancelled)
    return letter


def interviewer_letter(letter_id: UUID) -> tuple[InterviewerLetter, EmailMultiAlternatives] | None:
    """What who holds a live interview is told of it, or who held it before; None when nothing is
    due, or nobody is to be told, and then it is not due any more either.
    """
    rows = InterviewerLetter.objects.select_related(
        "interviewer", "room__position", "room__company", "room__interviewer", "room__created_by"
    )
    due = rows.filter(id=letter_id, due_at__isnull=False).first()
    if due is None:
        return None
    room: Room = due.room
    person = due.interviewer
    planner = room.created_by if room.created_by_id != person.id else None
    off = room.status == RoomStatus.CANCELLED
    gone = off or room.interviewer_id != person.id
    if room.status == RoomStatus.ENDED or not (gone or _is_member(person.id)):
        interviewer_mail_unwanted(letter=due)
        return None
    letter = _letter(
        "interviewer_cancelled" if gone else "interviewer",
        language=company_language(room.company),
        to=person.email,
        reply_to=planner.email if planner else "",
        context={
            **_room_facts(room),
            "name": str(person),
            "candidates": [] if gone else _expected(room, person.id),
            "moved": due.sent_at is not None,
            "off": off,
            "planner": str(planner or ""),
            "url": f"{settings.PUBLIC_URL}{reverse('rooms:detail', args=[room.id])}",
        },
    )
    _attach(letter, interviewer_calendar(room, person), cancelled=gone)
    return due, letter


def _is_member(user_id: UUID) -> bool:
    return Membership.objects.filter(user_id=user_id, ended_at__isnull=True).exists()


def _expected(room: Room, user_id: UUID) -> list[str]:
    """Who comes: names, or codes where blind review hides them from this person."""
    shown = room_shown(room.id, user_id)
    return [seat.label for seat in shown.seats if seat.status in WAITING] if shown else []


def _room_facts(room: Room) -> dict[str, Any]:
    return {
        "company": room.company.name,
        "position": room.position.title,
        "starts_at": room.starts_at,
        "zone": room.time_zone,
        "time_zone": room.time_zone.replace("_", " "),
        "minutes": room.minutes,
        "voice": room.interviewer_recorded,
    }


def _attach(letter: EmailMultiAlternatives, entry: bytes, *, cancelled: bool) -> None:
    method = "CANCEL" if cancelled else "REQUEST"
    letter.attach("interview.ics", entry, f"text/calendar; charset=utf-8; method={method}")


def _invitation_facts(interview: Interview, link: CandidateLink) -> dict[str, Any]:
    questions = interview.questions.aggregate(
        thinking=Sum("thinking_seconds"), answer=Sum("answer_seconds")
    )
    seconds = (questions["thinking"] or 0) + (questions["answer"] or 0)
    return {
        "name": interview.candidate.name,
        "company": interview.company.name,
        "position": interview.position.title,
        "contact": interview.company.contact_email,
        "questions": interview.questions.count(),
        "minutes": 5 + -(-seconds // 60),  # five for notice and device check
        "expires_at": link.expires_at,
        "url": link_url(link),
    }


def member_letter(membership_id: UUID) -> EmailMultiAlternatives | None:
    """Tells a colleague that they were let in; without a password yet, with a link to set one."""
    membership = (
        Membership.objects.select_related("user", "company")
        .filter(id=membership_id, ended_at__isnull=True)
        .first()
    )
    if membership is None:
        return None
    user = membership.user
    new = not user.has_usable_password()
    path = reverse("account_login")
    if new:
        key = default_token_generator.make_token(user)
        path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return _letter(
        "member",
        language=company_language(membership.company),
        to=user.email,
        reply_to=membership.company.contact_email,
        context={
            "name": user.name or user.email,
            "company": membership.company.name,
            "new": new,
            "url": settings.PUBLIC_URL + path,
        },
    )


def _letter(
    kind: str, *, language: str, to: str, reply_to: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    """``templates/email/<kind>_<language>.{subject.txt,txt,html}``: written, not translated."""
    with translation.override(language):
        subject, text, html = (
            render_to_string(f"email/{kind}_{language}.{part}", context)
            for part in ("subject.txt", "txt", "html")
        )
    letter = EmailMultiAlternatives(
        subject=" ".join(subject.split()),  # one line, whatever a position is called
        body=text,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
    )
    letter.attach_alternative(html, "text/html")
    return letter
