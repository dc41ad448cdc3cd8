"""The product's main job in one test: a recruiter signs up, opens a position and invites; the
candidate answers into a camera and a microphone; a real worker analyses; the report says what was
really seen and said. Every process of ``manage.py up`` runs, on servers of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.analysis.voice.test_transcript import TWO_CITIES
from tests.e2e import candidate_walk, portal_walk
from tests.e2e.alignment import word_error_rate, words
from tests.e2e.browser import device
from tests.resilience.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.timeout(600)]
ANALYSED_MS = 180_000
QUESTIONS = ("Tell us about a project that you finished.", "What would you do differently?")


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with System() as running:
        yield running


def test_from_sign_up_to_a_report_of_what_was_said(system: System, chromium: Browser) -> None:
    with device(chromium, viewport={"width": 1440, "height": 900}, locale="en-US") as desk:
        portal = desk.open(system.url)
        portal_walk.sign_up(portal, system.url, email=portal_walk.unused_email(), company="Hanbit")
        portal_walk.create_position(portal, title="Backend engineer")
        for question in QUESTIONS:
            portal_walk.add_question(portal, question)
        token = portal_walk.invite(portal, name="Lee Ji-won", email="lee@example.com")
        portal.goto(f"{system.url}/interviews/")
        row = portal.get_by_role("row", name="Lee Ji-won")
        expect(row).to_contain_text("Invited")

        _answer_everything(chromium, f"{system.url}/i/{token}/")
        letters = [path.read_text() for path in (system.folder / "mail").glob("*")]
        assert any(token[:40] in letter.replace("=\n", "") for letter in letters)

        expect(row).to_contain_text("Ready to review", timeout=ANALYSED_MS)  # without a reload
        row.get_by_role("link", name="Lee Ji-won", exact=True).click()
        _report_says_what_was_said(portal)
        _people_decide(portal)
        assert desk.complaints == []


def _answer_everything(chromium: Browser, link: str) -> None:
    with device(chromium, viewport={"width": 390, "height": 800}, locale="en-US") as phone:
        page = phone.open(link)
        candidate_walk.up_to_the_first_question(page)
        candidate_walk.answer(page, 14)
        candidate_walk.next_question(page)
        candidate_walk.answer(page, 10)
        page.get_by_role("link", name="See your receipt").click()
        expect(page.get_by_role("heading", name="Your interview is complete")).to_be_visible()
        assert phone.complaints == []


def _report_says_what_was_said(portal: Page) -> None:
    """What is known of the input: the words of the text, speech most of the time, one face."""
    text = words(TWO_CITIES) * 2
    for number, question in enumerate(QUESTIONS, start=1):
        portal.get_by_role("navigation", name="Questions").get_by_text(question).click()
        expect(portal.locator("#answer")).to_have_attribute("data-question", str(number))
        heard = words(" ".join(portal.locator("[data-transcript] .word").all_inner_texts()))
        assert len(heard) > 12, heard
        assert word_error_rate(heard, text) < 0.10, heard
        address = portal.locator("#answer").get_attribute("data-signals")
        signals = portal.request.get(system_url(portal) + str(address)).json()
        _signals_fit(signals)
        expect(portal.locator("[data-timeline] svg, [data-timeline] canvas").first).to_be_visible()


def system_url(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def _signals_fit(signals: dict[str, Any]) -> None:
    """Speech nearly all the time; one face, whose gaze is known throughout; nothing to flag."""
    lanes = {lane["key"]: lane for lane in signals["lanes"]}
    speech = [one for one in lanes["speech"]["states"] if one["kind"] == "speech"]
    spoken = sum(one["end"] - one["start"] for one in speech)
    assert spoken > 0.6 * signals["duration"], speech
    for series in lanes["gaze"]["series"]:
        known = [value for value in series["v"] if value is not None]
        assert len(known) > 0.8 * len(series["v"]), series
    assert signals["pins"] == []
    assert "expression" not in lanes, "mood is off unless a company switched it on"


def _people_decide(portal: Page) -> None:
    """A named person rates, decides with a reason, and takes the report away as a PDF."""
    rating = portal.get_by_role("group", name="Rating for question 2")
    rating.get_by_role("radio", name="4").check()
    portal.get_by_label("Overall").fill("Clear and calm.")
    portal.locator("#scorecard").get_by_role("button", name="Submit", exact=True).click()
    expect(portal.locator("#scorecard")).to_contain_text("Submitted")
    portal.get_by_role("radio", name="Next round").check()
    portal.get_by_label("Reason").fill("Answers were concrete; the team should meet them.")
    portal.get_by_role("button", name="Record the decision").click()
    expect(portal.locator("#decision")).to_contain_text("Han Seo-yeon")
    with portal.expect_download() as download:
        portal.get_by_role("link", name="PDF").click()
    text = "".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    assert "Lee Ji-won" in text
    assert "Answers were concrete" in text
