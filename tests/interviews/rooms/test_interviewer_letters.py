"""Letters and calendar entries to who holds a live interview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import TestCase
from django.utils import timezone
from icalendar import Calendar

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company, Role
from hireapp.tenancy.services import membership_end
from interviews.models import InterviewerLetter, Room, RoomStatus
from interviews.services.mail import interviewer_letter
from interviews.services.room import room_schedule
from interviews.services.room_letter import (
    interviewer_mail_sent,
    interviewer_mails_dispatch_due,
)
from interviews.services.room_plan import room_call_off, room_replan
from interviews.services.room_status import room_move
from interviews.tasks.housekeeping import DUE
from interviews.tasks.mail import send_interviewer
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(db: None) -> Member:
    """Who plans, in a company that writes English."""
    return factories.company(email="alice@example.com", country="DE").owner


@pytest.fixture
def bob(alice: Member) -> Member:
    return factories.member(alice.company, Role.INTERVIEWER, email="bob@example.com")


@pytest.fixture
def dana(alice: Member) -> Member:
    return factories.member(alice.company, Role.INTERVIEWER, email="dana@example.com")


def _facts(alice: Member, holder: Member, changes: dict[str, Any]) -> dict[str, Any]:
    return {
        "interviewer": holder.user,
        "candidates": [],
        "starts_at": timezone.now() + timedelta(days=3),
        "minutes": 45,
        "time_zone": "Asia/Seoul",
        "candidates_meet": True,
        "interviewer_recorded": False,
        "actor": alice.actor,
        **changes,
    }


def _plan(alice: Member, holder: Member, **changes: Any) -> Room:
    """Planned by ``alice``, held by ``holder``."""
    with company_scope(alice.company.id):
        position = changes.pop("position", None) or factories.position(alice)
        people = {"candidates": [factories.candidate(alice, name="Park Seo-yeon")]}
        return room_schedule(position=position, **_facts(alice, holder, {**people, **changes}))


def _replan(alice: Member, room: Room, holder: Member, **changes: Any) -> Room:
    with company_scope(alice.company.id):
        return room_replan(room=room, **_facts(alice, holder, changes))


def _send_due(alice: Member) -> None:
    with company_scope(alice.company.id):
        due = list(InterviewerLetter.objects.filter(due_at__isnull=False))
    for letter in due:
        send_interviewer(str(alice.company.id), str(letter.id))


def _entry(letter: EmailMessage) -> tuple[str, Any]:
    """The calendar's method, and its event."""
    (attached,) = [a for a in letter.attachments if a[0] == "interview.ics"]
    calendar = Calendar.from_ical(attached[1])
    assert attached[2] == f"text/calendar; charset=utf-8; method={calendar['METHOD']}"
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_who_is_planned_hears_of_it(
    alice: Member, bob: Member, mailoutbox: list[EmailMessage]
) -> None:
    room = _plan(alice, bob)
    _send_due(alice)
    (letter,) = mailoutbox
    method, event = _entry(letter)
    assert letter.to == [bob.user.email]
    assert letter.reply_to == [alice.user.email]
    assert f"/rooms/{room.id}/" in letter.body
    assert "Park Seo-yeon" in letter.body
    assert (method, int(event["SEQUENCE"])) == ("REQUEST", 0)
    assert str(event["ATTENDEE"]) == f"mailto:{bob.user.email}"
    assert "Park" not in event.to_ical().decode(), "calendars are shared more widely than mail"
    _send_due(alice)
    assert len(mailoutbox) == 1


def test_who_plans_for_themselves_is_written_to_as_well(
    alice: Member, mailoutbox: list[EmailMessage]
) -> None:
    _plan(alice, alice)
    _send_due(alice)
    (letter,) = mailoutbox
    assert letter.to == [alice.user.email]
    assert letter.reply_to == []


def test_a_change_is_the_same_entry_with_a_higher_sequence(
    alice: Member, bob: Member, mailoutbox: list[EmailMessage]
) -> None:
    room = _plan(alice, bob)
    _send_due(alice)
    _replan(alice, room, bob)
    _send_due(alice)
    (_, before), (method, after) = map(_entry, mailoutbox)
    assert method == "REQUEST"
    assert before["UID"] == after["UID"]
    assert [int(event["SEQUENCE"]) for event in (before, after)] == [0, 1]
    assert ["Changed" in letter.subject for letter in mailoutbox] == [False, True]


