"""What a candidate of a live interview reads before, during and after it."""

from __future__ import annotations

import re

import pytest

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.models import InterviewStatus, RoomStatus
from interviews.services.interview_status import interview_move
from interviews.services.room import room_end
from tests import factories
from tests.factories import Member
from tests.interviews.candidate.walk import RECORDING, Walker

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Member:
    return factories.company(email="alice@example.com").owner


def _invited(alice: Member, *, voice: bool = False) -> Walker:
    live = factories.room(alice, consent=False, interviewer_recorded=voice)
    return Walker(live.invitations[0])


def test_a_person_interviews_and_the_welcome_says_so(alice: Member) -> None:
    page = _invited(alice).get().content.decode()
    assert "A person interviews you." in page
    assert "You will be talking to a machine" not in page
    assert "retakes" not in page


@pytest.mark.parametrize("voice", [True, False])
def test_the_notice_says_when_the_interviewers_voice_is_recorded(
    alice: Member, voice: bool
) -> None:
    walker = _invited(alice, voice=voice)
    walker.get()
    page = walker.get("consent/?place=said").content.decode()
    assert ("voice is recorded, too" in page) is voice
    assert "Other candidates take part" in page
    assert "Start answering" not in page  # nobody presses that here
    assert "never see what you left off" not in page  # the interviewer sees that something is off
    assert "but never why not" in page


def test_who_was_called_off_is_not_met(alice: Member) -> None:
    live = factories.room(alice, candidates=2, consent=False)
    walker = Walker(live.invitations[0])
    walker.get()
    with company_scope(alice.company.id):
        interview_move(
            interview=live.seats()[1].interview, to=InterviewStatus.CANCELLED, actor=alice.actor
        )
    assert "Other candidates" not in walker.get("consent/?place=said").content.decode()
    walker.consent([RECORDING])
    assert walker.get("room/").context["others"] == 0


@pytest.mark.parametrize("agreed", [[], [RECORDING]])
def test_whatever_is_chosen_leads_into_the_room(alice: Member, agreed: list[str]) -> None:
    walker = _invited(alice)
    response = walker.consent(agreed)
    assert response["Location"] == f"{walker.base}room/"
    assert walker.interview().status == InterviewStatus.CONSENTED
    page = walker.get("room/")
    assert page.status_code == 200
    recorded = page.context["settings"]["seat"]["recorded"]
    assert recorded is bool(agreed)


def test_the_pages_of_a_recorded_interview_lead_to_the_room(alice: Member) -> None:
    walker = Walker(factories.room(alice).invitations[0])
    for path in ("interview/", "pause/", "person/", "consent/"):
        response = walker.get(path)
        assert (response.status_code, response["Location"]) == (302, f"{walker.base}room/"), path
    page = walker.get("room/").content.decode()
    assert "Ask for a person" not in page


def test_a_recorded_interview_has_no_room(alice: Member) -> None:
    walker = Walker(factories.invitation(alice))
    walker.consent()
    assert walker.get("room/")["Location"] == f"{walker.base}interview/"
    assert walker.call("room/continue/").status_code == 404


def test_before_the_notice_is_answered_nobody_gets_into_the_room(alice: Member) -> None:
    walker = _invited(alice)
    walker.get()
    assert walker.get("room/")["Location"] == walker.base


def test_what_to_record_is_told_while_the_room_is_live(alice: Member) -> None:
    waiting = Walker(factories.room(alice, candidates=1, status=RoomStatus.OPEN).invitations[0])
    assert waiting.call("room/continue/").status_code == 409
    live = Walker(factories.room(alice, candidates=1, status=RoomStatus.LIVE).invitations[0])
    first = live.call("room/continue/").json()["question"]
    assert live.call("room/continue/").json()["question"] == first
    assert live.begin(first).status_code == 201
    assert live.call("room/continue/").json()["question"] != first


def test_the_receipt_says_when_nothing_was_recorded(alice: Member) -> None:
    room = factories.room(alice, candidates=1, status=RoomStatus.LIVE, refused=set(Purpose))
    walker = Walker(room.invitations[0])
    with company_scope(alice.company.id):
        room_end(room=room.room, actor=alice.actor)
    assert walker.get()["Location"] == f"{walker.base}receipt/"
    page = walker.get("receipt/").content.decode()
    assert "Nothing was recorded." in page
    assert walker.get("data/").status_code == 200


def test_who_takes_everything_back_after_the_end_keeps_their_person(alice: Member) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    walker = Walker(live.invitations[0])
    with company_scope(alice.company.id):
        room_end(room=live.room, actor=alice.actor)
    walker.post("data/consent/", act="withdraw_all")
    assert walker.interview().status == InterviewStatus.HUMAN_PATH
    page = walker.get("person/").content.decode()
    assert "A person will take over" in page
    assert "changed my mind" not in page
    for path in ("", "consent/", "consent/?place=said", "room/"):
        assert walker.get(path)["Location"] == f"{walker.base}person/"
    walker.post("consent/", notice="0" * 64)
    interview = walker.interview()
    assert interview.status == InterviewStatus.HUMAN_PATH
    assert interview.human_requested_at is not None


def test_the_room_page_knows_when_it_begins_and_how_long_it_takes(alice: Member) -> None:
    live = factories.room(alice)
    settings = Walker(live.invitations[0]).get("room/").context["settings"]
    assert settings["minutes"] == live.room.minutes
    assert settings["starts_at"] == live.room.starts_at.isoformat()


def test_nobody_is_told_to_be_seen_before_the_lobby_is_open(alice: Member) -> None:
    page = Walker(factories.room(alice).invitations[0]).get("help/").content.decode()
    assert "The interviewer sees that you are waiting" not in page
    assert "As soon as the interviewer has opened the interview, they see that" in page


def test_staying_in_the_interview_is_not_staying_signed_in(alice: Member) -> None:
    walker = Walker(factories.room(alice).invitations[0], language="ko")
    assert "로그인" not in walker.get("room/").content.decode()


@pytest.mark.parametrize("path", ["data/", "receipt/"])
def test_every_moment_is_told_in_the_readers_own_zone(alice: Member, path: str) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    walker = Walker(live.invitations[0])
    with company_scope(alice.company.id):
        room_end(room=live.room, actor=alice.actor)
    page = walker.get(path).content.decode()
    times = re.findall(r'<time datetime="[^"]+" data-local="datetime">([^<]+)</time>', page)
    assert len(times) >= (3 if path == "data/" else 1)
    told = re.findall(r"[A-Z][a-z]+\.? \d{1,2}, \d{4}, [^<]*[ap]\.m\.", page)
    assert sorted(told) == sorted(times)
