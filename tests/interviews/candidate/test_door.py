"""Who gets in with a link, and what every answer to a candidate carries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern
from django.utils import timezone

from hireapp.core.scope import company_scope
from interviews.models import CandidateLink, InterviewStatus
from interviews.web.candidate.urls import urlpatterns
from tests import factories
from tests.factories import Invitation, Member
from tests.interviews.candidate.walk import Walker


def link_of(invited: Invitation, **change: Any) -> None:
    with company_scope(invited.claim.company_id):
        CandidateLink.objects.filter(id=invited.claim.link_id).update(**change)


def test_every_address_under_a_link_goes_through_the_door() -> None:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert hasattr(pattern.callback, "candidate_door"), f"{pattern.pattern} has no door"


@pytest.mark.parametrize("token", ["nonsense", "a" * 43 + ":" + "b" * 43])
def test_a_token_that_nobody_signed_is_not_found(db: None, token: str) -> None:
    assert Client().get(f"/i/{token}/").status_code == 404
    assert Client().get(f"/i/{token}/state/").status_code == 404


def test_a_token_with_one_other_letter_is_not_found(walker: Walker) -> None:
    token = walker.invited.token
    broken = ("A" if token[0] != "A" else "B") + token[1:]
    assert Client().get(f"/i/{broken}/").status_code == 404


def test_opening_the_link_is_noted_once(walker: Walker) -> None:
    assert walker.get().status_code == 200
    first = walker.interview()
    assert first.status == InterviewStatus.OPENED
    walker.get()
    assert walker.interview().opened_at == first.opened_at


def test_an_expired_link_says_whom_to_ask_and_still_opens_the_data(walker: Walker) -> None:
    link_of(walker.invited, expires_at=timezone.now() - timedelta(minutes=1))
    page = walker.get()
    assert page.status_code == 410
    assert "alice@example.com" in page.content.decode()
    assert walker.get("data/").status_code == 200
    assert walker.get("state/").json()["type"].endswith("link_expired")


def test_a_revoked_link_opens_nothing_at_all(walker: Walker) -> None:
    link_of(walker.invited, revoked_at=timezone.now())
    for path in ("", "data/", "person/", "how-it-works/"):
        page = walker.get(path)
        assert page.status_code == 410, path
        assert "newest invitation" in page.content.decode()


def test_an_interview_under_way_outlives_its_link_by_a_day(ready: Walker) -> None:
    ready.begin(ready.questions()[0])
    link_of(ready.invited, expires_at=timezone.now() - timedelta(hours=23))
    assert ready.get("interview/").status_code == 200
    link_of(ready.invited, expires_at=timezone.now() - timedelta(hours=25))
    assert ready.get("interview/").status_code == 410


def test_nothing_is_cached_indexed_or_told_to_other_sites(walker: Walker) -> None:
    for path in ("", "consent/", "data/", "state/"):
        headers = walker.get(path).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in headers["X-Robots-Tag"]


def test_forms_and_endpoints_need_the_csrf_token(ready: Walker) -> None:
    strict = Client(enforce_csrf_checks=True)
    question = {"question": str(ready.questions()[0])}
    for path in ("consent/", "answers/", "data/delete/", "person/"):
        assert strict.post(ready.base + path, question).status_code == 403, path


def test_the_interviews_language_is_spoken_until_another_is_chosen(alice: Member) -> None:
    korean = factories.position(alice, language="ko")
    invited = factories.invitation(alice, position=korean)
    client = Client(headers={"accept-language": "en"})
    assert '<html lang="ko"' in client.get(f"/i/{invited.token}/").content.decode()
    walker = Walker(invited, language="en")
    assert '<html lang="en"' in walker.get().content.decode()


def test_another_candidates_answer_does_not_exist(alice: Member, ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    other = Walker(factories.invitation(alice, position=ready.invited.interview.position))
    other.consent()
    for act in ("submit", "discard"):
        refused = other.call(f"answers/{answer}/{act}/")
        assert refused.status_code == 404
        assert refused["Content-Type"] == "application/problem+json"
    assert other.get(f"answers/{answer}/media/").status_code == 404
    assert other.begin(ready.questions()[1]).status_code == 404


def test_the_link_is_locked_after_its_interview(walker: Walker) -> None:
    """As by colleagues who revoke it: in the other order two could wait for each other for ever."""
    walker.get()
    with CaptureQueriesContext(connection) as caught:
        assert walker.post("data/note/", note="My name is spelled Yi").status_code == 302
    queries = [query["sql"] for query in caught]
    (interview,) = [n for n, sql in enumerate(queries) if "FOR UPDATE" in sql]
    (link,) = [n for n, sql in enumerate(queries) if 'UPDATE "interviews_candidatelink"' in sql]
    assert interview < link
