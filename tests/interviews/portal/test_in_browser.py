"""A position's table in a real Chromium: it renews itself under the reader's hands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, expect

from interviews.models import Interview, Position
from tests import factories
from tests.e2e.apart import apart
from tests.factories import Member
from tests.interviews.in_browser import Visit, launched, signed_in
from tests.interviews.spoken_interviews import DEVELOPER, interview_with

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def position(alice: Member) -> Position:
    return apart(lambda: factories.position(alice, questions=1, job_code="200102"))


@pytest.fixture
def interviews(alice: Member, position: Position) -> list[Interview]:
    def made() -> list[Interview]:
        return [interview_with(alice, [DEVELOPER], position=position)[0] for _ in range(6)]

    return apart(made)


@pytest.fixture
def visit(
    interviews: list[Interview], alice: Member, live_server: Any, chromium: Browser
) -> Iterator[Visit]:
    with signed_in(chromium, live_server.url, alice.user) as go:
        yield go


@pytest.mark.parametrize("renewed", ["the table", "its row"])
def test_who_was_chosen_for_comparison_stays_chosen_when_the_table_renews_itself(
    visit: Visit, position: Position, interviews: list[Interview], renewed: str
) -> None:
    page = visit(reverse("portal:position", args=[position.id]))

    def box(number: int) -> Locator:
        return page.locator(f'input[name="i"][value="{interviews[number].id}"]')

    for number in range(5):
        box(number).check()
    expect(box(5)).to_be_disabled()
    box(0).focus()
    region = "interviews" if renewed == "the table" else f"interview-{interviews[0].id}"
    page.evaluate("id => { document.getElementById(id).dataset.old = 'yes' }", region)
    page.evaluate("id => htmx.trigger(document.getElementById(id), 'refetch')", region)
    expect(page.locator("[data-old]")).to_have_count(0)
    for number in range(5):
        expect(box(number)).to_be_checked()
    expect(box(5)).to_be_disabled()
    expect(box(0)).to_be_focused()
