"""A whole live interview in real browsers: an interviewer on the real screen and two candidates,
who come by their links. They see and hear each other, write, share a screen; what is said and seen
reaches the interviewer; one browser is killed and comes back; the reports are there at the end.

``HIREAPP_SCREENSHOTS=folder`` keeps pictures of both sides.
"""

from __future__ import annotations

import os
import re
import signal
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.e2e import candidate_walk as walk
from tests.e2e.browser import ROOM_FLAGS, Watched, device, launch
from tests.e2e.media import microphone_file
from tests.e2e.room.crowd import until
from tests.e2e.room.footage import RATE, Footage
from tests.e2e.room.people import INTERVIEWER, PEOPLE, Looks, footage
from tests.e2e.room.screen import Screen
from tests.resilience.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.timeout(900)]

SLOW_MS = 90_000
PATIENCE_S = 240  # three browsers take all that two cores have
PAUSE_S = 3
NAMES = (PEOPLE[0].name, PEOPLE[1].name)
Facts = dict[str, Any]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def system() -> Iterator[System]:
    with System() as running:
        yield running


class Candidate:
    """A candidate with a browser of their own, whose camera and microphone play one person."""

    def __init__(self, playwright: Playwright, url: str, seat: Facts, media: dict[str, Path]):
        self._playwright, self._media = playwright, media
        self.address = f"{url}/i/{seat['token']}/"
        self.browser: Browser | None = None
        self.page: Page | None = None
        self.watched: Watched | None = None

    def _launch(self) -> Page:
        self.browser = launch(self._playwright, **self._media, flags=ROOM_FLAGS)
        size = {"width": 1280, "height": 800}
        context = self.browser.new_context(
            permissions=["camera", "microphone"], viewport=size, locale="en-US"
        )
        context.set_default_timeout(SLOW_MS)
        self.watched = Watched(context)
        return self.watched.open(self.address)

    def come(self) -> Page:
        """From the invitation's link to the waiting room."""
        self.page = page = self._launch()
        page.get_by_role("link", name="Continue", exact=True).click(timeout=SLOW_MS)
        walk.say_country(page)
        walk.agree(page)
        self._ready(page)
        return page

    def come_back(self) -> Page:
        """By the same link, in a new browser."""
        self.page = page = self._launch()
        page.goto(f"{self.address}room/")
        self._ready(page)
        return page

    @staticmethod
    def _ready(page: Page) -> None:
        page.get_by_role("button", name="Turn on camera and microphone").click(timeout=SLOW_MS)
        page.get_by_role("button", name="I am ready").click(timeout=SLOW_MS)

    def kill(self) -> None:
        """Like a power cut: the browser with everything that belongs to it."""
        mark = str(self._media["camera"])
        for process in psutil.process_iter(["cmdline"]):
            line = process.info["cmdline"] or []
            if any(mark in word for word in line) and "--type=" not in " ".join(line):
                children = process.children(recursive=True)
                for one in (process, *children):
                    os.kill(one.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Path]]:
    """For the interviewer and two candidates: a face and a voice each."""
    folder = tmp_path_factory.mktemp("media")
    looks = Looks()
    desk = footage(INTERVIEWER, looks).camera_file(folder / "interviewer.mjpeg")
    made = [{"camera": desk, "microphone": microphone_file(INTERVIEWER.voice)}]
    for number, person in enumerate(PEOPLE[:2]):
        shown = footage(person, looks)
        made.append(
            {
                "camera": shown.camera_file(folder / f"{number}.mjpeg"),
                "microphone": _sound_file(shown, folder / f"{number}.wav"),
            }
        )
    return made


def _sound_file(shown: Footage, path: Path) -> Path:
    """What the person says, and a pause after it: Chromium plays it in a loop."""
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(shown.sound.tobytes() + bytes(2 * RATE * PAUSE_S))
    return path


def test_an_interview_from_the_link_to_the_report(
    playwright: Playwright, system: System, media: list[dict[str, Path]]
) -> None:
    room: Facts = system.ask("tests.e2e.room.seed", "1", *NAMES)
    desk_browser = launch(playwright, **media[0], flags=ROOM_FLAGS)
    first, second = (
        Candidate(playwright, system.url, seat, own)
        for seat, own in zip(room["seats"], media[1:], strict=True)
    )
    wide = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
    with device(desk_browser, **wide) as desk:
        screen = Screen(desk, system.url, room)
        screen.enter()
        one, two = first.come(), second.come()
        screen.admit_all(2)
        _they_see_and_hear_each_other(screen, one, two)
        screen.start()
        screen.ask_everybody_the_first_expected()
        _they_write_and_share(screen, one, two, room)
        _what_is_said_and_seen_arrives(screen, room)
        _keep(screen.page, "room-screen-1440")
        _keep(one, "room-candidate-1280")

        second.kill()
        gone = room["seats"][1]["id"]
        pane = screen.page.locator(f".pane[data-pane='{gone}']")
        expect(pane).not_to_have_attribute("data-here", "here", timeout=SLOW_MS)
        second.come_back()
        expect(pane).to_have_attribute("data-here", "here", timeout=SLOW_MS)
        _pictures_go_on(screen)
        screen.ask("What would you do differently today?")
        screen.wait(5)

        screen.end()
        for candidate in (first, second):
            assert candidate.page is not None
            receipt = candidate.page.get_by_role("link", name="See your receipt")
            expect(receipt).to_be_visible(timeout=SLOW_MS)
        facts = _analysed(system, room, screen)
        _reports_are_there(system, screen, room, facts)
        assert desk.complaints == []
    for candidate in (first, second):
        assert candidate.watched is not None
        assert candidate.watched.complaints == []
        assert candidate.browser is not None
        candidate.browser.close()
    desk_browser.close()


