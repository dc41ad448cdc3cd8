"""Scores and rubrics in a real Chromium: legible on a phone and a wide screen, and accessible."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from hireapp.core.scope import company_scope
from interviews.models import Position
from interviews.services.competency_score import score_override
from interviews.services.rubric import rubric_create
from tests.e2e.apart import apart
from tests.factories import Member
from tests.interviews.in_browser import ROOT, Visit, launched, signed_in
from tests.interviews.scores.conftest import Tell, Told

AXE = ROOT / "node_modules/axe-core/axe.min.js"
#: Pictures are kept where this says, to be looked at.
PICTURES = os.environ.get("HIREAPP_TEST_PICTURES", "")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def told(tell: Tell, alice: Member) -> Told:
    """A scored answer with a person's view beside it."""
    return apart(lambda: _made(tell, alice))


def _made(tell: Tell, alice: Member) -> Told:
    made = tell()
    made.score()
    with company_scope(alice.company.id):
        score_override(
            interview=made.answered.interview,
            competency="data-design",
            value=70,
            reason="Explained the trade-offs better in the second conversation.",
            author=alice.user,
        )
        rubric_create(name="Depth first", actor=alice.actor)
    return made


@pytest.fixture
def visit(told: Told, alice: Member, live_server: Any, chromium: Browser) -> Iterator[Visit]:
    with signed_in(chromium, live_server.url, alice.user) as go:
        yield go


def _picture(page: Page, name: str, part: str = "") -> None:
    if PICTURES and part:
        page.locator(part).screenshot(path=f"{PICTURES}/{name}.png")
    elif PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def _violations(page: Page) -> list[str]:
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run()")
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]


def _does_not_overflow(page: Page) -> bool:
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wide <= 0


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(1440, "light", "en"), (360, "dark", "ko")]
)
def test_the_competencies_of_a_report(
    visit: Visit, told: Told, width: int, theme: str, language: str
) -> None:
    address = reverse("report:detail", args=[told.answered.interview_id])
    page = visit(address, width=width, theme=theme, language=language)
    expect(page.locator("[data-lane=competencies] svg")).to_be_visible(timeout=20_000)
    page.locator(".competency-points summary").first.click()
    expect(page.locator(".competency-form").first).to_be_visible()
    _picture(page, f"competencies-{width}", "#competencies")
    _picture(page, f"report-{width}")
    assert _does_not_overflow(page)
    assert _violations(page) == []


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(1440, "light", "ko"), (360, "dark", "en")]
)
def test_a_rubric_and_the_table_with_bars(
    visit: Visit, told: Told, alice: Member, width: int, theme: str, language: str
) -> None:
    with company_scope(alice.company.id):
        position = Position.objects.get()
    page = visit(reverse("portal:rubrics"), width=width, theme=theme, language=language)
    _picture(page, f"rubrics-{width}")
    assert _violations(page) == []
    page.locator("tbody a").first.click()
    page.locator("input[name=part-coverage]").fill("35")
    expect(page.locator("[data-shares=parts] [data-sum]")).to_have_text("105 / 100")
    expect(page.locator("[data-shares=parts] .rubric-share")).to_have_count(4)
    _picture(page, f"rubric-{width}")
    assert _does_not_overflow(page)
    assert _violations(page) == []
    page = visit(reverse("portal:position", args=[position.id]), width=width, theme=theme)
    expect(page.locator(".coverage-bars").first).to_be_attached()
    _picture(page, f"position-{width}")
    assert _violations(page) == []


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(1440, "light", "ko"), (360, "dark", "ko"), (768, "dark", "en")],
)
def test_candidates_side_by_side(
    visit: Visit, told: Told, tell: Tell, alice: Member, width: int, theme: str, language: str
) -> None:
    """Somebody with a score, a card and quotes beside somebody of whom nothing is known yet."""
    with company_scope(alice.company.id):
        position = Position.objects.get()
    other = apart(lambda: tell(position=position))
    chosen = f"?i={told.answered.interview_id}&i={other.answered.interview_id}"
    address = reverse("portal:compare", args=[position.id]) + chosen
    page = visit(address, width=width, theme=theme, language=language)
    expect(page.locator(".compare-bar").first).to_be_visible()
    quotes = page.locator(".compare-quotes")
    quotes.first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(quotes.first.locator("q").first).to_be_visible()
    page.keyboard.press("Tab")
    reached = page.evaluate("document.activeElement.className")
    assert reached == "compare-quote"
    if width > 720:
        widths = page.locator(".compare-table").first.evaluate(
            "table => [...table.tHead.rows[0].cells].slice(1).map(cell => cell.offsetWidth)"
        )
        assert max(widths) - min(widths) <= 1
    _picture(page, f"compare-{width}")
    assert _does_not_overflow(page)
    assert _violations(page) == []
    page.locator(".compare-choose > summary").click()
    expect(page.locator(".compare-choices input").first).to_be_visible()
    assert _violations(page) == []
