"""The heart of the recorded interview in one test: a candidate speaks into a microphone, and the
second question refers to something said in the first answer. Every process of ``manage.py up``
runs; speech, recogniser, interviewer and analysis are the real ones.
"""

from __future__ import annotations

import re
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e import candidate_walk, portal_walk
from tests.e2e.alignment import words
from tests.e2e.browser import device, launch
from tests.interviews.dialogue.speaking import OUTAGE, speech
from tests.resilience.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.timeout(600)]
ANALYSED_MS = 180_000
JOB = "200102"  # development of applications
THE_WAIT_MS = 12_000
QUESTION = "Tell us about a problem that you solved."
SPEECH_RATE = 24_000  # Hz, of the server's voice


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with System() as running:
        yield running


@pytest.fixture(scope="module")
def speaking(camera: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone hears somebody tell of an outage, again and again."""
    sound = speech(OUTAGE)
    path = tmp_path_factory.mktemp("microphone") / "outage.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SPEECH_RATE)
        quiet = np.zeros(SPEECH_RATE // 2, np.int16)
        file.writeframes(np.concatenate([(sound * 32767).astype(np.int16), quiet]).tobytes())
    with sync_playwright() as playwright:
        browser = launch(playwright, camera=camera, microphone=path)
        yield browser
        browser.close()


def test_the_second_question_refers_to_something_said_in_the_first_answer(
    system: System, speaking: Browser
) -> None:
    with device(speaking, viewport={"width": 1440, "height": 900}, locale="en-US") as desk:
        portal = desk.open(system.url)
        portal_walk.sign_up(portal, system.url, email=portal_walk.unused_email(), company="Hanbit")
        portal_walk.create_position(portal, title="Backend engineer", follow_ups=1, job=JOB)
        portal_walk.add_question(portal, QUESTION)
        token = portal_walk.invite(portal, name="Lee Ji-won", email="lee@example.com")
        with device(speaking, viewport={"width": 390, "height": 800}, locale="en-US") as phone:
            asked, quotes = _interview(phone.open(f"{system.url}/i/{token}/"))
            assert phone.complaints == []
        said = " ".join(words(OUTAGE))
        assert quotes
        for quote in quotes:
            assert " ".join(words(quote)) in said
        _report_says_why(portal, system.url, asked, quotes)
        assert desk.complaints == []


def _interview(page: Page) -> tuple[str, list[str]]:
    """Answers the one question and its follow-up; what was asked, and the words it refers to."""
    candidate_walk.up_to_the_first_question(page)
    candidate_walk.start_answering(page)
    page.wait_for_timeout(22_000)  # the whole story, wherever in it the recording began
    candidate_walk.finish_answer(page)
    page.get_by_role("button", name="Submit this answer").click(timeout=candidate_walk.SLOW_MS)
    number = page.get_by_text("Follow-up to question 1")
    expect(number).to_be_visible(timeout=THE_WAIT_MS + candidate_walk.SLOW_MS)
    asked = page.locator("[data-part=question-text]").inner_text()
    refers = page.locator("[data-part=question-refers]").inner_text()
    quoted = re.search("“(.+)”", refers)
    candidate_walk.answer(page, 8)
    page.get_by_role("link", name="See your receipt").click()
    expect(page.get_by_role("heading", name="Your interview is complete")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(r"^1-1\. "))).to_be_visible()
    return asked, quoted.group(1).split(", ") if quoted else []


def _report_says_why(portal: Page, url: str, asked: str, quotes: list[str]) -> None:
    portal.goto(f"{url}/interviews/")
    row = portal.get_by_role("row", name="Lee Ji-won")
    expect(row).to_contain_text("Ready to review", timeout=ANALYSED_MS)
    row.get_by_role("link", name="Lee Ji-won", exact=True).click()
    portal.get_by_role("navigation", name="Questions").get_by_text(asked).click()
    expect(portal.locator("#answer")).to_have_attribute("data-question", "1-1")
    portal.locator(".report-why > summary").click()
    path = portal.get_by_role("list", name="How this question came about")
    for quote in quotes:
        expect(path).to_contain_text(quote)
    path.get_by_role("button", name="Play the words").first.click()
    expect(path.locator("[aria-pressed=true]")).to_have_count(1)
    portal.get_by_text(re.compile(r"questions? (was|were) ranked")).click()
    portal.get_by_role("button", name="Good question").click()
    expect(portal.get_by_text("rated by Han Seo-yeon")).to_have_count(1)
