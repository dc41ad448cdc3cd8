"""What a screen reader says of a candidate's room: each thing once, and no button says twice
whether it is on.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.room.test_candidate_room import SLOW_MS, Enter, enter

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
__all__ = ["enter"]
#: How many places that are said by themselves hold this sentence.
SAID = """(words) =>
  [...document.querySelectorAll("[aria-live], [role=status], [role=alert], output")]
  .filter((one) => one.ariaLive !== "off" && one.checkVisibility())
  .filter((one) => one.textContent.includes(words)).length"""


def _said(page: Page, words: str) -> int:
    return int(page.evaluate(SAID, words))


def test_each_thing_is_said_once(enter: Enter) -> None:
    visit = enter(candidates=1)
    page = visit.open()
    note = page.locator("[data-part=room-note]")
    announcer = page.locator("[data-part=announcer]")
    expect(note).not_to_be_empty(timeout=SLOW_MS)
    before = note.inner_text()
    expect(announcer).to_contain_text(before)
    assert _said(page, before) == 1
    visit.begin()
    expect(note).not_to_have_text(re.compile(f"^({re.escape(before)})?$"))
    expect(announcer).to_have_text(note.inner_text())
    assert _said(page, note.inner_text()) == 1

    for name, then in (("Mute", "Unmute"), ("Stop camera", "Start camera"), ("Raise hand", "")):
        button = page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)
        part = button.get_attribute("data-part")
        button.click()
        pressed = page.locator(f"[data-part={part}]")
        expect(pressed).not_to_have_text(name)
        expect(pressed).to_contain_text(then)
        expect(pressed).to_have_attribute("data-on", "")
        assert pressed.get_attribute("aria-pressed") is None
