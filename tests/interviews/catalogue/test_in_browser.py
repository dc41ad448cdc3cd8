"""The catalogue in a real Chromium: nothing that axe minds, nothing wider than the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from hireapp.core.scope import company_scope
from interviews.models import Job, Position
from interviews.selectors.content import content_document, version_in_use
from interviews.services.bank import bank_question_add
from interviews.services.content import content_save
from interviews.tasks.try_work import try_work
from tests import factories
from tests.e2e.apart import apart
from tests.factories import Member
from tests.interviews.in_browser import ROOT, Visit, launched, signed_in

CODE = "200102"
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
    with launched() as browser:
        yield browser


@pytest.fixture
def position(alice: Member) -> Position:
    """A position for the job, whose content has an own version and an own question."""
    return apart(lambda: _made(alice))


def _made(member: Member) -> Position:
    made = factories.position(member, questions=0, language="ko")
    with company_scope(member.company.id):
        Position.objects.filter(id=made.id).update(job_id=CODE)
        job = Job.objects.get(code=CODE)
        version = version_in_use(CODE)
        document = dict(content_document(version))
        document["summary"] = {"ko": "우리 회사의 개발자", "en": "Our developers"}
        content_save(job=job, document=document, based_on=version, note="Ours", actor=member.actor)
        bank_question_add(
            job=job,
            language="en",
            text="Which of our services would you take apart first?",
            competency="delivery",
            asks="reason",
            actor=member.actor,
        )
    return made


@pytest.fixture
def visit(
    alice: Member, position: Position, live_server: Any, chromium: Browser
) -> Iterator[Visit]:
    with signed_in(chromium, live_server.url, alice.user) as go:
        yield go


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(360, "dark", "ko"), (1440, "light", "en")]
)
def test_axe_finds_nothing_and_nothing_overflows(
    visit: Visit, live_server: Any, position: Position, width: int, theme: str, language: str
) -> None:
    page = visit("/jobs/", width=width, theme=theme, language=language)
    for address in PAGES:
        page.goto("about:blank")
        page.goto(live_server.url + address.format(position=position.id))
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run(document)).violations")
        told = [f"{r['id']}: {n['html'][:120]}" for r in found for n in r["nodes"]]
        assert (address, told) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_branch_opens_and_closes_by_the_keyboard(visit: Visit) -> None:
    page = visit(f"/jobs/{CODE}/")
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


def test_a_pasted_answer_opens_the_branches_that_it_grows(visit: Visit, alice: Member) -> None:
    page = visit(f"/jobs/{CODE}/")
    page.get_by_text("Try it: paste an answer").click()
    page.get_by_label("An answer").fill("The Kubernetes rollout broke and we did a rollback.")
    with page.expect_response(lambda answer: answer.url.endswith("/try/")) as begun:
        page.get_by_role("button", name="See what grows").click()
    found = re.search(r"/try/([0-9a-f-]{36})/", begun.value.text())
    assert found
    apart(lambda: try_work(alice.company.id, UUID(found[1])))  # in place of the worker
    expect(page.locator("#node-reversible-release.tree-grown .tree-card")).to_be_visible()
    expect(page.locator("#try-result")).to_contain_text("Kubernetes")
    expect(page.locator("#node-native-app .tree-card")).to_be_hidden()


def test_enter_in_a_field_saves_and_does_not_press_another_button(
    visit: Visit,
) -> None:
    page = visit(f"/jobs/{CODE}/edit/competency/delivery/")
    page.get_by_label("Name, English").fill("Shipping and running")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    page.get_by_role("tab", name="Competencies").click()
    expect(page.get_by_role("heading", name="Shipping and running")).to_be_visible()
