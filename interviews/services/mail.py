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
from interviews.models import CandidateLink, Interview
from interviews.services.invitation import WAITING, current_link, link_url

LANGUAGES = ("ko", "en")


def invitation_letter(interview_id: UUID) -> tuple[CandidateLink, EmailMultiAlternatives] | None:
    """The letter with the newest link; None when it was sent, revoked or is no longer wanted."""
    interview = interview_for_member(interview_id)
    link = current_link(interview)
    if link is None or link.mailed_at or not link.mail_due_at:
        return None
    if interview.status not in WAITING:
        return None
    return link, _letter(
        "invitation",
        language=interview.language,
        to=interview.candidate.email,
        reply_to=interview.company.contact_email,
        context=_invitation_facts(interview, link),
    )


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
        language="ko" if membership.company.country == "KR" else "en",
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
