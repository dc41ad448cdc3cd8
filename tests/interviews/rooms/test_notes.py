"""What the interviewer wrote down: found again afterwards, by whom it may, until it is deleted."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, TestCase
from pypdf import PdfReader

from analysis.types import Purpose
from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.models import InterviewQuestion, RoomNote, RoomStatus, Scorecard, Seat
from interviews.services.room import room_end
from interviews.services.room_note import note_write
from tests import factories
from tests.factories import LiveRoom, Member
from tests.interviews.rooms.pages import page_of, seen_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(alice: Member) -> LiveRoom:
    """A room with a note about each candidate and one about both; over."""
    made = factories.room(alice, status=RoomStatus.LIVE)
    first, second = made.seats()
    notes: tuple[tuple[Seat | None, str], ...] = (
        (first, "Calm under pressure"),
        (second, "Asks back"),
        (None, "Both were late"),
    )
    with company_scope(alice.company.id):
        for seat, text in notes:
            note_write(
                room=made.room, seat=seat, author=alice.user, text=text, client_id=uuid.uuid4()
            )
        room_end(room=made.room, actor=alice.actor)
    return made


def _paper(member: Member, address: str) -> str:
    pages = PdfReader(io.BytesIO(seen_by(member).get(address).content)).pages
    return "\n".join(page.extract_text() for page in pages)


def _data(live: LiveRoom, act: str = "data/") -> str:
    return live.invitations[0].url.removeprefix(settings.PUBLIC_URL) + act


def test_the_interviewer_finds_them_when_it_is_over(alice: Member, live: LiveRoom) -> None:
    page = page_of(alice, f"/rooms/{live.room.id}/room/")
    for text in ("Calm under pressure", "Asks back", "Both were late", "about everybody"):
        assert text in page


def test_who_reads_them_afterwards_stands_in_the_log(alice: Member, live: LiveRoom) -> None:
    address = f"/rooms/{live.room.id}/room/"
    page_of(alice, address)
    without = factories.room(alice, status=RoomStatus.ENDED)
    page_of(alice, f"/rooms/{without.room.id}/room/")
    with company_scope(alice.company.id):
        (entry,) = AuditEntry.objects.filter(action="room.notes_viewed")
    assert entry.target_id == str(live.room.id)
    assert entry.actor_id == str(alice.user.id)
    assert entry.detail == {"notes": 3}


def test_the_report_shows_those_about_this_candidate_as_it_shows_others_cards(
    alice: Member, live: LiveRoom
) -> None:
    interview = live.seats()[0].interview
    address = f"/interviews/{interview.id}/"
    own = page_of(alice, address)
    assert "Calm under pressure" in own
    assert "Asks back" not in own
    assert "Both were late" not in own
    reviewer = factories.member(alice.company, Role.REVIEWER)
    assert "Calm under pressure" not in page_of(reviewer, address)
    with company_scope(alice.company.id):
        Scorecard.objects.create(
            interview=interview, rater=reviewer.user, submitted_at=interview.invited_at
        )
    assert "Calm under pressure" in page_of(reviewer, address)
    auditor = factories.member(alice.company, Role.AUDITOR)
    assert "Calm under pressure" in page_of(auditor, address)


def test_the_paper_report_has_them_as_the_page_has(alice: Member, live: LiveRoom) -> None:
    address = f"/interviews/{live.seats()[0].interview_id}/report.pdf"
    own = _paper(alice, address)
    assert "Calm under pressure" in own
    assert "Asks back" not in own
    reviewer = factories.member(alice.company, Role.REVIEWER)
    assert "Calm under pressure" not in _paper(reviewer, address)


def test_the_candidate_reads_that_there_are_some_and_deletes_them(
    alice: Member, live: LiveRoom
) -> None:
    client = Client(headers={"accept-language": "en"})
    page = client.get(_data(live)).content.decode()
    assert "wrote down 1 note about you" in page
    assert "Calm under pressure" not in page
    client.post(_data(live, "data/delete/"), {"sure": "yes"})
    assert "wrote down" not in client.get(_data(live)).content.decode()
    with company_scope(alice.company.id):
        texts = set(RoomNote.objects.values_list("text", flat=True))
    assert texts == {"Asks back", "Both were late"}


def _write(live: LiveRoom, author: Member, **body: Any) -> Any:
    client = Client(headers={"accept-language": "en"})
    client.force_login(author.user)
    address = f"/rooms/{live.room.id}/notes/"
    written = {"text": "Calm under pressure", "client_id": str(uuid.uuid4()), **body}
    return client.post(address, json.dumps(written), content_type="application/json")


@pytest.mark.parametrize("status", [RoomStatus.LIVE, RoomStatus.CANCELLED])
def test_nothing_is_written_down_any_more_of_who_deleted_everything(
    status: str, alice: Member
) -> None:
    live = factories.room(alice, status=status)
    gone, here = live.seats()
    Client().post(_data(live, "data/delete/"), {"sure": "yes"})
    refused = _write(live, alice, seat=str(gone.id))
    assert (refused.status_code, refused.json()["title"]) == (409, "nothing may be kept")
    assert _write(live, alice, seat=str(here.id)).status_code == 200
    assert _write(live, alice, seat=None).status_code == 200
    with company_scope(alice.company.id):
        assert not RoomNote.objects.filter(seat=gone).exists()


def _told(live: LiveRoom) -> list[str]:
    """Texts of the notes in the room's stream."""
    keys = RoomKeys(live.room.company_id, live.room.id)
    found: Any = valkey().xrange(keys.events)
    events = [json.loads(fields[b"e"]) for _, fields in found]
    return [event["note"]["text"] for event in events if event["type"] == "note"]


