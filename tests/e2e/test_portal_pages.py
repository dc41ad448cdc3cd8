"""Portal pages in a real browser: no axe violation, no sideways scrolling, rows that change while
one looks, and everything by keyboard. ``HIREAPP_SCREENSHOTS=folder`` keeps the pictures.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from hireapp.core.scope import company_scope
from interviews.models import Answer, InterviewStatus, Listening, Position, RoomStatus
from interviews.services.interview_status import interview_move
from interviews.services.room import room_end
from interviews.services.room_note import note_write
from interviews.services.room_question import asked_freely, question_ask
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import CHROMIUM, FLAGS, Watched, device
from tests.e2e.server import ROOT, WebServer
from tests.factories import PASSWORD, Invitation, LiveRoom, Member

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = ((360, "light", "ko"), (768, "dark", "en"), (1440, "light", "en"), (2560, "dark", "ko"))


@pytest.fixture(scope="module")
def plain_chromium() -> Iterator[Browser]:
    """A browser without camera and microphone: the portal needs neither."""
    assert CHROMIUM.exists(), "Chromium is needed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


def sign_in(watched: Watched, url: str, member: Member) -> Page:
    page = watched.open(f"{url}/account/login/")
    page.locator("input[name=login]").fill(member.user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(f"{url}/")
    return page


def violations(page: Page) -> list[str]:
    """axe's findings, one line each. Evaluated, not injected: the page's CSP allows no script."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("async () => await axe.run(document)")
    return [f"{v['id']}: {v['help']} — {v['nodes'][0]['html'][:160]}" for v in found["violations"]]


def held(owner: Member, position: Position) -> LiveRoom:
    """A live interview that is over: somebody was asked and answered, and a note was taken."""
    room = factories.room(owner, position=position, status=RoomStatus.LIVE)
    with company_scope(owner.company.id):
        seats, actor = room.seats(), owner.actor
        asked = asked_freely("Which migration would you do differently today, and why?")
        question, _other = question_ask(room=room.room, seats=seats, asked=asked, actor=actor)
        answer = Answer.objects.create(interview=seats[0].interview, question=question, take=1)
        words = [[word, n / 2, n / 2 + 0.4, 0.9] for n, word in enumerate(["The", "first", "one."])]
        Listening.objects.create(answer=answer, words=words)
        text = "Asked back before answering."
        author, id_ = owner.user, uuid4()
        note_write(room=room.room, seat=seats[0], author=author, text=text, client_id=id_)
        room_end(room=room.room, actor=actor)
    return room


def room_paths(planned: LiveRoom, over: LiveRoom) -> dict[str, str]:
    return {
        "rooms": "/rooms/",
        "rooms-past": "/rooms/?when=past",
        "room-new": f"/positions/{planned.room.position_id}/rooms/new/",
        "room": f"/rooms/{planned.room.id}/",
        "room-edit": f"/rooms/{planned.room.id}/edit/",
        "room-lobby": f"/rooms/{planned.room.id}/room/",
        "room-held": f"/rooms/{over.room.id}/",
        "room-after": f"/rooms/{over.room.id}/room/",
        "room-transcript": f"/rooms/{over.room.id}/transcript/",
    }


