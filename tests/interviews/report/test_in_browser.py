"""The report in a real Chromium, over a recording that was really analysed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from hireapp.core.scope import company_scope
from interviews.demo.recordings import Clip, compose
from interviews.models import AnalysisRun, Rating
from interviews.tasks.recording_work import run_work
from tests.e2e.apart import apart
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one
from tests.interviews.in_browser import ROOT, Visit, launched, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def recording() -> bytes:
    return compose(Clip("single_face.mp4", "two_cities.wav", 0.0, 6.0, (0.1, 0.0, 0.75)))


@pytest.fixture
def interview(alice: Member, recording: bytes) -> Answered:
    """Two questions, both answered and analysed by the pipeline."""
    return apart(lambda: _made(alice, recording))


def _made(member: Member, recording: bytes) -> Answered:
    case = answer_one(member, recording, questions=2, answers=2)
    with company_scope(case.company_id):
        runs = list(AnalysisRun.objects.values_list("id", flat=True))
    for run_id in runs:
        run_work(case.company_id, run_id)
    return case


@pytest.fixture
def visit(interview: Answered, live_server: Any, chromium: Browser) -> Iterator[Visit]:
    """Opens the report as its owner, drawn."""
    with signed_in(chromium, live_server.url, interview.member.user) as go:

        def report(**look: Any) -> Page:
            page = go(f"/interviews/{interview.interview_id}/", **look)
            expect(page.locator("[data-lane=gaze] svg")).to_be_visible(timeout=20_000)
            return page

        yield report


def _time(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def test_a_click_on_a_lane_plays_from_there_and_the_words_follow(visit: Visit) -> None:
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


def test_dragging_looks_closer_and_everything_can_be_shown_again(visit: Visit) -> None:
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
    visit: Visit, interview: Answered
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


def test_points_are_drawn_over_the_face_on_request(visit: Visit) -> None:
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
    visit: Visit, width: int, theme: str, language: str
) -> None:
    page = visit(width=width, theme=theme, language=language)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    assert [f"{r['id']}: {n['html'][:120]}" for r in found for n in r["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
