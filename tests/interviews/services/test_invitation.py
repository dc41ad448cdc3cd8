"""Inviting, and everything that can become of a link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import TestCase
from django.utils import timezone

from hireapp.audit.models import AuditEntry
from hireapp.celery import app
from hireapp.core.scope import OutsideScope, company_scope
from interviews.access import LinkExpired, LinkRevoked, interview_for_candidate, link_claim
from interviews.dispatch import SEND_MAIL, SPEAK_QUESTIONS
from interviews.models import CandidateLink, Interview, InterviewStatus, Question
from interviews.services.interview_status import WrongStatus, interview_move
from interviews.services.invitation import (
    AlreadyInvited,
    LinkUnavailable,
    NoQuestions,
    PositionClosed,
    current_link,
    interview_cancel,
    interview_invite,
    invitation_extend,
    invitation_resend,
    invitation_revoke,
    invitations_dispatch_due,
)
from interviews.services.position import position_close
from tests import factories
from tests.factories import Member


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What went to the broker: ``(task, object id)``."""
    tasks: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        app, "send_task", lambda name, args, kwargs, retry: tasks.append((name, args[1]))
    )
    return tasks


def claim(url: str) -> Any:
    return link_claim(url.rstrip("/").rsplit("/", 1)[-1])


def test_an_invitation_freezes_the_questions(alice: Member) -> None:
    made = factories.invitation(alice).interview
    with company_scope(alice.company.id):
        Question.objects.filter(position=made.position_id).update(text="Changed later")
        frozen = list(made.questions.values_list("order", "text", "answer_seconds", "retakes"))
    assert frozen == [
        (1, "Tell us about project number 1.", 60, 1),
        (2, "Tell us about project number 2.", 60, 1),
    ]


@pytest.mark.parametrize(("language", "spoken"), [("en", True), ("ko", False)])
def test_mail_goes_out_after_commit_and_english_questions_are_spoken(
    alice: Member, sent: list[tuple[str, Any]], language: str, spoken: bool
) -> None:
    position = factories.position(alice, language=language)
    candidate = factories.candidate(alice)
    with TestCase.captureOnCommitCallbacks(execute=True), company_scope(alice.company.id):
        interview, _url = interview_invite(
            position=position, candidate=candidate, actor=alice.actor
        )
        assert not sent
    tasks = [name for name, object_id in sent if object_id == str(interview.id)]
    assert tasks == ([SEND_MAIL, SPEAK_QUESTIONS] if spoken else [SEND_MAIL])


def test_the_language_may_differ_from_the_position_s(alice: Member) -> None:
    position, candidate = factories.position(alice, language="ko"), factories.candidate(alice)
    with company_scope(alice.company.id):
        interview, _url = interview_invite(
            position=position, candidate=candidate, actor=alice.actor, language="en"
        )
    assert interview.language == "en"


def test_the_link_opens_this_interview_alone_and_says_nothing_personal(alice: Member) -> None:
    one, other = factories.invitation(alice), factories.invitation(alice)
    with company_scope(alice.company.id):
        assert interview_for_candidate(claim(one.url)) == one.interview
        assert interview_for_candidate(claim(other.url)) == other.interview
    assert str(one.interview.id) not in one.url
    assert one.interview.candidate.email not in one.url


def test_without_questions_nobody_is_invited(alice: Member) -> None:
    position, candidate = factories.position(alice, questions=0), factories.candidate(alice)
    with company_scope(alice.company.id), pytest.raises(NoQuestions):
        interview_invite(position=position, candidate=candidate, actor=alice.actor)


def test_to_a_closed_position_nobody_is_invited(alice: Member) -> None:
    position, candidate = factories.position(alice), factories.candidate(alice)
    with company_scope(alice.company.id):
        position_close(position=position, actor=alice.actor)
        with pytest.raises(PositionClosed):
            interview_invite(position=position, candidate=candidate, actor=alice.actor)


def test_a_candidate_has_one_current_interview_per_position(alice: Member) -> None:
    made = factories.invitation(alice).interview
    with company_scope(alice.company.id):
        with pytest.raises(AlreadyInvited):
            interview_invite(position=made.position, candidate=made.candidate, actor=alice.actor)
        interview_cancel(interview=made, actor=alice.actor)
        again, _url = interview_invite(
            position=made.position, candidate=made.candidate, actor=alice.actor
        )
    assert again.id != made.id


def test_outside_a_scope_nothing_is_written(alice: Member) -> None:
    made = factories.invitation(alice).interview
    with pytest.raises(OutsideScope):
        interview_invite(position=made.position, candidate=made.candidate, actor=alice.actor)


def test_sending_again_makes_a_new_link_and_ends_the_old_one(
    alice: Member, sent: list[tuple[str, Any]]
) -> None:
    made = factories.invitation(alice)
    with TestCase.captureOnCommitCallbacks(execute=True), company_scope(alice.company.id):
        url = invitation_resend(interview=made.interview, actor=alice.actor)
        assert interview_for_candidate(claim(url)) == made.interview
        with pytest.raises(LinkRevoked):
            interview_for_candidate(made.claim)
    assert (SEND_MAIL, str(made.interview.id)) in sent