def paths(invitation: Invitation) -> dict[str, str]:
    interview = invitation.interview
    position = f"/positions/{interview.position_id}/"
    return {
        "home": "/",
        "positions": "/positions/",
        "position-new": "/positions/new/",
        "position": position,
        "questions": f"{position}questions/",
        "add": f"{position}add/",
        "interviews": "/interviews/",
        "invitation": f"/interviews/{interview.id}/invitation/",
        "candidates": "/candidates/",
        "candidate": f"/candidates/{interview.candidate_id}/",
        "team": "/team/",
        "settings": "/settings/",
        "audit": "/audit/",
    }


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_every_page_passes_axe_and_fits(
    plain_chromium: Browser,
    running_server: WebServer,
    company_owner: Member,
    width: int,
    theme: str,
    language: str,
) -> None:
    def prepare() -> tuple[Invitation, LiveRoom, LiveRoom]:
        name = "Aleksandra Wiśniewska-Kowalczyk von und zu Hohenfels-Langenburg"
        title = "수석 데이터 과학자, recommendation and search ranking (Pangyo, hybrid)"
        position = factories.position(company_owner, title=title, language="ko")
        candidate = factories.candidate(company_owner, name=name)
        invitation = factories.invitation(company_owner, position=position, candidate=candidate)
        planned = factories.room(company_owner, position=position, candidates=5)
        return invitation, planned, held(company_owner, position)

    invitation, planned, over = apart(prepare)
    keep = os.environ.get("HIREAPP_SCREENSHOTS")
    options = {
        "viewport": {"width": width, "height": 900},
        "color_scheme": theme,
        "locale": {"ko": "ko-KR", "en": "en-US"}[language],
    }
    with device(plain_chromium, **options) as watched:
        page = sign_in(watched, running_server.url, company_owner)
        for name, path in (paths(invitation) | room_paths(planned, over)).items():
            page.goto(running_server.url + path)
            page.wait_for_load_state("networkidle")
            assert violations(page) == [], name
            spare = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(spare) <= 0, f"{name} scrolls sideways"
            if keep:
                file = Path(keep) / f"portal-{name}-{width}-{theme}-{language}.png"
                page.screenshot(path=str(file), full_page=True)
        assert watched.complaints == []


def test_a_row_changes_while_one_looks_and_after_the_server_was_away(
    plain_chromium: Browser, running_server: WebServer, invited: Invitation, company_owner: Member
) -> None:
    interview = invited.interview

    def move(to: InterviewStatus) -> None:
        with company_scope(interview.company_id):
            interview_move(interview=interview, to=to, actor=company_owner.actor)

    with device(plain_chromium, viewport={"width": 1280, "height": 800}) as watched:
        page = sign_in(watched, running_server.url, company_owner)
        page.goto(f"{running_server.url}/positions/{interview.position_id}/")
        live = page.locator("[data-live]")
        expect(live).to_have_attribute("data-state", "on")
        row = page.locator(f"#interview-{interview.id}")
        row.get_by_role("link").first.focus()
        apart(lambda: move(InterviewStatus.OPENED))
        expect(row).to_contain_text("Opened")
        expect(row.get_by_role("link").first).to_be_focused()
        running_server.kill()
        expect(live).to_have_attribute("data-state", "off")
        apart(lambda: move(InterviewStatus.CONSENTED))
        running_server.start()
        expect(live).to_have_attribute("data-state", "on", timeout=40_000)
        expect(row).to_contain_text("Getting ready")


def test_a_list_of_questions_is_put_in_order_by_keyboard(
    plain_chromium: Browser, running_server: WebServer, invited: Invitation, company_owner: Member
) -> None:
    with device(plain_chromium, viewport={"width": 1280, "height": 800}) as watched:
        page = sign_in(watched, running_server.url, company_owner)
        page.keyboard.press("g")
        page.keyboard.press("p")
        page.wait_for_url("**/positions/")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/positions/[0-9a-f-]{36}/$"))
        page.keyboard.press("q")
        page.wait_for_url("**/questions/")
        first = page.locator("[data-question]").first
        expect(first).to_contain_text("number 1")
        first.get_by_role("button", name="Move down").focus()
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator("[data-question]").nth(1)).to_contain_text("number 1")
        moved = page.locator("[data-question]").nth(1)
        expect(moved.get_by_role("button", name="Move up")).to_be_focused()
        assert watched.complaints == []


def test_a_chosen_job_survives_a_search_for_another(
    plain_chromium: Browser, running_server: WebServer, company_owner: Member
) -> None:
    with device(plain_chromium, viewport={"width": 1280, "height": 800}) as watched:
        page = sign_in(watched, running_server.url, company_owner)
        page.goto(f"{running_server.url}/positions/new/")
        search = page.get_by_label("Search jobs")
        search.fill("반도체")
        expect(page.get_by_role("radio")).to_have_count(1)
        page.get_by_role("radio").check()
        search.fill("chef")
        expect(page.get_by_text("Food Preparation")).to_be_visible()
        expect(page.locator("input[name=job]:checked")).to_have_value("190306")
        search.fill("")
        expect(page.get_by_role("radio")).to_have_count(34)
        expect(page.locator("input[name=job]:checked")).to_have_value("190306")
