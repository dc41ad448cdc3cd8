"""Letters: what they say in each language, and that each is sent once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import Candidate, CandidateLink, Interview, Position
from interviews.services.invitation import (
    interview_cancel,
    interview_invite,
    invitation_resend,
    invitation_revoke,
)
from interviews.services.team import member_add
from interviews.tasks.mail import send_invitation, send_member
from tests import factories
from tests.factories import Member


def invite(
    author: Member,
    *,
    language: str = "en",
    title: str = "Backend engineer",
    name: str = "Lee Ji-won",
) -> tuple[Interview, str]:
    position = factories.position(author, title=title, language=language)
    candidate = factories.candidate(author, name=name, email="jiwon@example.com")
    with company_scope(author.company.id):
        return interview_invite(position=position, candidate=candidate, actor=author.actor)


def deliver(interview: Interview) -> list[Any]:
    send_invitation(str(interview.company_id), str(interview.id))
    return mail.outbox


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "Hanbit Software: your video interview for Backend engineer",
            ("Hello Lee Ji-won", "2 questions", "about 8 minutes", "ask for a person"),
        ),
        (
            "ko",
            "[Hanbit Software] Backend engineer 영상 면접에 초대해요",
            ("Lee Ji-won 님", "질문은 2개", "8분쯤", "담당자와 이야기할 수도"),
        ),
    ],
)
def test_the_invitation_is_in_the_interview_s_language_as_text_and_html(
    alice: Member, language: str, subject: str, phrases: tuple[str, ...]
) -> None:
    interview, url = invite(alice, language=language)
    [letter] = deliver(interview)
    html, kind = letter.alternatives[0]
    assert letter.subject == subject
    assert letter.to == ["jiwon@example.com"]
    assert letter.reply_to == ["alice@example.com"]
    assert kind == "text/html"
    assert f'lang="{language}"' in html
    for phrase in (url, *phrases):
        assert phrase in letter.body
        assert phrase in html


def test_the_end_of_the_link_stands_in_the_letter(alice: Member) -> None:
    interview, _url = invite(alice)
    with company_scope(alice.company.id):
        link = CandidateLink.objects.get()
    day = timezone.localtime(link.expires_at)
    [letter] = deliver(interview)
    assert f"{day.day} {day:%B %Y, %H:%M}" in letter.body


def test_the_link_in_the_letter_opens_the_interview(alice: Member) -> None:
    interview, _url = invite(alice)
    [letter] = deliver(interview)
    link = next(line for line in letter.body.splitlines() if "/i/" in line)
    assert Client().get("/" + link.split("/", 3)[3]).status_code == 200


def test_a_letter_is_sent_once_however_often_the_task_runs(alice: Member) -> None:
    interview, _url = invite(alice)
    deliver(interview)
    assert len(deliver(interview)) == 1
    with company_scope(alice.company.id):
        link = CandidateLink.objects.get()
    assert link.mailed_at is not None
    assert link.mail_due_at is None


def test_sending_again_carries_the_new_link(alice: Member) -> None:
    interview, old = invite(alice)
    deliver(interview)
    with company_scope(alice.company.id):
        new = invitation_resend(interview=interview, actor=alice.actor)
    _first, second = deliver(interview)
    assert new in second.body
    assert old not in second.body


def test_nothing_is_sent_for_a_link_that_was_revoked_or_an_interview_that_is_over(
    alice: Member,
) -> None:
    interview, _url = invite(alice)
    with company_scope(alice.company.id):
        invitation_revoke(interview=interview, actor=alice.actor)
    assert deliver(interview) == []
    with company_scope(alice.company.id):
        invitation_resend(interview=interview, actor=alice.actor)
        interview_cancel(interview=interview, actor=alice.actor)
    assert deliver(interview) == []


def test_an_invitation_without_mail_is_never_mailed(alice: Member) -> None:
    made = factories.invitation(alice)  # mail=False
    assert deliver(made.interview) == []


def test_a_refused_letter_stays_due(alice: Member, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    interview, _url = invite(alice)
    with pytest.raises(OSError, match="refused"):
        deliver(interview)
    with company_scope(alice.company.id):
        link = CandidateLink.objects.get()
    assert link.mailed_at is None
    assert link.mail_due_at is not None
    assert link.mail_due_at < timezone.now() + timedelta(minutes=6)


def test_another_company_cannot_have_it_sent(alice: Member, charlie: Member) -> None:
    interview, _url = invite(alice)
    with pytest.raises(Exception, match="does not exist"):
        send_invitation(str(charlie.company.id), str(interview.id))
    assert mail.outbox == []


def test_a_title_cannot_smuggle_a_header_and_a_name_no_markup(alice: Member) -> None:
    interview, _url = invite(alice)
    with company_scope(alice.company.id):
        Position.objects.update(title="Engineer\r\nBcc: everybody@example.com")
        Candidate.objects.update(name='<a href="https://evil.example">Click</a>')
    [letter] = deliver(interview)
    html = letter.alternatives[0][0]
    assert "\n" not in letter.subject
    assert letter.recipients() == ["jiwon@example.com"]
    assert '<a href="https://evil.example"' not in html
    letter.message()  # raises BadHeaderError where a header is broken


def test_a_new_colleague_gets_a_link_to_choose_a_password(alice: Member) -> None:
    with company_scope(alice.company.id):
        membership = member_add(
            email="dana@example.com", name="Dana", role=Role.REVIEWER, actor=alice.actor
        )
    send_member(str(alice.company.id), str(membership.id))
    [letter] = mail.outbox
    assert letter.to == ["dana@example.com"]
    assert "비밀번호" in letter.body  # a Korean company writes Korean
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    page = Client().get("/" + link.split("/", 3)[3], follow=True)
    assert page.status_code == 200
    assert b'type="password"' in page.content


def test_a_colleague_who_has_an_account_is_asked_to_sign_in(alice: Member, charlie: Member) -> None:
    with company_scope(charlie.company.id):
        membership = member_add(
            email=alice.user.email, name="Alice", role=Role.REVIEWER, actor=charlie.actor
        )
    send_member(str(charlie.company.id), str(membership.id))
    [letter] = mail.outbox
    assert "/account/login/" in letter.body
