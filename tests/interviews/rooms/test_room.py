"""Live interviews: planned, opened, held and ended, and who is let in."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from analysis.types import Purpose
from hireapp.core.errors import NotFound
from hireapp.core.scope import company_scope
from interviews.access import room_for_interviewer, seats_of
from interviews.demo.candidate import DemoCandidate
from interviews.models import (
    CandidateLink,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
    Room,
    RoomStatus,
    Seat,
    SeatStatus,
)
from interviews.selectors.room import seat_state, snapshot
from interviews.services.interview_status import WrongStatus, interview_move
from interviews.services.invitation import (
    AlreadyInvited,
    interview_cancel,
    invitation_extend,
    invitation_resend,
)
from interviews.services.room import (
    InThePast,
    NoCandidates,
    NoSuchTimeZone,
    NotReady,
    TooFarAhead,
    room_cancel,
    room_end,
    room_open,
    room_schedule,
    room_start,
    rooms_end_forgotten,
    seat_admit,
    seat_remove,
    seats_admit_all,
)
from interviews.services.room_status import WrongRoomStatus
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db


def _schedule(alice: Member, people: int = 1, **changes: Any) -> Room:
    position = changes.pop("position", None) or factories.position(alice)
    candidates = [factories.candidate(alice) for _ in range(people)]
    wanted = {
        "position": position,
        "interviewer": alice.user,
        "candidates": candidates,
        "starts_at": timezone.now() + timedelta(days=1),
        "minutes": 45,
        "time_zone": "Asia/Seoul",
        "candidates_meet": True,
        "interviewer_recorded": False,
        "actor": alice.actor,
        "mail": False,
    }
    with company_scope(alice.company.id):
        return room_schedule(**{**wanted, **changes})


def test_a_room_gives_every_candidate_a_seat_an_interview_and_a_link(alice: Member) -> None:
    room = _schedule(alice, people=5)
    with company_scope(alice.company.id):
        seats = Seat.objects.filter(room=room).order_by("number")
        assert [seat.number for seat in seats] == [1, 2, 3, 4, 5]
        for seat in seats:
            assert seat.interview.kind == InterviewKind.LIVE
            assert seat.interview.follow_ups == 0
            assert not seat.interview.questions.exists()
            link = CandidateLink.objects.get(interview=seat.interview)
            assert link.expires_at > room.starts_at


@pytest.mark.parametrize("people", [0, 6])
def test_a_room_has_one_to_five_candidates(alice: Member, people: int) -> None:
    with pytest.raises(NoCandidates):
        _schedule(alice, people=people)


def test_a_room_cannot_be_planned_for_the_past_or_a_zone_that_is_none(alice: Member) -> None:
    with pytest.raises(InThePast):
        _schedule(alice, starts_at=timezone.now() - timedelta(hours=1))
    for zone in ("Mars/Olympus", "../../etc/passwd", ""):
        with pytest.raises(NoSuchTimeZone):
            _schedule(alice, time_zone=zone)


def test_a_recorded_interview_does_not_stand_in_the_way_of_a_live_one(alice: Member) -> None:
    position, person = factories.position(alice), factories.candidate(alice)
    factories.invitation(alice, position=position, candidate=person)
    _schedule(alice, position=position, candidates=[person])
    with pytest.raises(AlreadyInvited):
        _schedule(alice, position=position, candidates=[person])


def test_only_its_interviewer_sits_in_a_room(alice: Member, bob: Member) -> None:
    room = _schedule(alice)
    with company_scope(alice.company.id):
        assert room_for_interviewer(room.id, alice.user) == room
        with pytest.raises(NotFound):
            room_for_interviewer(room.id, bob.user)


def test_nobody_is_let_in_before_the_notice_is_answered(alice: Member) -> None:
    live = factories.room(alice, consent=False, status=RoomStatus.OPEN)
    seat = live.seats()[0]
    with company_scope(alice.company.id):
        assert seats_admit_all(room=live.room, actor=alice.actor) == []
        with pytest.raises(NotReady):
            seat_admit(seat=seat, actor=alice.actor)
    DemoCandidate(live.invitations[0].url).agree()
    with company_scope(alice.company.id):
        assert seat_admit(seat=seat, actor=alice.actor).status == SeatStatus.ADMITTED


def test_the_interview_of_who_is_in_begins_with_the_room_and_of_a_late_one_with_admission(
    alice: Member,
) -> None:
    live = factories.room(alice, consent=False, status=RoomStatus.OPEN)
    first, second = live.seats()
    DemoCandidate(live.invitations[0].url).agree()
    with company_scope(alice.company.id):
        seats_admit_all(room=live.room, actor=alice.actor)
        room_start(room=live.room, actor=alice.actor)
        assert Interview.objects.get(id=first.interview_id).status == InterviewStatus.IN_PROGRESS
        assert Interview.objects.get(id=second.interview_id).status == InterviewStatus.INVITED
    DemoCandidate(live.invitations[1].url).agree()
    with company_scope(alice.company.id):
        seat_admit(seat=second, actor=alice.actor)
        begun = Interview.objects.get(id=second.interview_id)
        assert begun.status == InterviewStatus.IN_PROGRESS
        assert InterviewQuestion.objects.get(interview=begun).kind == "opening"


def test_every_act_may_be_repeated(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    seat = live.seats()[0]
    with company_scope(alice.company.id):
        for act in (room_open, room_start):
            assert act(room=live.room, actor=alice.actor).status == RoomStatus.LIVE
        seat_admit(seat=seat, actor=alice.actor)
        assert InterviewQuestion.objects.filter(interview=seat.interview).count() == 1
        for _ in range(2):
            assert room_end(room=live.room, actor=alice.actor).status == RoomStatus.ENDED
        with pytest.raises(WrongRoomStatus):
            room_start(room=live.room, actor=alice.actor)
        with pytest.raises(WrongRoomStatus):
            seat_admit(seat=seat, actor=alice.actor)


def test_who_was_removed_stays_out_until_let_in_again(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.OPEN)
    seat = live.seats()[0]
    with company_scope(alice.company.id):
        assert seat_remove(seat=seat, actor=alice.actor).status == SeatStatus.REMOVED
        assert seats_admit_all(room=live.room, actor=alice.actor) == []
        assert seat_admit(seat=seat, actor=alice.actor).status == SeatStatus.ADMITTED


def test_at_the_end_every_interview_finishes_and_no_shows_run_out(alice: Member) -> None:
    live = factories.room(alice, candidates=3, consent=False, status=RoomStatus.OPEN)
    for invitation in live.invitations[:2]:
        DemoCandidate(invitation.url).agree()
    seats = live.seats()
    with company_scope(alice.company.id):
        seat_admit(seat=seats[0], actor=alice.actor)
        room_start(room=live.room, actor=alice.actor)
        room_end(room=live.room, actor=alice.actor)
        found = [Interview.objects.get(id=seat.interview_id).status for seat in seats]
        assert found[1:] == [InterviewStatus.EXPIRED, InterviewStatus.EXPIRED]
        assert found[0] == InterviewStatus.ANALYSED  # nothing was recorded: nothing to wait for


def test_a_cancelled_room_cancels_its_interviews(alice: Member) -> None:
    live = factories.room(alice)
    with company_scope(alice.company.id):
        cancelled = room_cancel(room=live.room, actor=alice.actor)
        assert cancelled.calendar_sequence == 1
        assert room_cancel(room=live.room, actor=alice.actor).calendar_sequence == 1
        for invitation in live.invitations:
            interview = Interview.objects.get(id=invitation.interview.id)
            assert interview.status == InterviewStatus.CANCELLED
        with pytest.raises(WrongRoomStatus):
            room_open(room=live.room, actor=alice.actor)


def test_a_live_room_cannot_be_cancelled(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    with company_scope(alice.company.id), pytest.raises(WrongRoomStatus):
        room_cancel(room=live.room, actor=alice.actor)


def test_a_room_that_nobody_ends_ends_itself(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    with company_scope(alice.company.id):
        assert rooms_end_forgotten() == 0
        past = timezone.now() - timedelta(hours=5)
        Room.objects.filter(id=live.room.id).update(starts_at=past, started_at=past)
        assert rooms_end_forgotten() == 1
        assert Room.objects.get(id=live.room.id).status == RoomStatus.ENDED


def test_a_seat_of_another_room_is_not_found(alice: Member) -> None:
    here, there = factories.room(alice), factories.room(alice)
    with company_scope(alice.company.id), pytest.raises(NotFound):
        seats_of(here.room, [here.seats()[0].id, there.seats()[0].id])


def test_a_candidate_takes_part_unanalysed_without_consent(alice: Member) -> None:
    refused = [purpose for purpose in Purpose if purpose is not Purpose.RECORDING]
    live = factories.room(alice, refused=refused, status=RoomStatus.LIVE)
    with company_scope(alice.company.id):
        state = seat_state(live.seats()[0])
        assert state["recorded"] is True
        assert state["analysed"] == []
        assert state["status"] == SeatStatus.ADMITTED


def test_names_are_hidden_in_blind_review(alice: Member) -> None:
    position = factories.position(alice)
    with company_scope(alice.company.id):
        position.blind = True
        position.save(update_fields=["blind"])
    live = factories.room(alice, position=position)
    with company_scope(alice.company.id):
        room = Room.objects.select_related("position", "company").get(id=live.room.id)
        names = [seat["name"] for seat in snapshot(room, alice.user.pk)["seats"]]
    assert names == [seat.interview.candidate.code for seat in live.seats()]


@pytest.mark.parametrize("status", [RoomStatus.SCHEDULED, RoomStatus.OPEN])
def test_a_room_that_nobody_held_is_cancelled_and_its_candidates_can_be_planned_anew(
    alice: Member, status: RoomStatus, mailoutbox: list[Any]
) -> None:
    live = factories.room(alice, status=status)
    interview = live.invitations[0].interview
    with company_scope(alice.company.id):
        assert rooms_end_forgotten() == 0
        past = timezone.now() - timedelta(hours=5)
        Room.objects.filter(id=live.room.id).update(starts_at=past)
        if status == RoomStatus.OPEN:
            assert rooms_end_forgotten() == 0  # the lobby was opened late: it may still begin
            Room.objects.filter(id=live.room.id).update(opened_at=past)
        assert rooms_end_forgotten() == 1
        assert rooms_end_forgotten() == 0
        assert Room.objects.get(id=live.room.id).status == RoomStatus.CANCELLED
        assert Interview.objects.get(id=interview.id).status == InterviewStatus.EXPIRED
        assert not CandidateLink.objects.filter(mail_due_at__isnull=False).exists()
        wanted = {"position": interview.position, "candidates": [interview.candidate]}
    again = _schedule(alice, **wanted)
    assert again.status == RoomStatus.SCHEDULED
    assert mailoutbox == []


def test_a_link_works_for_ninety_days_and_no_room_is_planned_beyond(alice: Member) -> None:
    _schedule(alice, starts_at=timezone.now() + timedelta(days=88))
    with pytest.raises(TooFarAhead):
        _schedule(alice, starts_at=timezone.now() + timedelta(days=90))


def test_an_interview_whose_room_is_over_is_planned_anew_and_not_reopened(
    alice: Member, alice_client: Client
) -> None:
    ended = factories.room(alice, consent=False, status=RoomStatus.ENDED).invitations[0].interview
    planned = factories.room(alice, consent=False).invitations[0].interview
    with company_scope(alice.company.id):
        ended.refresh_from_db()
        assert ended.status == InterviewStatus.EXPIRED
        interview_move(interview=planned, to=InterviewStatus.EXPIRED, actor=alice.actor)
        for act in (invitation_resend, partial(invitation_extend, days=3)):
            with pytest.raises(WrongStatus):
                act(interview=ended, actor=alice.actor)
    pages = [
        alice_client.get(f"/interviews/{interview.id}/invitation/").content.decode()
        for interview in (ended, planned)
    ]
    assert ["Send a new link" in page for page in pages] == [False, True]
    assert ["Extend" in page for page in pages] == [False, True]


def test_whoever_is_in_a_live_interview_is_not_called_off_behind_its_back(
    alice: Member, alice_client: Client
) -> None:
    interview = factories.room(alice, status=RoomStatus.LIVE).invitations[0].interview
    page = alice_client.get(f"/interviews/{interview.id}/invitation/").content.decode()
    assert "Call off the interview" not in page
    assert "Revoke the link" in page
    with company_scope(alice.company.id):
        interview.refresh_from_db()
        with pytest.raises(WrongStatus):
            interview_cancel(interview=interview, actor=alice.actor)
