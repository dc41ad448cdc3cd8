"""The web process dies in the middle of a live interview: people go on talking, and what was
recorded meanwhile arrives when it is back.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from interviews.models import AnswerStatus
from interviews.services.room import room_end, room_open, room_start, seats_admit_all
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import device
from tests.e2e.room.interviewer import Interviewer
from tests.e2e.room.test_candidate import SLOW_MS, Scene, room_chromium, shows
from tests.e2e.server import WebServer
from tests.factories import Member

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.django_db(transaction=True)]

__all__ = ["room_chromium"]  # the fixture of the other module
AWAY_MS = 8_000
CLOCK = "document.querySelector('.pane[data-kind=interviewer] video').currentTime"


def _runs_on(page: Page) -> float:
    """How much further the interviewer's picture and sound got while the server was away."""
    before = float(page.evaluate(CLOCK))
    page.wait_for_timeout(AWAY_MS)
    return float(page.evaluate(CLOCK)) - before


@pytest.mark.timeout(570)
def test_talk_goes_on_and_nothing_recorded_is_lost(
    running_server: WebServer, company_owner: Member, room_chromium: Browser
) -> None:
    live = apart(lambda: factories.room(company_owner, candidates=1))
    room = Scene(live, company_owner, running_server)
    wide = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}
    with device(room_chromium, **wide) as laptop, device(room_chromium, **wide) as office:
        page = room.enter(laptop, 0)
        room.act(room_open)
        user = company_owner.user
        interviewer = Interviewer(office.context, running_server.url, user, live.room.id)
        room.act(seats_admit_all)
        room.act(room_start)
        shows(page, ".pane[data-kind=interviewer]")
        light = page.locator("[data-part=light-recording]")
        expect(light).to_have_attribute("data-on", "", timeout=SLOW_MS)
        page.wait_for_timeout(3000)

        running_server.kill()
        assert _runs_on(page) > AWAY_MS / 1000 / 3
        note = page.locator("[data-part=room-note]")
        expect(note).to_contain_text("Your talk goes on", timeout=SLOW_MS)
        expect(light).to_have_attribute("data-on", "")
        assert interviewer.links() == ["connected open"]
        running_server.start()
        expect(note).not_to_contain_text("Your talk goes on", timeout=SLOW_MS)
        assert interviewer.links() == ["connected open"]

        room.act(room_end)
        expect(page.get_by_role("link", name="See your receipt")).to_be_visible(timeout=SLOW_MS)
        assert room.answers(0) == [("1", AnswerStatus.SUBMITTED, False)]
        assert laptop.complaints == []
