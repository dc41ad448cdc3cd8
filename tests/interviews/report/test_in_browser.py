"""The report in a real Chromium, over a recording that was really analysed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from hireapp.core.scope import company_scope
from hireapp.core.static_vendor import vendor
from interviews.demo.recordings import Clip, compose
from interviews.models import AnalysisRun, Rating
from interviews.tasks.recording_work import run_work
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one

ROOT = Path(__file__).parents[3]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio",
         "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
Open = Callable[..., Page]

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


@pytest.fixture(scope="module")
def recording() -> bytes:
    return compose(Clip("single_face.mp4", "two_cities.wav", 0.0, 6.0, (0.1, 0.0, 0.75)))


@pytest.fixture
def interview(alice: Member, recording: bytes) -> Answered:
    """Two questions, both answered and analysed by the pipeline; made in a thread of its own,
    because Playwright's loop runs in this one.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_made, alice, recording).result()


def _made(member: Member, recording: bytes) -> Answered:
    try:
        case = answer_one(member, recording, questions=2, answers=2)
        with company_scope(case.company_id):
            runs = list(AnalysisRun.objects.values_list("id", flat=True))
        for run_id in runs:
            run_work(case.company_id, run_id)
        return case
    finally:
        connection.close()


@pytest.fixture
def visit(interview: Answered, live_server: Any, chromium: Browser) -> Iterator[Open]:
    """Opens the report as its owner; what the console complains about fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []
    client = Client()
    client.force_login(interview.member.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def go(*, width: int = 1440, theme: str = "light", language: str = "en") -> Page:
        options: dict[str, Any] = {"color_scheme": theme, "locale": language, "bypass_csp": True}
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/interviews/{interview.interview_id}/")
        expect(page.locator("[data-lane=gaze] svg")).to_be_visible(timeout=20_000)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


def _time(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def test_a_click_on_a_lane_plays_from_there_and_the_words_follow(visit: Open) -> None:
    page = visit()
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    box = page.locator("[data-lane=speech] .lane-plot").bounding_box()
    assert box is not None
    page.locator("[data-lane=speech] .lane-plot").click(
        position={"x": box["width"] * 0.4, "y": box["height"] / 2}
    )
    page.wait_for_function("document.querySelector('video').currentTime > 2.45")
    page.evaluate("document.querySelector('video').pause()")
    assert 2.3 < _time(page) < 4.5
    expect(page.locator(".word-now")).to_have_count(1)
    page.locator(".word", has_text="best").first.click()
    page.wait_for_function("document.querySelector('video').currentTime < 2.3")


def test_dragging_looks_closer_and_everything_can_be_shown_again(visit: Open) -> None:
    page = visit()
    plot = page.locator("[data-lane=level] .lane-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 12, steps=4)
    page.mouse.up()
    reset = page.get_by_role("button", name="Show everything")
    expect(reset).to_be_visible()
    expect(page.locator(".timeline-ticks > span").first).to_have_text(re.compile(r"1\.[4-7]"))
    reset.click()
    expect(page.locator(".timeline-ticks > span").first).to_have_text("0:00")


def test_keys_open_the_next_question_and_rate_it_and_the_draft_is_kept(
    visit: Open, interview: Answered
) -> None:
    page = visit()
    page.evaluate("htmx.config.defaultSettleDelay = 2000")  # a quick hand types before it settles
    page.keyboard.press("]")
    expect(page.locator(".report-chip[aria-current]")).to_contain_text("2")
    with page.expect_response(lambda answer: answer.url.endswith("/scorecard/")) as saved:
        page.keyboard.press("4")
    assert saved.value.ok
    expect(page.locator("[data-card-state]")).to_contain_text("Draft saved")
    with company_scope(interview.company_id):
        rating = Rating.objects.select_related("question").exclude(score=None).get()
    assert (rating.question.order, rating.score) == (2, 4)


def test_points_are_drawn_over_the_face_on_request(visit: Open) -> None:
    page = visit()
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    page.get_by_role("button", name="Points and gaze").click()
    page.wait_for_function(
        """() => {
            const canvas = document.querySelector('[data-player-overlay]');
            if (canvas.hidden || !canvas.width) return false;
            const pen = canvas.getContext('2d');
            return pen.getImageData(0, 0, canvas.width, canvas.height).data.some((v) => v > 0);
        }"""
    )


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(360, "dark", "ko"), (1440, "light", "en")]
)
def test_axe_finds_nothing_and_nothing_overflows(
    visit: Open, width: int, theme: str, language: str
) -> None:
    page = visit(width=width, theme=theme, language=language)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    assert [f"{r['id']}: {n['html'][:120]}" for r in found for n in r["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
