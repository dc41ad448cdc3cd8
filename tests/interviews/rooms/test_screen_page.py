"""The interviewer's page: whose it is, what stands on it in each state, how much it asks."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import Interview, Position, Rating, RoomStatus, Scorecard, Seat
from interviews.services.room import room_cancel
from interviews.services.room_question import asked_freely, question_ask
from tests import factories
from tests.factories import LiveRoom, Member


def address(live: LiveRoom) -> str:
    return reverse("rooms:room", args=[live.room.id])


def seats_of(live: LiveRoom, author: Member) -> list[Seat]:
    with company_scope(author.company.id):
        return list(
            Seat.objects.filter(room=live.room).select_related("interview__candidate", "room")
        )


def settings_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="page-settings" type="application/json">(.*?)</script>', html)
    assert found is not None
    settings: dict[str, Any] = json.loads(found.group(1))
    return settings


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("status", "shows"),
    [
        (RoomStatus.SCHEDULED, "Open the lobby"),
        (RoomStatus.OPEN, "Start the interview"),
        (RoomStatus.LIVE, "End for all"),
        (RoomStatus.ENDED, "Compare these candidates"),
    ],
)
def test_each_state_has_its_page(
    alice: Member, alice_client: Client, status: RoomStatus, shows: str
) -> None:
    live = factories.room(alice, status=status)
    page = text_of(alice_client, address(live))
    assert shows in page
    assert ('data-theme-default="dark"' in page) == (status != RoomStatus.ENDED)


def test_a_room_that_was_cancelled_says_so(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice)
    with company_scope(alice.company.id):
        room_cancel(room=live.room, actor=alice.actor)
    assert "was cancelled" in text_of(alice_client, address(live))


def test_only_who_holds_the_room_gets_to_the_screen(
    alice: Member, bob_client: Client, charlie_client: Client, client: Client
) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    seat = seats_of(live, alice)[0]
    pages = [
        address(live),
        reverse("rooms:seat_file", args=[live.room.id, seat.id]),
        reverse("rooms:seat_card", args=[live.room.id, seat.id]),
    ]
    for url in pages:
        assert bob_client.get(url).status_code == 404, "a colleague"
        assert charlie_client.get(url).status_code == 404, "another company"
        assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_a_role_that_does_not_rate_holds_no_room(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    auditor = Client()
    auditor.force_login(factories.member(alice.company, Role.AUDITOR).user)
    assert auditor.get(address(live)).status_code == 403


def test_a_seat_of_another_room_is_not_found(alice: Member, alice_client: Client) -> None:
    mine, other = (factories.room(alice, status=RoomStatus.LIVE) for _number in range(2))
    strange = seats_of(other, alice)[0]
    for name in ("rooms:seat_file", "rooms:seat_card"):
        assert alice_client.get(reverse(name, args=[mine.room.id, strange.id])).status_code == 404
        assert alice_client.get(reverse(name, args=[mine.room.id, uuid4()])).status_code == 404


def test_the_screen_names_who_sits_where_and_what_is_expected(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=3, status=RoomStatus.LIVE)
    page = text_of(alice_client, address(live))
    settings = settings_of(page)
    seats = seats_of(live, alice)
    assert [seat["id"] for seat in settings["seats"]] == [str(seat.id) for seat in seats]
    assert [seat["label"] for seat in settings["seats"]] == [
        seat.interview.candidate.name for seat in seats
    ]
    assert settings["acts"] == reverse("rooms:start", args=[live.room.id]).removesuffix("start/")
    assert "Tell us about project number 2." in page


def test_a_job_with_content_offers_what_opens_its_competencies(
    alice: Member, alice_client: Client
) -> None:
    position = factories.position(alice, job_code="200102", questions=0)
    page = text_of(alice_client, address(factories.room(alice, position=position, status="live")))
    assert page.count("data-ask-expected") >= 5


def test_blind_review_hides_names_and_what_is_known(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, candidates=2, status=RoomStatus.LIVE)
    seats = seats_of(live, alice)
    with company_scope(alice.company.id):
        Position.objects.filter(id=live.room.position_id).update(blind=True)
        Scorecard.objects.create(
            interview_id=seats[0].interview_id, rater=alice.user, submitted_at=timezone.now()
        )
    labels = [seat["label"] for seat in settings_of(text_of(alice_client, address(live)))["seats"]]
    candidates = [seat.interview.candidate for seat in seats]
    assert labels == [candidates[0].name, f"Candidate {candidates[1].code}"]
    hidden = reverse("rooms:seat_file", args=[live.room.id, seats[1].id])
    assert "reviewed blind" in text_of(alice_client, hidden)
    open_ = reverse("rooms:seat_file", args=[live.room.id, seats[0].id])
    assert "Earlier interviews" in text_of(alice_client, open_)


def rated_before(author: Member, seat: Seat, rater: Member) -> Interview:
    """An earlier, finished interview of the same candidate with a colleague's scorecard."""
    candidate = seat.interview.candidate
    earlier = factories.invitation(author, candidate=candidate).interview
    with company_scope(author.company.id):
        Interview.objects.filter(id=earlier.id).update(
            status="analysed", started_at=timezone.now(), finished_at=timezone.now()
        )
        card = Scorecard.objects.create(
            interview=earlier,
            rater=rater.user,
            comment="Knows indexes",
            submitted_at=timezone.now(),
        )
        Rating.objects.create(scorecard=card, question=earlier.questions.all()[0], score=4)
    return earlier