@pytest.mark.parametrize("refused", [(), tuple(Purpose)], ids=["agreed", "refused"])
def test_notes_leave_the_stream_with_everything_whatever_was_agreed_to(
    refused: tuple[Purpose, ...], alice: Member
) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE, refused=refused)
    first, second = live.seats()
    with TestCase.captureOnCommitCallbacks(execute=True):
        for seat, text in ((first, "Calm under pressure"), (second, "Asks back")):
            _write(live, alice, seat=str(seat.id), text=text)
    assert _told(live) == ["Calm under pressure", "Asks back"]
    with TestCase.captureOnCommitCallbacks(execute=True):
        Client().post(_data(live, "data/delete/"), {"sure": "yes"})
    assert _told(live) == ["Asks back"]


def test_a_note_that_was_kept_just_before_is_not_told_after_the_deletion(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    with TestCase.captureOnCommitCallbacks() as late:
        _write(live, alice, seat=str(live.seats()[0].id))
    with TestCase.captureOnCommitCallbacks(execute=True):
        Client().post(_data(live, "data/delete/"), {"sure": "yes"})
    for tell in late:
        tell()
    assert _told(live) == []


def test_a_note_with_other_words_or_about_another_is_not_taken_for_the_one_that_was_kept(
    alice: Member,
) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    first, second = (str(seat.id) for seat in live.seats())
    note = {"seat": first, "text": "Calm", "client_id": str(uuid.uuid4())}
    assert _write(live, alice, **note).status_code == 200
    assert _write(live, alice, **note).status_code == 200
    for other in ({"text": "Calm, and quick"}, {"seat": second}, {"seat": None}):
        refused = _write(live, alice, **{**note, **other})
        assert (refused.status_code, refused.json()["title"]) == (409, "another note")
    with company_scope(alice.company.id):
        assert RoomNote.objects.get().text == "Calm"


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("data/consent/", {"act": "withdraw", "purpose": "speech.transcript"}),
        ("data/consent/", {"act": "withdraw_all"}),
        ("data/delete/", {"sure": "yes"}),
    ],
)
def test_quotes_go_with_a_withdrawal_also_where_a_question_began_a_topic(
    alice: Member, act: str, form: dict[str, str]
) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    (seat,) = live.seats()
    with company_scope(alice.company.id):
        asked = InterviewQuestion.objects.create(
            interview=seat.interview,
            order=2,
            text="Which queue?",
            thinking_seconds=0,
            answer_seconds=900,
            retakes=0,
            kind="node",
            path={"spans": [{"text": "Kafka at night", "label": "1"}]},
            reason={"en": "The answer names Kafka."},
            probability=0.5,
            model={"version": "1"},
        )
    assert Client().post(_data(live, act), form).status_code == 302
    with company_scope(alice.company.id):
        asked.refresh_from_db()
    assert asked.text == "Which queue?"
    assert (asked.path, asked.reason, asked.probability, asked.model) == (None,) * 4
