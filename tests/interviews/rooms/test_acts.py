"""The interviewer's acts over HTTP: who may, what comes of it, and that twice is once."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from hireapp.core.errors import Conflict
from hireapp.core.scope import company_scope
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.models import (
    Answer,
    Candidate,
    InterviewQuestion,
    Question,
    Room,
    RoomNote,
    RoomStatus,
    Seat,
    SeatStatus,
    Suggestion,
)
from interviews.web.report.answers import json_problems
from tests import factories
from tests.factories import LiveRoom, Member

pytestmark = pytest.mark.django_db
ACTS = ("open", "admit", "remove", "start", "end", "ask", "notes")


def _post(client: Client, live: LiveRoom, act: str, **body: Any) -> Any:
    address = f"/rooms/{live.room.id}/{act}/"
    return client.post(address, json.dumps(body), content_type="application/json")


def _ask(client: Client, live: LiveRoom, **body: Any) -> Any:
    """One press: with an id of its own, unless ``body`` has one."""
    return _post(client, live, "ask", **{"client_id": str(uuid.uuid4()), **body})


def _questions(seat: Seat) -> list[InterviewQuestion]:
    with company_scope(seat.company_id):
        return list(InterviewQuestion.objects.filter(interview_id=seat.interview_id))


def _suggestion(seat: Seat, *, spans: bool) -> Suggestion:
    """What was recommended after the newest answer of a seat."""
    with company_scope(seat.company_id):
        question = InterviewQuestion.objects.filter(interview_id=seat.interview_id).last()
        assert question is not None
        answer = Answer.objects.create(interview_id=seat.interview_id, question=question, take=1)
        span = {"turn": 0, "start": 0, "end": 5, "text": "Kafka", "label": question.label}
        path = {
            "spans": [span] if spans else [],
            "nodes": ["Queues"],
        }
        ranked = [
            {
                "text": f"Question {place}?",
                "kind": "node",
                "option": f"node:queues/{place}",
                "competency": "backend-design",
                "path": path,
                "reason": {"en": "Because"},
                "probability": 0.5,
            }
            for place in range(3)
        ]
        made: Suggestion = Suggestion.objects.create(
            interview_id=seat.interview_id,
            answer=answer,
            ranked=ranked,
            model={"version": "1"},
            content_version="",
        )
        return made


def test_a_room_is_opened_filled_started_and_ended(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice)
    assert _post(alice_client, live, "open").json()["room"]["status"] == RoomStatus.OPEN
    seats = _post(alice_client, live, "admit", all=True).json()["seats"]
    assert [seat["status"] for seat in seats] == [SeatStatus.ADMITTED] * 2
    assert _post(alice_client, live, "start").json()["room"]["status"] == RoomStatus.LIVE
    removed = _post(alice_client, live, "remove", seat=seats[0]["id"]).json()["seat"]
    assert removed["status"] == SeatStatus.REMOVED
    assert _post(alice_client, live, "end").json()["room"]["status"] == RoomStatus.ENDED
    refused = _post(alice_client, live, "start")
    assert (refused.status_code, refused.json()["title"]) == (409, "wrong room status")


@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_the_interviewer_acts(
    act: str, alice: Member, bob_client: Client, charlie_client: Client
) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    for client in (bob_client, charlie_client):
        assert _post(client, live, act).status_code == 404
    assert Client().post(f"/rooms/{live.room.id}/{act}/").status_code == 302
    with company_scope(alice.company.id):
        assert Room.objects.get(id=live.room.id).status == RoomStatus.LIVE


def test_a_question_in_own_words_is_asked_of_everybody_chosen(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=3, status=RoomStatus.LIVE)
    seats = live.seats()
    chosen = [str(seat.id) for seat in seats[:2]]
    answer = _ask(alice_client, live, seats=chosen, text="  Why  us? ")
    assert [q["text"] for q in answer.json()["questions"]] == ["Why us?"] * 2
    assert [q.label for q in _questions(seats[0])] == ["1", "2"]
    assert [q.label for q in _questions(seats[2])] == ["1"]


def test_a_press_asks_once_however_often_it_is_sent(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, candidates=3, status=RoomStatus.LIVE)
    seats = live.seats()
    first, second, third = (str(seat.id) for seat in seats)
    press = {"text": "Why us?", "client_id": str(uuid.uuid4())}
    before = _ask(alice_client, live, seats=[first, second], **press).json()["questions"]
    with company_scope(alice.company.id):  # the page gives up after 20 s
        earlier = timezone.now() - timedelta(seconds=30)
        InterviewQuestion.objects.filter(text="Why us?").update(asked_at=earlier)
    _ask(alice_client, live, seats=[first], text="And why now?")
    again = _ask(alice_client, live, seats=[first, second, third], **press).json()["questions"]
    assert [q["id"] for q in again[:2]] == [q["id"] for q in before]
    assert [len(_questions(seat)) for seat in seats] == [3, 2, 2]
    refused = _ask(alice_client, live, seats=[first], **{**press, "text": "Why?"})
    assert (refused.status_code, refused.json()["title"]) == (409, "another question")
    assert _ask(alice_client, live, seats=[second], text="Why us?").status_code == 200
    assert [q.text for q in _questions(seats[1])][1:] == ["Why us?"] * 2  # another press


def test_a_recommended_question_keeps_its_path_and_stands_under_what_it_follows(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    (seat,) = live.seats()
    suggestion = _suggestion(seat, spans=True)
    body = {"seats": [str(seat.id)], "suggestion": str(suggestion.id), "place": 1}
    assert _ask(alice_client, live, **body).status_code == 200
    asked = _questions(seat)[-1]
    assert (asked.label, asked.text, asked.option_id) == ("1-1", "Question 1?", "node:queues/1")
    assert asked.path is not None
    assert asked.path["spans"][0]["label"] == "1"
    with company_scope(alice.company.id):
        assert Suggestion.objects.get(id=suggestion.id).asked == 1


def test_an_opening_that_was_recommended_begins_a_new_topic(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    (seat,) = live.seats()
    suggestion = _suggestion(seat, spans=False)
    body = {"seats": [str(seat.id)], "suggestion": str(suggestion.id), "place": 0}
    assert _ask(alice_client, live, **body).status_code == 200
    assert _questions(seat)[-1].label == "2"


def test_a_question_of_the_positions_list_is_asked(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    (seat,) = live.seats()
    with company_scope(alice.company.id):
        listed = Question.objects.filter(position=live.room.position_id).first()
    assert listed is not None
    asked = _ask(alice_client, live, seats=[str(seat.id)], question=str(listed.id))
    assert asked.json()["questions"][0]["text"] == listed.text


@pytest.mark.parametrize(
    "body",
    [
        {"text": "To whom?", "seats": []},
        {"text": "", "seats": "all"},
        {"text": "x" * 601},
        {"text": 7},
        {"text": "nul\x00"},
        {"suggestion": str(uuid.uuid4()), "place": 0},
        {"suggestion": "none", "place": 0},
        {"question": str(uuid.uuid4())},
        {"suggestion": str(uuid.uuid4()), "place": True},
        {"seats": [str(uuid.uuid4())], "text": "Who are you?"},
        {"text": "Which press?", "client_id": None},
        {"text": "Half a pair \ud800"},
        {"text": "Whose?", "seats": ["\ud800"]},
    ],
)
def test_what_cannot_be_asked_is_refused(
    body: dict[str, Any], alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    (seat,) = live.seats()
    refused = _ask(alice_client, live, **{"seats": [str(seat.id)], **body})
    assert refused.status_code in (404, 422)
    assert len(_questions(seat)) == 1


def test_a_suggestion_of_another_room_cannot_be_asked(alice: Member, alice_client: Client) -> None:
    here = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    there = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    suggestion = _suggestion(there.seats()[0], spans=False)
    seats = [str(here.seats()[0].id)]
    refused = _ask(alice_client, here, seats=seats, suggestion=str(suggestion.id), place=0)
    assert refused.status_code == 404


def test_nothing_is_asked_before_it_begins_or_of_who_is_out(
    alice: Member, alice_client: Client
) -> None:
    waiting = factories.room(alice, status=RoomStatus.OPEN)
    ids = [str(seat.id) for seat in waiting.seats()]
    refused = _ask(alice_client, waiting, seats=ids, text="Hello?")
    assert (refused.status_code, refused.json()["title"]) == (409, "not started")
    assert refused.json()["detail"].startswith("Start the interview first")
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    (seat,) = live.seats()
    _post(alice_client, live, "remove", seat=str(seat.id))
    assert _ask(alice_client, live, seats=[str(seat.id)], text="Hi?").status_code == 422


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b"[" * 100_000, b"null"])
def test_a_body_that_is_no_object_is_refused(
    body: bytes, alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    address = f"/rooms/{live.room.id}/ask/"
    assert alice_client.post(address, body, content_type="application/json").status_code == 422


def test_a_note_is_kept_once(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    seat = live.seats()[0]
    written = {"seat": str(seat.id), "text": "Calm under pressure", "client_id": str(UUID(int=7))}
    first, again = (_post(alice_client, live, "notes", **written).json() for _ in range(2))
    assert first == again
    for text in (" ", "Half a pair \ud800", "nul\x00"):
        assert _post(alice_client, live, "notes", **{**written, "text": text}).status_code == 422
    with company_scope(alice.company.id):
        assert RoomNote.objects.get(room=live.room).seat_id == seat.id


def test_acts_have_the_addresses_that_the_contract_names(alice: Member) -> None:
    live = factories.room(alice)
    for act in ACTS:
        name = {"notes": "note"}.get(act, act)
        assert reverse(f"rooms:{name}", args=[live.room.id]).endswith(f"/{act}/")


def test_ones_words_are_not_kept_with_another_who_is_asked_the_same(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=2, status=RoomStatus.LIVE)
    first, second = live.seats()
    suggestion = _suggestion(first, spans=True)
    seats = [str(seat.id) for seat in (first, second)]
    body = {"seats": seats, "suggestion": str(suggestion.id), "place": 1}
    assert _ask(alice_client, live, **body).status_code == 200
    own, others = (_questions(seat)[-1] for seat in (first, second))
    assert own.path is not None
    assert (own.text, others.text) == ("Question 1?", "Question 1?")
    assert (others.path, others.reason, others.probability, others.model) == (None,) * 4
    assert (own.label, others.label) == ("1-1", "2")
    url = live.invitations[1].url.removeprefix(settings.PUBLIC_URL)
    assert "Kafka" not in Client().get(f"{url}data/").content.decode()


def test_what_was_written_before_a_refusal_is_undone(alice: Member) -> None:
    @portal_view(Can.VIEW)
    @json_problems
    def view(request: HttpRequest) -> HttpResponseBase:
        factories.candidate(alice, name="Half Done")
        raise Conflict

    request = RequestFactory().get("/")
    request.user, request.session = alice.user, {}  # type: ignore[assignment]
    assert view(request).status_code == 409
    with company_scope(alice.company.id):
        assert not Candidate.objects.filter(name="Half Done").exists()