def test_earlier_ratings_show_once_ones_own_is_in(
    alice: Member, bob: Member, alice_client: Client
) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    seat = seats_of(live, alice)[0]
    earlier = rated_before(alice, seat, bob)
    url = reverse("rooms:seat_file", args=[live.room.id, seat.id])
    before = text_of(alice_client, url)
    assert "Knows indexes" not in before
    assert "1 scorecard shows after you give your own" in before
    with company_scope(alice.company.id):
        Scorecard.objects.create(interview=earlier, rater=alice.user, submitted_at=timezone.now())
    after = text_of(alice_client, url)
    assert "Knows indexes" in after
    assert "4.0 of 5" in after


def test_the_rating_sheet_grows_with_the_questions(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    seat = seats_of(live, alice)[0]
    url = reverse("rooms:seat_card", args=[live.room.id, seat.id])
    first = text_of(alice_client, url).count("data-card-question")
    with company_scope(alice.company.id):
        question_ask(
            room=live.room, seats=[seat], asked=asked_freely("Which index?"), actor=alice.actor
        )
    page = text_of(alice_client, url)
    assert page.count("data-card-question") == first + 1
    assert "Which index?" in page
    assert 'value="submit"' not in page, "it is handed in on the report"


@pytest.mark.parametrize("candidates", [1, 5])
def test_five_candidates_cost_no_more_queries_than_one(
    alice: Member, alice_client: Client, candidates: int
) -> None:
    live = factories.room(alice, candidates=candidates, status=RoomStatus.LIVE)
    alice_client.get(address(live))  # what Django remembers per process
    with CaptureQueriesContext(
        connection,
    ) as asked:
        alice_client.get(address(live))
    # the frame of every page; room; seats, questions, content in use and the content itself
    assert len(asked) == 8 + 6


def test_an_earlier_interview_that_is_reviewed_blind_stays_out(
    alice: Member, bob: Member, alice_client: Client
) -> None:
    """With the name on the screen, its code would be known, too."""
    live = factories.room(alice, status=RoomStatus.LIVE)
    seat = seats_of(live, alice)[0]
    earlier = rated_before(alice, seat, bob)
    with company_scope(alice.company.id):
        Position.objects.filter(id=earlier.position_id).update(blind=True, title="Blind one")
    url = reverse("rooms:seat_file", args=[live.room.id, seat.id])
    page = text_of(alice_client, url)
    assert "Blind one" not in page
    assert str(earlier.id) not in page
    with company_scope(alice.company.id):
        Scorecard.objects.create(interview=earlier, rater=alice.user, submitted_at=timezone.now())
    assert "Knows indexes" in text_of(alice_client, url)


def test_opening_a_candidates_file_is_noted(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    seat = seats_of(live, alice)[0]
    text_of(alice_client, reverse("rooms:seat_file", args=[live.room.id, seat.id]))
    with company_scope(alice.company.id):
        entry = AuditEntry.objects.get(action="candidate.file_viewed")
    assert (entry.target_id, entry.actor_id) == (str(seat.interview_id), str(alice.user.id))


def test_the_mark_of_a_recording_is_not_named_like_a_kind_of_interview(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    answer = alice_client.get(address(live), headers={"accept-language": "ko"})
    page = answer.content.decode()
    assert '<html lang="ko"' in page
    assert "data-recorded" in page
    assert "녹화 면접" not in page
