"""Colleagues find a live interview again: its page leads on; report, lists, position lead to it."""

from __future__ import annotations

import uuid

import pytest

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import RoomStatus, Scorecard
from interviews.services.invitation import interview_cancel
from interviews.services.room import room_end, room_open, room_start, seats_admit_all
from interviews.services.room_note import note_write
from tests import factories
from tests.factories import LiveRoom, Member
from tests.interviews.rooms.pages import page_of

pytestmark = pytest.mark.django_db
SECRET = "Both were late"


@pytest.fixture
def over(alice: Member) -> LiveRoom:
    """Held by alice, with a note about everybody."""
    made = factories.room(alice, status=RoomStatus.LIVE)
    with company_scope(alice.company.id):
        note_write(
            room=made.room, seat=None, author=alice.user, text=SECRET, client_id=uuid.uuid4()
        )
        room_end(room=made.room, actor=alice.actor)
    return made


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.REVIEWER, Role.AUDITOR])
def test_whoever_sees_the_page_gets_on_to_transcript_and_comparison(
    role: Role, alice: Member, over: LiveRoom
) -> None:
    colleague = factories.member(alice.company, role)
    page = page_of(colleague, f"/rooms/{over.room.id}/")
    ways = (
        f"/rooms/{over.room.id}/transcript/",
        f"/positions/{over.room.position_id}/compare/?"
        + "&".join(f"i={invitation.interview.id}" for invitation in over.invitations),
    )
    for way in ways:
        assert way.replace("&", "&amp;") in page
        page_of(colleague, way)


def test_only_who_took_part_is_compared(alice: Member) -> None:
    live = factories.room(alice, candidates=2)
    with company_scope(alice.company.id):
        interview_cancel(interview=live.seats()[0].interview, actor=alice.actor)
    address = f"/rooms/{live.room.id}/"
    assert "/transcript/" not in page_of(alice, address)
    with company_scope(alice.company.id):
        for step in (room_open, seats_admit_all, room_start, room_end):
            step(room=live.room, actor=alice.actor)
    page = page_of(alice, address)
    assert "/transcript/" in page
    assert "/compare/" not in page, "there is nobody to compare with"


def test_the_holders_own_page_is_named_by_what_is_there(alice: Member, over: LiveRoom) -> None:
    address = f"/rooms/{over.room.id}/"
    page = page_of(alice, address)
    assert "All your notes" in page
    assert "Afterwards" not in page
    assert "All your notes" not in page_of(factories.member(alice.company, Role.OWNER), address)
    off = factories.room(alice, status=RoomStatus.CANCELLED)
    assert "All your notes" not in page_of(alice, f"/rooms/{off.room.id}/")


def test_notes_about_everybody_show_like_others_cards(alice: Member, over: LiveRoom) -> None:
    address = f"/rooms/{over.room.id}/"
    reviewer = factories.member(alice.company, Role.REVIEWER)
    assert SECRET in page_of(alice, address), "one's own"
    auditor = factories.member(alice.company, Role.AUDITOR)
    assert SECRET in page_of(auditor, address), "gives no card"
    for invitation in over.invitations:
        assert SECRET not in page_of(reviewer, address), "not yet rated everybody"
        with company_scope(alice.company.id):
            Scorecard.objects.create(
                interview=invitation.interview,
                rater=reviewer.user,
                submitted_at=over.room.starts_at,
            )
    assert SECRET in page_of(reviewer, address)


def test_the_report_of_a_live_interview_leads_to_its_room(alice: Member, over: LiveRoom) -> None:
    link = f'href="/rooms/{over.room.id}/"'
    live, recorded = over.invitations[0].interview, factories.invitation(alice).interview
    assert link in page_of(alice, f"/interviews/{live.id}/")
    assert "/rooms/" not in page_of(alice, f"/interviews/{recorded.id}/").split("<main")[1]


def test_lists_say_which_interviews_are_live(alice: Member, over: LiveRoom) -> None:
    recorded = factories.invitation(alice).interview
    for interview, live in ((over.invitations[0].interview, True), (recorded, False)):
        row = page_of(alice, f"/interviews/{interview.id}/row/")
        assert ("</svg>Live</span>" in row) is live


def test_a_position_lists_what_is_planned(alice: Member, over: LiveRoom) -> None:
    position = over.room.position
    planned = factories.room(alice, position=position)
    elsewhere = factories.room(alice)
    page = page_of(alice, f"/positions/{position.id}/")
    listed = [f'href="/rooms/{live.room.id}/"' in page for live in (planned, elsewhere, over)]
    assert listed == [True, False, False]
    empty = factories.position(alice)
    assert "Planned live interviews" not in page_of(alice, f"/positions/{empty.id}/")
