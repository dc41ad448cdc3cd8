"""The steps of a candidate, as a person takes them: by what is written on the page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

SLOW_MS = 20_000


def welcome(page: Page) -> None:
    page.get_by_role("link", name="Continue", exact=True).click()


def say_country(page: Page, label: str = "South Korea") -> None:
    page.get_by_label("Country", exact=True).select_option(label=label)
    page.get_by_role("button", name="Continue", exact=True).click()


def agree(page: Page, *, to_all: bool = True) -> None:
    """Switches on the recording, and everything else that is asked."""
    switches = page.get_by_role("switch")
    expect(switches.first).not_to_be_checked()
    for i in range(switches.count() if to_all else 1):
        switches.nth(i).check()
    page.get_by_role("button", name="Save my choices").click()


def check_devices(page: Page) -> None:
    page.get_by_role("button", name="Turn on camera and microphone").click(timeout=SLOW_MS)
    expect(page.get_by_text("You are heard well")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="This is fine, continue").click()


def practise(page: Page, seconds: float = 2.5) -> None:
    page.get_by_role("button", name="Start practice").click()
    page.wait_for_timeout(seconds * 1000)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("It stays on this device")).to_be_visible()
    page.get_by_role("button", name="Begin the interview").click()


def skip_practice(page: Page) -> None:
    page.get_by_role("button", name="Skip practice").click()


def start_answering(page: Page) -> None:
    page.get_by_role("button", name="Start answering").click(timeout=SLOW_MS)
    expect(page.get_by_role("button", name="Finish answer")).to_be_visible(timeout=SLOW_MS)


def finish_answer(page: Page) -> None:
    page.get_by_role("button", name="Finish answer").click()


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit this answer").click(timeout=SLOW_MS)
    expect(page.get_by_role("heading", name=re.compile(r"^Saved\."))).to_be_visible(timeout=SLOW_MS)


def answer(page: Page, seconds: float) -> None:
    """Starts, talks for a while, finishes and submits."""
    start_answering(page)
    page.wait_for_timeout(seconds * 1000)
    finish_answer(page)
    submit(page)


def next_question(page: Page) -> None:
    page.get_by_role("button", name="Next question").click()


def up_to_the_first_question(page: Page) -> None:
    welcome(page)
    say_country(page)
    agree(page)
    check_devices(page)
    skip_practice(page)
    expect(page.get_by_role("button", name="Start answering")).to_be_visible(timeout=SLOW_MS)
