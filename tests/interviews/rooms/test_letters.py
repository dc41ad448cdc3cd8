"""Letters and calendar entries of live interviews."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone
from icalendar import Calendar

from hireapp.core.scope import company_scope
from interviews.models import (
    Candidate,
    CandidateLink,
    InterviewStatus,
    Room,
    RoomStatus,
    Seat,
    SeatStatus,
)
from interviews.services.interview_status import interview_move
from interviews.services.invitation import (
    interview_cancel,
    invitations_dispatch_due,
    link_url,
    mail_again,
    mail_sent,
)
from interviews.services.mail import invitation_letter
from interviews.services.room import NoCandidates, room_open, room_schedule, seat_remove
from interviews.services.room_calendar import interviewer_calendar
from interviews.services.room_plan import Promised, SomebodyIsIn, room_call_off, room_replan
from interviews.services.room_status import WrongRoomStatus
from interviews.tasks.mail import send_invitation
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db
#: In zones without summer time, which would move it.
TEN_IN_SEOUL = (datetime.now(UTC) + timedelta(days=30)).replace(
    hour=1, minute=0, second=0, microsecond=0
)


def _plan(alice: Member, people: list[Candidate], **changes: Any) -> Room:
    with company_scope(alice.company.id):
        wanted = {
            "position": factories.position(alice),
            "interviewer": alice.user,
            "candidates": people,
            "starts_at": TEN_IN_SEOUL,
            "minutes": 45,
            "time_zone": "Asia/Seoul",
            "candidates_meet": True,
            "interviewer_recorded": False,
            "actor": alice.actor,
        }
        return room_schedule(**{**wanted, **changes})


def _replan(alice: Member, room: Room, **changes: Any) -> Room:
    with company_scope(alice.company.id):
        people = [s.interview.candidate for s in Seat.objects.filter(room=room)]
        wanted = {
            "room": room,
            "interviewer": alice.user,
            "candidates": people,
            "starts_at": TEN_IN_SEOUL + timedelta(hours=2),
            "minutes": 30,
            "time_zone": "Asia/Kolkata",
            "candidates_meet": False,
            "interviewer_recorded": False,
            "actor": alice.actor,
        }
        return room_replan(**{**wanted, **changes})


def _send_due(alice: Member) -> None:
    with company_scope(alice.company.id):
        due = list(CandidateLink.objects.filter(mail_due_at__isnull=False))
    for link in due:
        send_invitation(str(alice.company.id), str(link.interview_id))


def _entry(letter: EmailMessage) -> Calendar:
    (attached,) = [a for a in letter.attachments if a[0] == "interview.ics"]
    assert attached[2] is not None
    assert "method=" in attached[2]
    return Calendar.from_ical(attached[1])


def _event(calendar: Calendar) -> Any:
    (event,) = calendar.walk("VEVENT")
    return event


def test_an_invitation_brings_the_link_and_a_calendar_entry(
    alice: Member, mailoutbox: list[EmailMessage]
) -> None:
    person = factories.candidate(alice, name="Park Seo-yeon", email="park@example.com")
    other = factories.candidate(alice, name="Somebody Else")
    room = _plan(alice, [person, other])
    _send_due(alice)
    (letter,) = [one for one in mailoutbox if one.to == ["park@example.com"]]
    with company_scope(alice.company.id):
        seat = Seat.objects.get(room=room, interview__candidate=person)
        url = link_url(CandidateLink.objects.get(interview=seat.interview))
    assert url in letter.body
    assert "10:00" in letter.body
    calendar = _entry(letter)
    event = _event(calendar)
    assert calendar["METHOD"] == "REQUEST"
    assert calendar.walk("VTIMEZONE")
    assert event["DTSTART"].dt.astimezone(UTC) == TEN_IN_SEOUL
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)
    assert str(event["UID"]).startswith(f"seat-{seat.id}@")
    assert int(event["SEQUENCE"]) == 0
    assert str(event["LOCATION"]) == url
    assert "Somebody Else" not in letter.body + calendar.to_ical().decode()


def test_a_change_has_the_same_uid_and_a_higher_sequence(
    alice: Member, mailoutbox: list[EmailMessage]
) -> None:
    room = _plan(alice, [factories.candidate(alice)])
    _send_due(alice)
    _replan(alice, room)
    _send_due(alice)
    before, after = (_event(_entry(letter)) for letter in mailoutbox)
    assert before["UID"] == after["UID"]
    assert [int(event["SEQUENCE"]) for event in (before, after)] == [0, 1]
    assert after["DTSTART"].dt.astimezone(UTC) == TEN_IN_SEOUL + timedelta(hours=2)
    assert "Changed" in mailoutbox[1].subject
    assert "08:30 (Asia/Kolkata, UTC+0530)" in mailoutbox[1].body


def test_who_is_added_is_invited_and_six_are_too_many(
    alice: Member, mailoutbox: list[EmailMessage]
) -> None:
    first = factories.candidate(alice)
    room = _plan(alice, [first])
    more = [factories.candidate(alice) for _ in range(5)]
    with pytest.raises(NoCandidates):
        _replan(alice, room, candidates=[first, *more])
    _send_due(alice)
    _replan(alice, room, candidates=[first, *more[:4]])
    with company_scope(alice.company.id):
        assert [s.number for s in Seat.objects.filter(room=room)] == [1, 2, 3, 4, 5]
    _send_due(alice)
    assert ["Changed" in letter.subject for letter in mailoutbox[1:]].count(True) == 1  # the first
    assert len(mailoutbox) == 6


def test_a_room_that_is_called_off_leaves_the_calendars(
    alice: Member, mailoutbox: list[EmailMessage]
) -> None:
    room = _plan(alice, [factories.candidate(alice), factories.candidate(alice)])
    _send_due(alice)
    mailoutbox.clear()
    with company_scope(alice.company.id):
        for _ in range(2):
            room = room_call_off(room=room, actor=alice.actor)
    _send_due(alice)
    assert len(mailoutbox) == 2
    for letter in mailoutbox:
        calendar = _entry(letter)
        assert calendar["METHOD"] == "CANCEL"
        assert str(_event(calendar)["STATUS"]) == "CANCELLED"
        assert int(_event(calendar)["SEQUENCE"]) == 1


def test_one_candidate_may_be_taken_out(alice: Member, mailoutbox: list[EmailMessage]) -> None:
    room = _plan(alice, [factories.candidate(alice), factories.candidate(alice)])
    _send_due(alice)
    mailoutbox.clear()
    with company_scope(alice.company.id):
        interview_cancel(interview=room.seats.all()[0].interview, actor=alice.actor)
    _send_due(alice)
    assert [_entry(letter)["METHOD"] for letter in mailoutbox] == ["CANCEL"]


@pytest.mark.parametrize(
    ("status", "error"), [(RoomStatus.OPEN, SomebodyIsIn), (RoomStatus.LIVE, WrongRoomStatus)]
)
def test_nothing_is_changed_under_somebody_who_is_in(
    status: RoomStatus, error: type[Exception], alice: Member
) -> None:
    live = factories.room(alice, status=status)
    with pytest.raises(error):
        _replan(alice, live.room)


def _opened(alice: Member, **facts: Any) -> Room:
    """With its lobby open, and nobody in it."""
    live = factories.room(alice, **facts)
    with company_scope(alice.company.id):
        return room_open(room=live.room, actor=alice.actor)


def _now(alice: Member, room: Room) -> Room:
    with company_scope(alice.company.id):
        return Room.objects.get(id=room.id)


def test_a_lobby_that_was_opened_too_early_is_closed_by_a_new_time(alice: Member) -> None:
    room = _opened(alice, consent=False)
    _replan(alice, room, starts_at=TEN_IN_SEOUL)
    after = _now(alice, room)
    assert (after.status, after.opened_at) == (RoomStatus.SCHEDULED, None)
    assert after.starts_at == TEN_IN_SEOUL
    with company_scope(alice.company.id):
        assert CandidateLink.objects.filter(mail_due_at__isnull=False).count() == 2
        assert room_open(room=after, actor=alice.actor).status == RoomStatus.OPEN


def test_an_open_lobby_is_that_of_its_interviewer(alice: Member, bob: Member) -> None:
    room = _opened(alice, consent=False)
    same = {"starts_at": room.starts_at}
    _replan(alice, room, **same)
    assert (_now(alice, room).status, _now(alice, room).minutes) == (RoomStatus.OPEN, 30)
    _replan(alice, room, **same, interviewer=bob.user)
    assert _now(alice, room).status == RoomStatus.SCHEDULED


def test_who_was_taken_out_of_the_lobby_is_expected_at_the_new_time(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.OPEN)
    with company_scope(alice.company.id):
        for seat in live.seats():
            seat_remove(seat=seat, actor=alice.actor)
    _replan(alice, live.room, candidates_meet=True)
    with company_scope(alice.company.id):
        assert {seat.status for seat in live.seats()} == {SeatStatus.EXPECTED}


def test_an_open_lobby_breaks_no_promise(alice: Member) -> None:
    room = _opened(alice)
    with pytest.raises(Promised):
        _replan(alice, room, interviewer_recorded=True)
    assert _now(alice, room).status == RoomStatus.OPEN


def test_an_open_lobby_is_called_off(alice: Member, mailoutbox: list[EmailMessage]) -> None:
    room = _opened(alice, consent=False)
    with company_scope(alice.company.id):
        room_call_off(room=room, actor=alice.actor)
    _send_due(alice)
    assert [_entry(letter)["METHOD"] for letter in mailoutbox] == ["CANCEL", "CANCEL"]


def test_a_recording_is_not_promised_away_afterwards(alice: Member) -> None:
    live = factories.room(alice)
    with pytest.raises(Promised):
        _replan(alice, live.room, interviewer_recorded=True)


def test_the_interviewer_has_an_entry_too(alice: Member) -> None:
    room = _plan(alice, [factories.candidate(alice, name="Park Seo-yeon")])
    with company_scope(alice.company.id):
        text = interviewer_calendar(room, room.interviewer)
    event = _event(Calendar.from_ical(text))
    assert str(event["LOCATION"]).endswith(f"/rooms/{room.id}/")
    assert b"Park" not in text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_letters_are_in_the_language_of_the_interview(
    language: str, alice: Member, mailoutbox: list[EmailMessage]
) -> None:
    position = factories.position(alice, language=language)
    _plan(alice, [factories.candidate(alice)], position=position, interviewer_recorded=True)
    _send_due(alice)
    words = {"ko": "면접관의 목소리도", "en": "interviewer's voice is recorded"}
    assert words[language] in mailoutbox[0].body


def test_nobody_is_brought_into_company_that_they_did_not_agree_to(alice: Member) -> None:
    alone = factories.room(alice, candidates=1)
    with pytest.raises(Promised):
        _replan(
            alice,
            alone.room,
            candidates=[alone.seats()[0].interview.candidate, factories.candidate(alice)],
            candidates_meet=True,
        )
    apart = factories.room(alice, meet=False)
    with pytest.raises(Promised):
        _replan(alice, apart.room, candidates_meet=True)
    _replan(alice, apart.room, interviewer=alice.user)  # nothing that anybody was told
    _replan(alice, factories.room(alice, meet=False, consent=False).room, candidates_meet=True)


def test_a_change_while_a_letter_is_being_sent_makes_another_one_due(alice: Member) -> None:
    room = _plan(alice, [factories.candidate(alice)])
    with company_scope(alice.company.id):
        interview = Seat.objects.get(room=room).interview
        due = invitation_letter(interview.id)
    assert due is not None
    _replan(alice, room)
    with company_scope(alice.company.id):
        mail_sent(link=due[0])  # the letter that was read before
        newer = invitation_letter(interview.id)
        assert newer is not None
        assert "Changed" in newer[1].subject
        mail_sent(link=newer[0])
        assert invitation_letter(interview.id) is None


def test_whoever_was_out_before_hears_nothing_of_the_calling_off(
    alice: Member, mailoutbox: list[EmailMessage]
) -> None:
    room = _plan(alice, [factories.candidate(alice), factories.candidate(alice)])
    with company_scope(alice.company.id):
        gone, comes = (seat.interview for seat in room.seats.all())
        address = comes.candidate.email
        interview_cancel(interview=gone, actor=alice.actor)
    _send_due(alice)
    mailoutbox.clear()
    with company_scope(alice.company.id):
        room_call_off(room=room, actor=alice.actor)
    _send_due(alice)
    assert [letter.to for letter in mailoutbox] == [[address]]


def test_a_letter_that_nobody_wants_any_more_is_not_due_for_ever(
    alice: Member, mailoutbox: list[EmailMessage]
) -> None:
    room = _plan(alice, [factories.candidate(alice)])
    recorded = factories.invitation(alice).interview
    with company_scope(alice.company.id):
        mail_again(interview=recorded)
        for interview in (Seat.objects.get(room=room).interview, recorded):
            interview_move(interview=interview, to=InterviewStatus.EXPIRED, actor=alice.actor)
    _send_due(alice)
    assert mailoutbox == []
    with company_scope(alice.company.id):
        assert invitations_dispatch_due(now=timezone.now() + timedelta(days=1)) == 0


def test_a_seat_that_was_called_off_is_free_again(alice: Member) -> None:
    people = [factories.candidate(alice) for _ in range(6)]
    room = _plan(alice, people[:5])
    with company_scope(alice.company.id):
        interview_cancel(interview=room.seats.all()[0].interview, actor=alice.actor)
        interview_cancel(interview=room.seats.all()[1].interview, actor=alice.actor)
    _replan(alice, room, candidates=[people[0], *people[2:]])
    with company_scope(alice.company.id):
        coming = Seat.objects.filter(room=room, interview__status=InterviewStatus.INVITED)
        assert {seat.interview.candidate_id for seat in coming} == {
            person.id for person in (people[0], *people[2:])
        }
    with pytest.raises(NoCandidates):
        _replan(alice, room, candidates=[*people])