def test_an_expired_interview_is_opened_again_by_a_new_link(alice: Member) -> None:
    made = factories.invitation(alice)
    with company_scope(alice.company.id):
        CandidateLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
        with pytest.raises(LinkExpired):
            interview_for_candidate(made.claim)
        interview_move(interview=made.interview, to=InterviewStatus.EXPIRED, actor=alice.actor)
        url = invitation_resend(interview=made.interview, actor=alice.actor)
        assert interview_for_candidate(claim(url)).status == InterviewStatus.INVITED


def test_an_expired_interview_is_not_opened_beside_a_newer_one(alice: Member) -> None:
    made = factories.invitation(alice).interview
    with company_scope(alice.company.id):
        interview_move(interview=made, to=InterviewStatus.EXPIRED, actor=alice.actor)
        interview_invite(position=made.position, candidate=made.candidate, actor=alice.actor)
        with pytest.raises(AlreadyInvited):
            invitation_resend(interview=made, actor=alice.actor)


def test_a_finished_interview_gets_no_new_link(alice: Member) -> None:
    made = factories.invitation(alice).interview
    with company_scope(alice.company.id):
        Interview.objects.update(status="finished", finished_at=timezone.now())
        made.refresh_from_db()
        for act in (invitation_resend, interview_cancel):
            with pytest.raises(WrongStatus):
                act(interview=made, actor=alice.actor)
        with pytest.raises(WrongStatus):
            invitation_extend(interview=made, days=3, actor=alice.actor)


def test_a_revoked_link_stops_working_at_once(alice: Member) -> None:
    made = factories.invitation(alice)
    with company_scope(alice.company.id):
        invitation_revoke(interview=made.interview, actor=alice.actor)
        with pytest.raises(LinkRevoked):
            interview_for_candidate(made.claim)
        with pytest.raises(LinkUnavailable):
            invitation_revoke(interview=made.interview, actor=alice.actor)
        with pytest.raises(LinkUnavailable):
            invitation_extend(interview=made.interview, days=3, actor=alice.actor)


def test_extending_counts_from_the_end_or_from_now(alice: Member) -> None:
    made = factories.invitation(alice)
    with company_scope(alice.company.id):
        before = current_link(made.interview)
        assert before is not None
        after = invitation_extend(interview=made.interview, days=3, actor=alice.actor)
        assert after.expires_at - before.expires_at == timedelta(days=3)
        CandidateLink.objects.update(expires_at=timezone.now() - timedelta(days=9))
        late = invitation_extend(interview=made.interview, days=3, actor=alice.actor)
        assert abs(late.expires_at - timezone.now() - timedelta(days=3)) < timedelta(minutes=1)
        assert interview_for_candidate(made.claim) == made.interview


def test_no_link_works_longer_than_ninety_days_from_now(alice: Member) -> None:
    made = factories.invitation(alice)
    with company_scope(alice.company.id):
        for _again in range(5):
            link = invitation_extend(interview=made.interview, days=60, actor=alice.actor)
    assert link.expires_at <= timezone.now() + timedelta(days=90)


def test_cancelling_ends_the_link_too(alice: Member) -> None:
    made = factories.invitation(alice)
    with company_scope(alice.company.id):
        interview_cancel(interview=made.interview, actor=alice.actor)
        with pytest.raises(LinkRevoked):
            interview_for_candidate(made.claim)


def test_a_mail_that_was_lost_is_due_again_until_it_is_sent(
    alice: Member, sent: list[tuple[str, Any]]
) -> None:
    position, candidate = factories.position(alice), factories.candidate(alice)
    with company_scope(alice.company.id):
        interview_invite(position=position, candidate=candidate, actor=alice.actor)
        now = timezone.now()
        assert invitations_dispatch_due(now=now) == 0
        later = now + timedelta(minutes=6)
        assert invitations_dispatch_due(now=later) == 1
        assert invitations_dispatch_due(now=later) == 0
        CandidateLink.objects.update(mailed_at=now, mail_due_at=None)
        assert invitations_dispatch_due(now=later + timedelta(days=1)) == 0


def test_every_write_leaves_an_entry_without_a_name(alice: Member) -> None:
    made = factories.invitation(alice)
    with company_scope(alice.company.id):
        invitation_resend(interview=made.interview, actor=alice.actor)
        invitation_extend(interview=made.interview, days=1, actor=alice.actor)
        invitation_revoke(interview=made.interview, actor=alice.actor)
        interview_cancel(interview=made.interview, actor=alice.actor)
        entries = list(AuditEntry.objects.filter(target_id=str(made.interview.id)))
        everything = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert [entry.action for entry in entries] == [
        "interview.invited",
        "invitation.resent",
        "invitation.extended",
        "invitation.revoked",
        "interview.cancelled",
    ]
    assert made.interview.candidate.name not in everything
    assert made.interview.candidate.email not in everything
