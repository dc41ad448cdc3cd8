"""Answering: clocks that run out, a keyboard instead of a mouse, a camera that is unplugged."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hireapp.core.scope import company_scope
from interviews.models import Answer, AnswerStatus, InterviewQuestion
from tests.e2e import candidate_walk as walk
from tests.e2e.browser import Watched
from tests.e2e.server import WebServer
from tests.factories import Invitation

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def link(server: WebServer, invited: Invitation) -> str:
    return f"{server.url}/i/{invited.token}/"


def ask_like_this(invited: Invitation, **fields: int) -> None:
    with company_scope(invited.claim.company_id):
        InterviewQuestion.objects.filter(interview=invited.interview).update(**fields)


def test_both_clocks_run_out_by_themselves_and_the_answer_is_saved(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    ask_like_this(invited, thinking_seconds=3, answer_seconds=10, retakes=0)
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    expect(page.get_by_role("button", name="Finish answer")).to_be_visible(timeout=walk.SLOW_MS)
    expect(page.get_by_role("timer")).to_contain_text("0:0")
    # No retake: nothing to decide, so the answer goes straight in.
    expect(page.get_by_role("heading", name="Saved. 1 of 2.")).to_be_visible(timeout=40_000)
    with company_scope(invited.claim.company_id):
        answer = Answer.objects.get()
    assert answer.client_seconds is not None
    assert 8 <= answer.client_seconds <= 13


def test_the_last_seconds_are_announced_gently(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    ask_like_this(invited, thinking_seconds=0, answer_seconds=31, retakes=0)
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    page.wait_for_timeout(1_500)
    expect(page.get_by_role("button", name="Start answering")).to_be_visible()  # it waits
    walk.start_answering(page)
    expect(page.get_by_role("status").filter(has_text="15 seconds left")).to_be_visible(
        timeout=30_000
    )
    walk.finish_answer(page)
    expect(page.get_by_role("heading", name="Saved. 1 of 2.")).to_be_visible(timeout=walk.SLOW_MS)


def test_an_answer_needs_no_mouse(
    running_server: WebServer, invited: Invitation, laptop: Watched
) -> None:
    page = laptop.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    expect(page.get_by_role("heading", name="Tell us about project number 1.")).to_be_focused()
    page.keyboard.press("Tab")  # Hear the question
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Start answering")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Finish answer")).to_be_focused(timeout=walk.SLOW_MS)
    page.wait_for_timeout(4_000)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Submit this answer")).to_be_focused(
        timeout=walk.SLOW_MS
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Saved. 1 of 2.")).to_be_focused(timeout=walk.SLOW_MS)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Next question")).to_be_focused()


def test_a_camera_that_is_unplugged_costs_no_retake(
    running_server: WebServer, invited: Invitation, laptop: Watched
) -> None:
    page = laptop.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    walk.start_answering(page)
    page.wait_for_timeout(4_500)
    page.evaluate(
        """() => {
          const [track] = document.querySelector("[data-part=live]").srcObject.getVideoTracks();
          track.stop();  // a fake camera cannot be unplugged: say what the browser would say
          track.dispatchEvent(new Event("ended"));
        }"""
    )
    expect(page.get_by_text("was disconnected")).to_be_visible()
    page.get_by_role("button", name="Record again").click()
    walk.check_devices(page)
    walk.start_answering(page)
    page.wait_for_timeout(3_000)
    walk.finish_answer(page)
    expect(page.get_by_role("button", name="Record again (1 left)")).to_be_visible()
    walk.submit(page)
    with company_scope(invited.claim.company_id):
        takes = list(Answer.objects.order_by("take").values_list("status", "interrupted"))
    assert takes == [(AnswerStatus.DISCARDED, True), (AnswerStatus.SUBMITTED, False)]


def test_a_retake_replaces_the_first_take(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    walk.start_answering(page)
    page.wait_for_timeout(3_000)
    walk.finish_answer(page)
    page.get_by_role("button", name="Record again (1 left)").click(timeout=walk.SLOW_MS)
    walk.start_answering(page)
    page.wait_for_timeout(3_000)
    walk.finish_answer(page)
    expect(page.get_by_role("heading", name="Saved. 1 of 2.")).to_be_visible(
        timeout=walk.SLOW_MS
    )  # the only retake is used, so there is nothing left to decide
    with company_scope(invited.claim.company_id):
        takes = list(Answer.objects.order_by("take").values_list("status", "interrupted"))
    assert takes == [(AnswerStatus.DISCARDED, False), (AnswerStatus.SUBMITTED, False)]