def test_a_change_of_interviewer_leaves_the_calendar_of_the_old_one(
    alice: Member, bob: Member, dana: Member, mailoutbox: list[EmailMessage]
) -> None:
    room = _plan(alice, bob)
    _send_due(alice)
    _, first = _entry(mailoutbox.pop())
    _replan(alice, room, dana)
    _send_due(alice)
    told = {letter.to[0]: letter for letter in mailoutbox}
    method, event = _entry(told[bob.user.email])
    assert (method, str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCEL", "CANCELLED", 1)
    assert event["UID"] == first["UID"]
    assert event["ORGANIZER"] == first["ORGANIZER"]
    assert "Park Seo-yeon" not in told[bob.user.email].body
    assert _entry(told[dana.user.email])[0] == "REQUEST"
    assert "Changed" not in told[dana.user.email].subject, "it is new to them"


def test_a_room_that_is_called_off_leaves_the_calendar_once(
    alice: Member, bob: Member, mailoutbox: list[EmailMessage]
) -> None:
    room = _plan(alice, bob)
    _send_due(alice)
    mailoutbox.clear()
    for _ in range(2):
        with company_scope(alice.company.id):
            room = room_call_off(room=room, actor=alice.actor)
        _send_due(alice)
    (letter,) = mailoutbox
    method, event = _entry(letter)
    assert (letter.to, method, int(event["SEQUENCE"])) == ([bob.user.email], "CANCEL", 1)
    assert "does not take place" in letter.body


def test_blind_review_shows_codes(
    alice: Member, bob: Member, mailoutbox: list[EmailMessage]
) -> None:
    position = factories.position(alice)
    with company_scope(alice.company.id):
        position.blind = True
        position.save(update_fields=["blind"])
    person = factories.candidate(alice, name="Park Seo-yeon")
    _plan(alice, bob, position=position, candidates=[person])
    _send_due(alice)
    html = mailoutbox[0].alternatives[0][0]  # type: ignore[attr-defined]
    for text in (mailoutbox[0].body, str(html)):
        assert person.code in text
        assert "Park Seo-yeon" not in text


@pytest.mark.parametrize(("country", "words"), [("KR", "실시간 면접을 진행"), ("US", "you hold")])
def test_it_is_in_the_language_of_the_company(
    country: str, words: str, alice: Member, bob: Member, mailoutbox: list[EmailMessage]
) -> None:
    with company_scope(alice.company.id):
        Company.objects.filter(id=alice.company.id).update(country=country)
    _plan(alice, bob, interviewer_recorded=True)
    _send_due(alice)
    assert words in mailoutbox[0].body


def test_what_a_dead_worker_or_a_lost_message_left_is_sent_again(
    alice: Member, bob: Member, mailoutbox: list[EmailMessage]
) -> None:
    _plan(alice, bob)
    now = timezone.now()
    with company_scope(alice.company.id):
        (letter,) = InterviewerLetter.objects.all()
        assert interviewer_mails_dispatch_due(now=now) == 0, "a worker may be at it"
        InterviewerLetter.objects.update(due_at=now)
    assert interviewer_mails_dispatch_due in DUE
    with TestCase.captureOnCommitCallbacks() as sent, company_scope(alice.company.id):
        assert interviewer_mails_dispatch_due(now=now) == 1
        assert interviewer_mails_dispatch_due(now=now) == 0, "one message is under way"
    assert len(sent) == 1
    send_interviewer(str(alice.company.id), str(letter.id))
    assert len(mailoutbox) == 1
    with company_scope(alice.company.id):
        assert interviewer_mails_dispatch_due(now=now + timedelta(days=1)) == 0


def test_a_change_while_a_letter_is_being_sent_makes_another_one_due(
    alice: Member, bob: Member
) -> None:
    room = _plan(alice, bob)
    with company_scope(alice.company.id):
        due = interviewer_letter(InterviewerLetter.objects.get().id)
    assert due is not None
    _replan(alice, room, bob)
    with company_scope(alice.company.id):
        interviewer_mail_sent(letter=due[0])  # the one that was read before
        newer = interviewer_letter(due[0].id)
        assert newer is not None
        assert int(_entry(newer[1])[1]["SEQUENCE"]) == 1
        assert "Changed" in newer[1].subject


def test_nobody_is_told_what_is_over_or_not_theirs_any_more(
    alice: Member, bob: Member, dana: Member, mailoutbox: list[EmailMessage]
) -> None:
    over, left = _plan(alice, bob), _plan(alice, dana)
    with company_scope(alice.company.id):
        for status in (RoomStatus.OPEN, RoomStatus.LIVE, RoomStatus.ENDED):
            room_move(room=over, to=status, actor=alice.actor)
        membership_end(membership=dana.membership, actor=alice.actor)
    assert left.interviewer_id == dana.user.id
    _send_due(alice)
    assert mailoutbox == []
    with company_scope(alice.company.id):
        assert interviewer_mails_dispatch_due(now=timezone.now() + timedelta(days=1)) == 0