def _they_see_and_hear_each_other(screen: Screen, one: Page, two: Page) -> None:
    _pictures_go_on(screen)

    def loud() -> bool:
        screen.wait(0.5)
        return all(meter["loudest"] > 0.005 for meter in screen.meters().values())

    until(loud, "both are heard", 60)
    for page in (one, two):
        for kind in ("interviewer", "candidate"):
            page.wait_for_function(
                """(kind) => {
                  const video = document.querySelector(`.pane[data-kind=${kind}] video`);
                  return video && video.videoWidth > 0 && video.currentTime > 0.3;
                }""",
                arg=kind,
                timeout=SLOW_MS,
            )


def _pictures_go_on(screen: Screen) -> None:
    before = {seat: one["frames"] for seat, one in screen.meters().items()}

    def more() -> bool:
        screen.wait(0.5)
        now = screen.meters()
        return len(now) == 2 and all(
            one["width"] > 0 and one["frames"] > before.get(seat, 0) + 5
            for seat, one in now.items()
        )

    until(more, "pictures of both", 90)


def _they_write_and_share(screen: Screen, one: Page, two: Page, room: Facts) -> None:
    two.get_by_role("button", name="Chat").click()
    two.get_by_label("Message", exact=True).fill("Good morning!")
    two.get_by_role("button", name="Send").click()
    expect(one.locator("[data-part=unread]")).to_have_text("1", timeout=SLOW_MS)
    expect(screen.page.get_by_text("Good morning!").first).to_be_attached(timeout=SLOW_MS)
    two.get_by_role("button", name="Share screen").click()
    expect(one.locator(".pane[data-kind=screen]")).to_be_visible(timeout=SLOW_MS)
    shared = screen.page.locator(".pane-screen")
    expect(shared).to_contain_text(room["seats"][1]["name"], timeout=SLOW_MS)
    two.get_by_role("button", name="Stop sharing").click()


def _what_is_said_and_seen_arrives(screen: Screen, room: Facts) -> None:
    """Signals, words, frequent words and a recommendation with words that were really said."""
    seat = room["seats"][0]

    def heard() -> str:
        words = [word[0] for e in screen.told["words"][seat["id"]] for word in e["words"]]
        return " ".join(words).lower()

    def arrived() -> bool:
        screen.wait(0.5)
        faces = [e for e in screen.told["signals"][seat["id"]] if e["face"]]
        return len(faces) >= 4 and len(heard().split()) >= 12

    until(arrived, "signals and words of the first candidate", PATIENCE_S)
    quotes: list[str] = []

    def recommended() -> bool:
        screen.wait(1)
        paths = screen.recommended_to(seat)
        quotes[:] = [quote for path in paths for quote in re.findall(r"“(.+?)”", path)]
        return bool(quotes)

    until(recommended, "a question that refers to what was said", PATIENCE_S)
    own = re.sub(r"[^\w ]", "", heard())
    for quote in quotes:
        assert re.sub(r"[^\w ]", "", quote.lower()) in own, (quote, own)
    expect(screen.page.locator("[data-words] li").first).to_be_attached(timeout=SLOW_MS)


def _analysed(system: System, room: Facts, screen: Screen) -> Facts:
    deadline = time.monotonic() + 400
    while time.monotonic() < deadline:
        facts: Facts = system.ask("tests.e2e.room.facts", room["company"])
        if all(seat["status"] == "analysed" for seat in facts["seats"].values()):
            return facts
        screen.wait(3)
    raise AssertionError(f"not analysed in time: {facts}\n{system.tail()}")


def _reports_are_there(system: System, screen: Screen, room: Facts, facts: Facts) -> None:
    assert facts["audit"], "the audit chain is broken"
    kept = [
        [answer["kind"] for answer in facts["seats"][seat["id"]]["answers"]]
        for seat in room["seats"]
    ]
    # The time before the first question may be too short for a recording of its own.
    assert [kind for kind in kept[0] if kind != "opening"] == ["listed", "free"]
    # Killed while the listed question was recorded: kept as far as it had come, and gone on with.
    assert [kind for kind in kept[1] if kind != "opening"] == ["listed", "continued", "free"]
    answers = facts["seats"][room["seats"][1]["id"]]["answers"]
    (broken,) = [answer for answer in answers if answer["kind"] == "listed"]
    assert broken["interrupted"]
    assert broken["size"] > 10_000
    for seat in room["seats"]:
        screen.page.goto(f"{system.url}/interviews/{seat['interview']}/?q=2")
        expect(screen.page.locator("[data-transcript] .word").first).to_be_visible(timeout=SLOW_MS)
    screen.page.goto(f"{system.url}/rooms/{room['room']}/transcript/")
    for name in NAMES:
        expect(screen.page.get_by_role("link", name=name).first).to_be_visible()
    _keep(screen.page, "room-transcript-1440")


def _keep(page: Page, name: str) -> None:
    folder = os.environ.get("HIREAPP_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
