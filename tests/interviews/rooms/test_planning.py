"""Planning a live interview in the portal: form, list, page, calling off."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import Candidate, CandidateLink, Room, RoomStatus
from interviews.services.invitation import interview_cancel
from interviews.services.position import position_close
from interviews.services.room import (
    room_cancel,
    room_open,
    rooms_end_forgotten,
    seats_admit_all,
)
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db
TOMORROW = (timezone.now() + timedelta(days=1)).date()


def _form(alice: Member, **changes: Any) -> dict[str, Any]:
    return {
        "date": TOMORROW.isoformat(),
        "time": "10:30",
        "time_zone": "Europe/Berlin",
        "minutes": "40",
        "interviewer": str(alice.user.id),
        "candidates_meet": "on",
        **changes,
    }


def _rooms(alice: Member) -> list[Room]:
    with company_scope(alice.company.id):
        return list(Room.objects.all())


def test_a_form_becomes_a_room_with_known_and_new_candidates(
    alice: Member, alice_client: Client
) -> None:
    position, person = factories.position(alice), factories.candidate(alice)
    wanted = _form(alice, candidates=[str(person.id)], people="Han Ye-jin, yejin@example.com")
    answer = alice_client.post(f"/positions/{position.id}/rooms/new/", wanted)
    (room,) = _rooms(alice)
    assert answer.url == f"/rooms/{room.id}/"  # type: ignore[attr-defined]
    assert room.starts_at.strftime("%H:%M") in ("08:30", "09:30")  # UTC, summer or winter
    assert (room.minutes, room.candidates_meet, room.interviewer_recorded) == (40, True, False)
    page = alice_client.get(f"/rooms/{room.id}/").content.decode()
    assert "Han Ye-jin" in page
    assert person.name in page
    assert "10:30" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "between one and five"),
        ({"people": "a, a@x.kr\n" + "\n".join(f"p{n}, p{n}@x.kr" for n in range(5))}, "and five"),
        ({"people": "=cmd(), nobody"}, "Line 1"),
        ({"people": "Kim, kim@example.com", "time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"people": "Kim, kim@example.com", "minutes": "5"}, "greater than or equal to 10"),
        ({"people": "Kim, kim@example.com", "date": "2001-01-01"}, "has passed"),
        (
            {"people": "Kim, kim@example.com", "date": "0001-01-01", "time": "00:00"},
            "has passed",
        ),
        (
            {"people": "Kim, kim@example.com", "date": "9999-12-31", "time": "23:59"},
            "90 days at most",
        ),
        ({"candidates": ["not-a-candidate"]}, "Select a valid choice"),
    ],
)
def test_a_form_that_cannot_be_used_says_why_and_loses_nothing(
    changes: dict[str, Any], words: str, alice: Member, alice_client: Client
) -> None:
    position = factories.position(alice)
    answer = alice_client.post(f"/positions/{position.id}/rooms/new/", _form(alice, **changes))
    assert answer.status_code in (409, 422)
    page = answer.content.decode()
    assert words in page
    assert f'value="{changes.get("time", "10:30")}"' in page
    assert _rooms(alice) == []
    with company_scope(alice.company.id):
        assert not Candidate.objects.filter(email="kim@example.com").exists()


def test_a_plan_is_changed(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice)
    page = alice_client.get(f"/rooms/{live.room.id}/edit/")
    assert page.status_code == 200
    ids = [str(seat.interview.candidate_id) for seat in live.seats()]
    answer = alice_client.post(
        f"/rooms/{live.room.id}/edit/", _form(alice, candidates=ids, candidates_meet="")
    )
    assert answer.status_code == 302
    (room,) = _rooms(alice)
    assert (room.time_zone, room.candidates_meet, room.calendar_sequence) == (
        "Europe/Berlin",
        False,
        1,
    )


@pytest.mark.parametrize(
    ("due", "mailed", "words"),
    [(True, False, "On its way"), (False, True, "Sent"), (False, False, "Not by e-mail")],
)
def test_the_page_says_how_a_candidate_got_the_link(
    due: bool, mailed: bool, words: str, alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=1)
    now = timezone.now()
    with company_scope(alice.company.id):
        CandidateLink.objects.update(
            mail_due_at=now if due else None, mailed_at=now if mailed else None
        )
    assert f">{words}<" in alice_client.get(f"/rooms/{live.room.id}/").content.decode()


def test_change_is_offered_until_somebody_is_in(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, candidates=1)
    offered = f'href="/rooms/{live.room.id}/edit/"'

    def page() -> str:
        return alice_client.get(f"/rooms/{live.room.id}/").content.decode()

    def form() -> str:
        return alice_client.get(f"/rooms/{live.room.id}/edit/").content.decode()

    assert offered in page()
    assert "The lobby is open" not in form()
    with company_scope(alice.company.id):
        room_open(room=live.room, actor=alice.actor)
    assert offered in page()
    assert "The lobby is open" in form()
    with company_scope(alice.company.id):
        seats_admit_all(room=live.room, actor=alice.actor)
    assert offered not in page()


def test_it_is_called_off(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice)
    assert alice_client.post(f"/rooms/{live.room.id}/cancel/").status_code == 302
    assert _rooms(alice)[0].status == RoomStatus.CANCELLED
    assert "Call off" not in alice_client.get(f"/rooms/{live.room.id}/").content.decode()


def test_the_calendar_file_is_one(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice)
    answer = alice_client.get(f"/rooms/{live.room.id}/calendar.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.content.startswith(b"BEGIN:VCALENDAR")


def test_lists_take_as_many_queries_for_thirty_as_for_one(
    alice: Member, alice_client: Client
) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert alice_client.get(address).status_code == 200
        return len(caught)

    position = factories.position(alice)
    factories.room(alice, candidates=1, position=position)
    pages = ("/rooms/", "/", f"/positions/{position.id}/")
    few = [queries(address) for address in pages]
    for _ in range(6):
        factories.room(alice, candidates=5, position=position)
    assert [queries(address) for address in pages] == few


def test_the_home_page_shows_what_begins_soon(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice)
    assert f"/rooms/{live.room.id}/room/" in alice_client.get("/").content.decode()


def test_names_stay_hidden_in_blind_review(alice: Member, alice_client: Client) -> None:
    position = factories.position(alice)
    with company_scope(alice.company.id):
        position.blind = True
        position.save(update_fields=["blind"])
    live = factories.room(alice, position=position)
    person = live.seats()[0].interview.candidate
    for address in ("/rooms/", f"/rooms/{live.room.id}/", "/"):
        page = alice_client.get(address).content.decode()
        assert person.name not in page
        assert person.code in page


def test_the_plan_of_a_blind_position_is_changed_without_naming_who_sits_there(
    alice: Member, alice_client: Client
) -> None:
    position, other = factories.position(alice), factories.candidate(alice, name="Han Ye-jin")
    with company_scope(alice.company.id):
        position.blind = True
        position.save(update_fields=["blind"])
    live = factories.room(alice, candidates=1, position=position, consent=False)
    person = live.seats()[0].interview.candidate
    address = f"/rooms/{live.room.id}/edit/"
    page = alice_client.get(address).content.decode()
    assert other.name in page
    assert person.name not in page
    assert alice_client.post(address, _form(alice)).status_code == 302
    assert len(live.seats()) == 1
    assert alice_client.post(address, _form(alice, candidates=[str(other.id)])).status_code == 302
    assert len(live.seats()) == 2


def test_a_double_booking_names_nobody_who_sits_in_a_blind_room(
    alice: Member, alice_client: Client
) -> None:
    blind, open_ = factories.position(alice), factories.position(alice)
    person = factories.candidate(alice, name="Han Ye-jin")
    wanted = _form(alice, candidates=[str(person.id)])
    for position in (open_, blind):
        answer = alice_client.post(
            f"/positions/{position.id}/rooms/new/",
            wanted | {"time": "10:30" if position is open_ else "18:30"},
        )
        assert answer.status_code == 302
    with company_scope(alice.company.id):
        blind.blind = True
        blind.save(update_fields=["blind"])
        room = Room.objects.get(position=blind)
    bob = factories.member(alice.company, Role.OWNER)
    moved = _form(alice, interviewer=str(bob.user.id))
    answer = alice_client.post(f"/rooms/{room.id}/edit/", moved)
    assert person.name not in answer.content.decode()
    assert answer.status_code == 302


def test_an_interviewer_sees_plans_and_a_reviewer_makes_none(alice: Member) -> None:
    live = factories.room(alice)
    reviewer = factories.member(alice.company, Role.REVIEWER)
    client = Client()
    client.force_login(reviewer.user)
    assert client.get("/rooms/").status_code == 200
    assert client.get(f"/rooms/{live.room.id}/").status_code == 200
    for address in (f"/rooms/{live.room.id}/cancel/", f"/rooms/{live.room.id}/edit/"):
        assert client.post(address).status_code == 403


def test_a_change_that_cannot_be_made_keeps_what_was_typed(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice)
    ids = [str(seat.interview.candidate_id) for seat in live.seats()]
    wanted = _form(alice, candidates=ids, minutes="77", interviewer_recorded="on")
    answer = alice_client.post(f"/rooms/{live.room.id}/edit/", wanted)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="77"' in page
    assert "without other candidates" in page
    assert _rooms(alice)[0].minutes == 45


def test_who_was_called_off_is_not_chosen_by_itself(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, candidates=2)
    seats = live.seats()
    off, comes = (seat.interview for seat in seats)
    with company_scope(alice.company.id):
        interview_cancel(interview=off, actor=alice.actor)
    page = alice_client.get(f"/rooms/{live.room.id}/edit/").content.decode()
    assert f'id="candidate-{comes.candidate_id}" checked' in page
    assert f'id="candidate-{off.candidate_id}">' in page
    screen = alice_client.get(f"/rooms/{live.room.id}/room/").content.decode()
    assert [str(seat.id) in screen for seat in seats] == [False, True]


def test_a_day_that_no_link_reaches_is_refused(alice: Member, alice_client: Client) -> None:
    position = factories.position(alice)
    wanted = _form(
        alice,
        people="Kim, kim@example.com",
        date=(timezone.now() + timedelta(days=91)).date().isoformat(),
    )
    answer = alice_client.post(f"/positions/{position.id}/rooms/new/", wanted)
    assert answer.status_code == 409
    assert "within the next 89 days" in answer.content.decode()


def test_what_nobody_held_is_not_ahead_any_more(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice)
    address = f"/rooms/{live.room.id}/"
    with company_scope(alice.company.id):
        Room.objects.update(starts_at=timezone.now() - timedelta(hours=5))
        assert rooms_end_forgotten() == 1
    for page in ("/", "/rooms/"):
        assert address not in alice_client.get(page).content.decode()
    assert address in alice_client.get("/rooms/?when=past").content.decode()


def test_planning_begins_on_the_list_with_an_open_position(
    alice: Member, alice_client: Client
) -> None:
    position, closed = factories.position(alice), factories.position(alice)
    with company_scope(alice.company.id):
        position_close(position=closed, actor=alice.actor)

    def offered(client: Client) -> list[bool]:
        page = client.get("/rooms/").content.decode()
        return [f"/positions/{one.id}/rooms/new/" in page for one in (position, closed)]

    assert offered(alice_client) == [True, False]
    factories.room(alice, position=position)
    assert offered(alice_client) == [True, False], "beside rows, too"
    reviewer = Client()
    reviewer.force_login(factories.member(alice.company, Role.REVIEWER).user)
    assert offered(reviewer) == [False, False]


def test_a_candidates_row_leads_to_a_plan_with_them(alice: Member, alice_client: Client) -> None:
    position = factories.position(alice)
    interview = factories.invitation(alice, position=position).interview
    address = f"/positions/{position.id}/rooms/new/?candidate={interview.candidate_id}"

    def leads() -> bool:
        return address in alice_client.get(f"/positions/{position.id}/").content.decode()

    assert leads()
    form = alice_client.get(address).content.decode()
    assert f'id="candidate-{interview.candidate_id}" checked' in form
    with company_scope(alice.company.id):
        position.blind = True
        position.save(update_fields=["blind"])
    assert not leads(), "the form has names, the row a code"


def test_who_has_a_live_interview_already_is_not_planned_again(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=1)
    page = alice_client.get(f"/positions/{live.room.position_id}/").content.decode()
    assert f"?candidate={live.invitations[0].interview.candidate_id}" not in page


def _hidden(page: str) -> str:
    """What confirms the clashes that a page has shown."""
    (value,) = re.findall(r'name="anyway" value="([^"]*)"', page)
    return str(value)


def test_who_is_booked_is_said_once_and_then_it_is_saved(
    alice: Member, alice_client: Client
) -> None:
    person = factories.candidate(alice, name="Park Seo-yeon", email="park@example.com")
    first, second = factories.position(alice, title="Backend"), factories.position(alice)
    wanted = _form(alice, candidates=[str(person.id)])
    alice_client.post(f"/positions/{first.id}/rooms/new/", wanted)
    later = _form(
        alice, time="11:00", people="Park, PARK@example.com\nHan Ye-jin, yejin@example.com"
    )
    address = f"/positions/{second.id}/rooms/new/"
    answer = alice_client.post(address, later)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "holds “Backend”" in page
    assert "10:30</time>" in page, "in the zone of the form"
    assert "Park Seo-yeon is invited to another one" in page
    assert 'value="11:00"' in page
    assert "yejin@example.com" in page
    assert len(_rooms(alice)) == 1
    with company_scope(alice.company.id):
        assert not Candidate.objects.filter(email="yejin@example.com").exists()
    assert alice_client.post(address, later | {"anyway": _hidden(page)}).status_code == 302
    assert len(_rooms(alice)) == 2


def test_what_was_confirmed_is_that_clash_and_no_other(
    alice: Member, bob: Member, alice_client: Client
) -> None:
    position = factories.position(alice)
    address = f"/positions/{position.id}/rooms/new/"
    for member in (alice, bob):
        busy = _form(member, people=f"{member.user.id.hex[:6]}, {member.user.id.hex}@example.com")
        alice_client.post(address, busy)
    wanted = _form(alice, people="Kim, kim@example.com")
    confirmed = {"anyway": _hidden(alice_client.post(address, wanted).content.decode())}
    other = wanted | {"interviewer": str(bob.user.id)} | confirmed
    assert alice_client.post(address, other).status_code == 409
    assert alice_client.post(address, wanted | confirmed).status_code == 302


@pytest.mark.parametrize("time", ["09:50", "11:10"])
def test_one_after_the_other_is_no_clash(time: str, alice: Member, alice_client: Client) -> None:
    address = f"/positions/{factories.position(alice).id}/rooms/new/"
    for start, people in (("10:30", "Kim, kim@example.com"), (time, "Lee, lee@example.com")):
        answer = alice_client.post(address, _form(alice, time=start, people=people))
        assert answer.status_code == 302


def test_a_change_clashes_with_others_and_not_with_itself(
    alice: Member, alice_client: Client
) -> None:
    live, other = factories.room(alice, consent=False), factories.room(alice, consent=False)
    with company_scope(alice.company.id):
        room_cancel(room=other.room, actor=alice.actor)
    ids = [str(seat.interview.candidate_id) for seat in live.seats()]
    address = f"/rooms/{live.room.id}/edit/"
    assert alice_client.post(address, _form(alice, candidates=ids)).status_code == 302
    assert alice_client.post(address, _form(alice, candidates=ids)).status_code == 302
    factories.room(alice)
    soon = timezone.now() + timedelta(minutes=10)
    now = {"date": soon.date().isoformat(), "time": f"{soon:%H:%M}", "time_zone": "UTC"}
    answer = alice_client.post(address, _form(alice, candidates=ids, **now))
    assert answer.status_code == 409
    assert "Save anyway" in answer.content.decode()


def test_a_search_over_some_candidates_does_not_say_that_it_is_over_all(
    alice: Member, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    position, oldest = factories.position(alice), factories.candidate(alice)
    factories.candidate(alice)
    address = f"/positions/{position.id}/rooms/new/"
    everybody = alice_client.get(address).content.decode()
    assert "Nobody fits these words." in everybody
    for module in ("interviews.selectors.rooms", "interviews.web.rooms.forms"):
        monkeypatch.setattr(f"{module}.MOST_OFFERED", 1)
    page = alice_client.get(address).content.decode()
    assert "1 candidates are listed here" in page
    assert "Nobody in this list fits these words." in page
    assert f"candidate-{oldest.id}" not in page
    chosen = alice_client.get(f"{address}?candidate={oldest.id}&candidate=nobody").content.decode()
    assert f'id="candidate-{oldest.id}" checked' in chosen
    wanted = _form(alice, candidates=[str(oldest.id)])
    assert alice_client.post(address, wanted).status_code == 302
