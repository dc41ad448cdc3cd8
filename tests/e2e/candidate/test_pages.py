"""Every candidate page at three widths, light and dark, in both languages: no axe violation, no
sideways scrolling, nothing in the console. ``HIREAPP_SCREENSHOTS=folder`` keeps the pictures.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from hireapp.core.scope import company_scope
from interviews.models import CandidateLink
from tests import factories
from tests.e2e import candidate_walk as walk
from tests.e2e.apart import apart
from tests.e2e.browser import Watched, device
from tests.e2e.server import ROOT, WebServer
from tests.factories import Invitation, Member

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (360, 768, 1440)
Look = Callable[[Page, str], None]


def violations(page: Page) -> list[str]:
    """axe's findings, one line each. Evaluated, not injected: the page's CSP allows no script."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("async () => await axe.run(document)")
    return [f"{v['id']}: {v['help']} — {v['nodes'][0]['html'][:160]}" for v in found["violations"]]


@contextmanager
def reader(browser: Browser, width: int, theme: str, language: str) -> Iterator[Watched]:
    with device(
        browser,
        viewport={"width": width, "height": 800},
        color_scheme=theme,
        locale={"en": "en-US", "ko": "ko-KR"}[language],
        has_touch=width < 800,
    ) as watched:
        yield watched


def looker(where: str, wrong: list[str]) -> Look:
    """Looks at one page after the other; what is wrong with them is told at the end."""
    folder = os.environ.get("HIREAPP_SCREENSHOTS")

    def look(page: Page, name: str) -> None:
        page.wait_for_timeout(250)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}-{where}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            wrong.append(f"{name} {where} scrolls sideways by {wide} px")
        wrong.extend(f"{name} {where}: {violation}" for violation in violations(page))

    return look


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (768, "dark"), (1440, "light")])
def test_the_whole_way_looks_right(
    running_server: WebServer, invited: Invitation, chromium: Browser, width: int, theme: str
) -> None:
    address = f"{running_server.url}/i/{invited.token}/"
    wrong: list[str] = []
    look = looker(f"{width}-{theme}-en", wrong)
    with reader(chromium, width, theme, "en") as watched:
        page = watched.open(address)
        look(page, "01-welcome")
        for name in ("how-it-works", "help", "pause", "person"):
            page.goto(f"{address}{name}/")
            look(page, f"02-{name}")
        page.goto(address)
        walk.welcome(page)
        look(page, "03-place")
        walk.say_country(page)
        look(page, "04-consent")
        walk.agree(page)
        page.get_by_role("button", name="Turn on camera").wait_for()
        look(page, "05-check-before")
        page.get_by_role("button", name="Turn on camera").click()
        page.get_by_text("You are heard well").wait_for(timeout=walk.SLOW_MS)
        page.get_by_text("Mb/s up").wait_for(timeout=walk.SLOW_MS)
        look(page, "06-check")
        page.get_by_role("button", name="This is fine, continue").click()
        look(page, "07-practice")
        page.get_by_role("button", name="Start practice").click()
        page.wait_for_timeout(1500)
        look(page, "08-practice-recording")
        page.get_by_role("button", name="Stop").click()
        page.get_by_text("It stays on this device").wait_for()
        look(page, "09-practice-after")
        page.get_by_role("button", name="Begin the interview").click()
        page.get_by_role("button", name="Start answering").wait_for(timeout=walk.SLOW_MS)
        look(page, "10-think")
        walk.start_answering(page)
        page.wait_for_timeout(1500)
        look(page, "11-record")
        walk.finish_answer(page)
        page.get_by_role("button", name="Submit this answer").wait_for(timeout=walk.SLOW_MS)
        look(page, "12-review")
        walk.submit(page)
        look(page, "13-saved")
        walk.next_question(page)
        walk.start_answering(page)
        page.wait_for_timeout(4500)
        page.close(run_before_unload=False)
        page = watched.open(f"{address}interview/")
        page.get_by_role("button", name="Keep it").wait_for(timeout=walk.SLOW_MS)
        look(page, "14-recover")
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("link", name="See your receipt").click(timeout=walk.SLOW_MS)
        look(page, "15-receipt")
        page.goto(f"{address}data/")
        look(page, "16-data")
        page.goto(f"{address}data/delete/")
        look(page, "17-delete")
        page.get_by_label("Yes, destroy everything").check()
        page.get_by_role("button", name="Delete everything").click()
        page.get_by_text("Your data was deleted").wait_for()
        look(page, "18-deleted")
        assert wrong == []
        assert watched.complaints == []


