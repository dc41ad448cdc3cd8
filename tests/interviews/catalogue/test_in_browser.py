"""The catalogue in a real Chromium: nothing that axe minds, nothing wider than the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from hireapp.core.scope import company_scope
from hireapp.core.static_vendor import vendor
from interviews.models import Job, Position
from interviews.selectors.content import content_document, version_in_use
from interviews.services.bank import bank_question_add
from interviews.services.content import content_save
from interviews.tasks.try_work import try_work
from tests import factories
from tests.factories import Member

ROOT = Path(__file__).parents[3]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
CODE = "200102"
Open = Callable[..., Page]
PAGES = (
    "/jobs/",
    f"/jobs/{CODE}/",
    f"/jobs/{CODE}/#tab=competencies",
    f"/jobs/{CODE}/#tab=description",
    f"/jobs/{CODE}/history/",
    f"/jobs/{CODE}/upload/",
    f"/jobs/{CODE}/edit/",
    f"/jobs/{CODE}/edit/competency/delivery/",
    f"/jobs/{CODE}/edit/tree/quality-release/",
    f"/questions/?job={CODE}",
    f"/questions/new/?job={CODE}",
    "/positions/{position}/questions/bank/",
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Playwright's loop runs in this thread; Django would take our own queries for async code."""
    vendor(ROOT, development=True, say=print)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def position(alice: Member) -> Position:
    """A position for the job, whose content has an own version and an own question."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_made, alice).result()


def _made(member: Member) -> Position:
    try:
        made = factories.position(member, questions=0, language="ko")
        with company_scope(member.company.id):
            Position.objects.filter(id=made.id).update(job_id=CODE)
            job = Job.objects.get(code=CODE)
            version = version_in_use(CODE)
            document = dict(content_document(version))
            document["summary"] = {"ko": "우리 회사의 개발자", "en": "Our developers"}
            content_save(
                job=job, document=document, based_on=version, note="Ours", actor=member.actor
            )
            bank_question_add(
                job=job,
                language="en",
                text="Which of our services would you take apart first?",
                competency="delivery",
                asks="reason",
                actor=member.actor,
            )
        return made
    finally:
        connection.close()


@pytest.fixture
def visit(alice: Member, position: Position, live_server: Any, chromium: Browser) -> Iterator[Open]:
    contexts: list[Any] = []
    complaints: list[str] = []
    client = Client()
    client.force_login(alice.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def go(*, width: int = 1440, theme: str = "light", language: str = "en") -> Page:
        options: dict[str, Any] = {"color_scheme": theme, "locale": language, "bypass_csp": True}
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(360, "dark", "ko"), (1440, "light", "en")]
)
def test_axe_finds_nothing_and_nothing_overflows(
    visit: Open, live_server: Any, position: Position, width: int, theme: str, language: str
) -> None:
    page = visit(width=width, theme=theme, language=language)
    for address in PAGES:
        page.goto("about:blank")
        page.goto(live_server.url + address.format(position=position.id))
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run(document)).violations")
        told = [f"{r['id']}: {n['html'][:120]}" for r in found for n in r["nodes"]]
        assert (address, told) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_branch_opens_and_closes_by_the_keyboard(visit: Open, live_server: Any) -> None:
    page = visit()
    page.goto(f"{live_server.url}/jobs/{CODE}/")
    branch = page.locator("#node-test-strategy")
    branch.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(branch.locator(".tree-card")).to_be_visible()
    page.keyboard.press("Enter")
    expect(branch.locator(".tree-card")).to_be_hidden()
    page.get_by_role("button", name="Open all").click()
    expect(page.locator(".tree-card:visible")).to_have_count(
        page.locator("details[data-node]").count()
    )


def test_a_pasted_answer_opens_the_branches_that_it_grows(
    visit: Open, alice: Member, live_server: Any
) -> None:
    page = visit()
    page.goto(f"{live_server.url}/jobs/{CODE}/")
    page.get_by_text("Try it: paste an answer").click()
    page.get_by_label("An answer").fill("The Kubernetes rollout broke and we did a rollback.")
    with page.expect_response(lambda answer: answer.url.endswith("/try/")) as begun:
        page.get_by_role("button", name="See what grows").click()
    found = re.search(r"/try/([0-9a-f-]{36})/", begun.value.text())
    assert found
    with ThreadPoolExecutor(1) as thread:  # in place of the worker
        thread.submit(_read, alice.company.id, UUID(found[1])).result()
    expect(page.locator("#node-reversible-release.tree-grown .tree-card")).to_be_visible()
    expect(page.locator("#try-result")).to_contain_text("Kubernetes")
    expect(page.locator("#node-native-app .tree-card")).to_be_hidden()


def _read(company_id: UUID, try_id: UUID) -> None:
    try:
        try_work(company_id, try_id)
    finally:
        connection.close()


def test_enter_in_a_field_saves_and_does_not_press_another_button(
    visit: Open, live_server: Any
) -> None:
    page = visit()
    page.goto(f"{live_server.url}/jobs/{CODE}/edit/competency/delivery/")
    page.get_by_label("Name, English").fill("Shipping and running")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    page.get_by_role("tab", name="Competencies").click()
    expect(page.get_by_role("heading", name="Shipping and running")).to_be_visible()
