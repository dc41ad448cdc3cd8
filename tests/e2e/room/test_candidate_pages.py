"""A live interview as one candidate sees it, page by page: no axe violation, no sideways scrolling;
what is agreed to is taken back in the middle. ``HIREAPP_SCREENSHOTS=folder`` keeps the pictures.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from hireapp.core.scope import company_scope
from interviews.models import Answer, Room
from interviews.services.room import room_end, room_open, room_start, seats_admit_all
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.candidate.test_pages import Look, looker, reader
from tests.e2e.server import WebServer
from tests.factories import LiveRoom, Member

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SLOW_MS = 90_000


def _act(owner: Member, live: LiveRoom, *services: Any) -> None:
    def run() -> None:
        for service in services:
            with company_scope(owner.company.id):
                service(room=Room.objects.get(id=live.room.id), actor=owner.actor)

    apart(run)


def _recordings(owner: Member) -> int:
    def count() -> int:
        with company_scope(owner.company.id):
            return Answer.objects.filter(media__size__gt=0).count()

    return apart(count)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("width", "theme", "language"), [(360, "dark", "ko"), (1440, "light", "en")]
)
def test_the_way_through_a_live_interview_looks_right(
    running_server: WebServer,
    company_owner: Member,
    chromium: Browser,
    width: int,
    theme: str,
    language: str,
) -> None:
    live = apart(
        lambda: factories.room(
            company_owner, candidates=1, consent=False, interviewer_recorded=True
        )
    )
    address = f"{running_server.url}/i/{live.invitations[0].token}/"
    wrong: list[str] = []
    look = looker(f"{width}-{theme}-{language}", wrong)
    with reader(chromium, width, theme, language) as watched:
        chosen = {"name": "django_language", "value": language, "url": running_server.url}
        watched.context.add_cookies([chosen])  # type: ignore[list-item]
        page = watched.open(address)
        look(page, "live-01-welcome")
        _agree(page, address, look)
        page.locator("[data-part=turn-on]").click(timeout=SLOW_MS)
        page.locator("[data-part=check-done]").click(timeout=SLOW_MS)
        expect(page.locator("[data-part=waiting]")).to_be_visible(timeout=SLOW_MS)
        look(page, "live-04-waiting")
        _act(company_owner, live, room_open, seats_admit_all, room_start)
        light = page.locator("[data-part=light-recording]")
        expect(light).to_have_attribute("data-on", "", timeout=SLOW_MS)
        _look_at_dialogs(page, look)
        _take_back_the_recording(page)
        expect(light).not_to_have_attribute("data-on", "", timeout=SLOW_MS)
        assert _recordings(company_owner) == 0
        look(page, "live-09-unrecorded")
        _act(company_owner, live, room_end)
        expect(page.locator("[data-part=to-receipt]")).to_be_visible(timeout=SLOW_MS)
        look(page, "live-10-ended")
        page.locator("[data-part=to-receipt]").click()
        look(page, "live-11-receipt")
        assert wrong == []
        assert watched.complaints == []


def _agree(page: Page, address: str, look: Look) -> None:
    page.goto(f"{address}consent/")
    page.locator("select[name=country]").select_option("KR")
    page.locator("main button[type=submit]").click()
    switches = page.get_by_role("switch")
    expect(switches.first).to_be_visible()
    look(page, "live-02-consent")
    for i in range(switches.count()):
        switches.nth(i).check()
    page.locator("main button[type=submit]").click()
    expect(page.locator("[data-part=turn-on]")).to_be_visible(timeout=SLOW_MS)
    look(page, "live-03-check")


def _look_at_dialogs(page: Page, look: Look) -> None:
    look(page, "live-05-room")
    for name in ("now", "devices", "leave"):
        page.locator(f".room-bar [data-dialog-open={name}-dialog]").click()
        look(page, f"live-06-{name}")
        page.locator(f"#{name}-dialog [data-dialog-close]").first.click()
    page.locator("[data-part=chat-toggle]").click()
    look(page, "live-07-chat")
    page.keyboard.press("Escape")
    expect(page.locator("[data-part=chat]")).to_be_hidden()
    page.locator("[data-part=mute]").click()
    page.locator("[data-part=hand]").click()
    look(page, "live-08-muted")


def _take_back_the_recording(page: Page) -> None:
    """From the bar of the room, in another tab: the room stays open."""
    page.locator("[data-part=take-back]").click()
    with page.context.expect_page() as opened:
        page.locator("#now-dialog").get_by_role("link").click()
    data = opened.value
    data.locator("[data-dialog-open=withdraw-recording]").click()
    data.locator("dialog[open] button[type=submit]").click()
    data.wait_for_load_state()
    data.close()
    page.locator("#now-dialog [data-dialog-close]").click()
    expect(page.locator("[data-part=take-back]")).to_be_hidden(timeout=SLOW_MS)