def test_taking_everything_back_and_closed_doors_look_right(
    running_server: WebServer, invited: Invitation, chromium: Browser
) -> None:
    address = f"{running_server.url}/i/{invited.token}/"
    wrong: list[str] = []
    look = looker("360-light-en", wrong)
    with reader(chromium, 360, "light", "en") as watched:
        page = watched.open(address)
        walk.welcome(page)
        walk.say_country(page, "I prefer not to say")
        walk.agree(page)
        page.get_by_role("button", name="Turn on camera").wait_for()
        page.goto(f"{address}data/")
        page.get_by_role("button", name="Take everything back").click()
        dialog = page.get_by_role("dialog", name="Delete your recordings?")
        expect(dialog).to_be_visible()
        look(page, "19-withdraw-dialog")
        page.keyboard.press("Escape")
        expect(dialog).not_to_be_visible()
        page.get_by_role("button", name="Take everything back").click()
        dialog.get_by_role("button", name="Take back and delete").click()
        expect(page.get_by_text("All your consents are withdrawn")).to_be_visible()
        page.goto(f"{address}interview/")
        expect(page.get_by_role("heading", name="A person will take over")).to_be_visible()
        look(page, "20-person-waiting")
        page.get_by_role("link", name="I changed my mind: back to the choices").click()
        expect(page.get_by_role("heading", name="In which country do you live?")).to_be_visible()
        with company_scope(invited.claim.company_id):
            CandidateLink.objects.update(revoked_at=timezone.now())
        page.goto(address)
        expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
        expect(page.get_by_role("link", name="owner@example.com")).to_be_visible()
        look(page, "21-gone")
        assert wrong == []
        assert watched.complaints == []


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1440, "light")])
def test_korean_candidates_read_korean(
    running_server: WebServer, company_owner: Member, chromium: Browser, width: int, theme: str
) -> None:
    """Nothing English is left but the company's own words, on any page before the camera."""

    def invite() -> Invitation:
        position = factories.position(company_owner, title="백엔드 개발자", language="ko")
        return factories.invitation(company_owner, position=position)

    address = f"{running_server.url}/i/{apart(invite).token}/"
    wrong: list[str] = []
    look = looker(f"{width}-{theme}-ko", wrong)
    with reader(chromium, width, theme, "ko") as watched:
        page = watched.open(address)
        look(page, "01-welcome")
        for name in ("how-it-works", "help", "pause", "person", "data", "data/delete"):
            page.goto(f"{address}{name}/")
            look(page, f"02-{name.replace('/', '-')}")
            wrong.extend(f"{name}: {line}" for line in english_lines(page))
        page.goto(f"{address}consent/")
        page.get_by_role("combobox").select_option("KR")
        page.locator("main button[type=submit]").click()
        look(page, "04-consent")
        wrong.extend(english_lines(page))
        for switch in page.get_by_role("switch").all():
            switch.check()
        page.locator("main button[type=submit]").click()
        page.locator("[data-part=turn-on]").click(timeout=walk.SLOW_MS)
        page.locator("[data-part=check-done]").wait_for(timeout=walk.SLOW_MS)
        page.wait_for_timeout(3000)
        look(page, "06-check")
        wrong.extend(english_lines(page))
        page.locator("[data-part=check-done]").click()
        look(page, "07-practice")
        page.locator("[data-practice-done]").first.click()
        page.locator("[data-part=start]").click(timeout=walk.SLOW_MS)
        page.wait_for_timeout(2000)
        look(page, "11-record")
        wrong.extend(english_lines(page))
    assert wrong == []
    assert watched.complaints == []


def english_lines(page: Page) -> list[str]:
    """Visible lines of three English words or more: device names and addresses have fewer."""
    lines = str(page.evaluate("document.querySelector('main').innerText")).splitlines()
    mine = [line for line in lines if "project number" not in line and "Fake " not in line]
    return [line for line in mine if re.search(r"([A-Za-z]{2,}[ ,.]+){2}[A-Za-z]{2,}", line)]
