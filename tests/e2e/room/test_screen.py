"""The interviewer's one screen and a candidate's page meet: real sockets, real connection.

What the analysis tells is played into the room's stream; the test of six has the real one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import ROOM_FLAGS, Watched, device, launch
from tests.e2e.server import WebServer
from tests.factories import LiveRoom, Member
from tests.interviews.rooms.feed import Feed

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.django_db(transaction=True)]

SLOW_MS = 90_000
WIDE = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
RUNS = """(selector) => {
  const video = document.querySelector(selector);
  return video && video.videoWidth > 0 && video.currentTime > 0.3;
}"""


@pytest.fixture(scope="module")
def room_chromium(camera: Path, microphone: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright, camera=camera, microphone=microphone, flags=ROOM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def live(company_owner: Member) -> LiveRoom:
    return apart(lambda: factories.room(company_owner, candidates=1))


@pytest.fixture
def desks(room_chromium: Browser) -> Iterator[tuple[Watched, Watched]]:
    """The interviewer's and the candidate's device."""
    with ExitStack() as stack:
        office, home = (stack.enter_context(device(room_chromium, **WIDE)) for _desk in range(2))
        yield office, home
        assert [*office.complaints, *home.complaints] == []


def _screen(office: Watched, server: WebServer, live: LiveRoom, owner: Member) -> Page:
    client = Client()
    apart(lambda: client.force_login(owner.user))
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": server.url}
    office.context.add_cookies([cookie])  # type: ignore[list-item]
    return office.open(f"{server.url}{reverse('rooms:room', args=[live.room.id])}")


def _candidate(home: Watched, server: WebServer, live: LiveRoom) -> Page:
    page = home.open(f"{server.url}/i/{live.invitations[0].token}/room/")
    page.get_by_role("button", name="Turn on camera and microphone").click(timeout=SLOW_MS)
    page.get_by_role("button", name="I am ready").click(timeout=SLOW_MS)
    return page


@pytest.mark.timeout(400)
def test_the_screen_and_a_candidates_page_meet(
    desks: tuple[Watched, Watched],
    running_server: WebServer,
    live: LiveRoom,
    company_owner: Member,
) -> None:
    office, home = desks
    (seat,) = live.seats()
    screen = _screen(office, running_server, live, company_owner)
    screen.get_by_role("button", name="Open the lobby").click(timeout=SLOW_MS)
    candidate = _candidate(home, running_server, live)
    expect(screen.get_by_text("Waits in the lobby")).to_be_visible(timeout=SLOW_MS)
    screen.locator(f'[data-admit="{seat.id}"]').click()
    pane = f'.pane[data-pane="{seat.id}"]'
    screen.wait_for_function(RUNS, arg=f"{pane} video", timeout=SLOW_MS)
    expect(screen.locator(pane)).to_have_attribute("data-here", "here")
    expect(screen.locator(pane)).to_have_class(re.compile("pane-speaking"), timeout=SLOW_MS)
    expect(screen.locator(f"{pane} [data-quality]")).to_have_attribute(
        "aria-label", re.compile("Connection (very )?(good|weak)"), timeout=SLOW_MS
    )
    screen.get_by_role("button", name="Start the interview").click()
    expect(screen.locator('[data-light="recording"]')).to_have_text("Recording 1 of 1")

    screen.locator("h1").click()
    screen.keyboard.press("t")
    screen.keyboard.type("Can you hear me well?")
    screen.keyboard.press("Enter")
    expect(candidate.locator("[data-part=unread]")).to_have_text("1", timeout=SLOW_MS)
    apart(lambda: Feed(live.room).words(seat, ["hello", "there"]))
    expect(candidate.locator("[data-part=captions]")).to_contain_text("hello there")
    candidate.get_by_role("button", name="Raise hand").click()
    expect(screen.locator(f"{pane} [data-hand]")).to_be_visible()
    candidate.get_by_role("button", name="Share screen").click()
    screen.wait_for_function(RUNS, arg=".pane-screen video", timeout=SLOW_MS)

    candidate.close()
    expect(screen.locator(pane)).to_have_attribute("data-here", "no", timeout=SLOW_MS)
    expect(screen.locator(".pane-screen")).to_have_count(0)
