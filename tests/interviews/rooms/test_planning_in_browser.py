"""Planning a live interview in a real Chromium, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from hireapp.core.scope import company_scope
from interviews.models import Candidate, Position, Room
from tests import factories
from tests.e2e.apart import apart
from tests.factories import Member
from tests.interviews.in_browser import Visit, launched, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def position(alice: Member) -> Position:
    return apart(lambda: factories.position(alice, title="Data engineer"))


@pytest.fixture
def person(alice: Member) -> Candidate:
    return apart(lambda: factories.candidate(alice, name="Park Seo-yeon"))


@pytest.fixture
def visit(
    position: Position, person: Candidate, alice: Member, live_server: Any, chromium: Browser
) -> Iterator[Visit]:
    with signed_in(chromium, live_server.url, alice.user) as go:
        yield go


def _rooms(alice: Member) -> int:
    def count() -> int:
        with company_scope(alice.company.id):
            return Room.objects.count()

    return apart(count)


def test_from_the_list_to_a_plan_and_past_a_warning(
    visit: Visit, alice: Member, person: Candidate
) -> None:
    apart(lambda: factories.room(alice))
    page = visit("/rooms/")
    page.get_by_role("button", name="Plan a live interview").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Data engineer").click()
    soon = timezone.now() + timedelta(minutes=10)
    page.get_by_label("Day").fill(soon.date().isoformat())
    page.get_by_label("Begins").fill(f"{soon:%H:%M}")
    page.get_by_label("Time zone").select_option("UTC")
    page.get_by_label("Search candidates").fill("nobody like this")
    expect(page.get_by_role("status").filter(has_text="Nobody fits these words.")).to_be_visible()
    page.get_by_label("Search candidates").fill("park")
    page.get_by_label(person.name).check()
    page.get_by_role("button", name="Plan and invite").click()
    warning = page.get_by_role("alert")
    expect(warning).to_contain_text("Nothing is saved yet")
    expect(warning).to_be_focused()
    expect(page.get_by_label(person.name)).to_be_checked()
    assert _rooms(alice) == 1
    page.get_by_role("button", name="Plan anyway").click()
    expect(page.get_by_role("heading", name="Data engineer")).to_be_visible()
    assert _rooms(alice) == 2
