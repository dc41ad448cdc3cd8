"""Closed tabs, dead servers, lost networks and other devices: at most the last chunk is lost."""

from __future__ import annotations

import re

import av
import pytest
from playwright.sync_api import Browser, Page, expect

from hireapp.core.scope import company_scope
from hireapp.vault.objects import object_reader
from interviews.models import Answer, AnswerStatus
from tests.e2e import candidate_walk as walk
from tests.e2e.browser import Watched
from tests.e2e.server import WebServer
from tests.factories import Invitation

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CHUNK_SECONDS = 2.0
STOPPED = re.compile(r"^Your recording stopped at 0:(\d\d)\.")


def link(server: WebServer, invited: Invitation) -> str:
    return f"{server.url}/i/{invited.token}/"


def stored_seconds(invited: Invitation) -> float:
    """How long the one submitted recording plays. Pictures and sound both count: on a machine
    that is out of breath the encoder leaves pictures out.
    """
    with company_scope(invited.claim.company_id):
        answer = Answer.objects.select_related("media").get(status=AnswerStatus.SUBMITTED)
        assert answer.media is not None
        reader = object_reader(answer.media.id)
    with av.open(reader) as clip:
        ends = [p.pts * p.time_base for p in clip.demux() if p.pts is not None]
    return float(max(ends))


def takes(invited: Invitation) -> list[tuple[int, str, bool]]:
    with company_scope(invited.claim.company_id):
        return list(Answer.objects.order_by("take").values_list("take", "status", "interrupted"))


def stopped_at(page: Page) -> int:
    heading = page.get_by_role("heading", name=STOPPED)
    expect(heading).to_be_visible(timeout=walk.SLOW_MS)
    found = STOPPED.match(heading.inner_text())
    assert found
    return int(found.group(1))


def test_a_closed_tab_costs_at_most_the_last_chunk(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    walk.start_answering(page)
    page.wait_for_timeout(9_000)
    page.close(run_before_unload=False)

    page = phone.open(link(running_server, invited))
    page.get_by_role("link", name="Go on with the interview").click()
    said = stopped_at(page)
    assert said >= 9 - CHUNK_SECONDS - 1
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Turn on camera")).to_be_visible(timeout=walk.SLOW_MS)
    assert takes(invited) == [(1, AnswerStatus.SUBMITTED, True)]
    assert stored_seconds(invited) >= said - 1
    walk.check_devices(page)
    expect(page.get_by_text("Question 2 of 2")).to_be_visible(timeout=walk.SLOW_MS)


def test_recording_again_after_an_interruption_costs_no_retake(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    walk.start_answering(page)
    page.wait_for_timeout(4_500)
    page.close(run_before_unload=False)

    page = phone.open(f"{link(running_server, invited)}interview/")
    stopped_at(page)
    expect(page.get_by_text("does not use up a retake")).to_be_visible()
    page.get_by_role("button", name="Record again").click()
    walk.check_devices(page)
    walk.start_answering(page)
    page.wait_for_timeout(4_000)
    walk.finish_answer(page)
    expect(page.get_by_role("button", name="Record again (1 left)")).to_be_visible()
    walk.submit(page)
    assert takes(invited) == [
        (1, AnswerStatus.DISCARDED, True),
        (2, AnswerStatus.SUBMITTED, False),
    ]


def test_a_finished_answer_waits_to_be_submitted(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    walk.start_answering(page)
    page.wait_for_timeout(3_000)
    walk.finish_answer(page)
    # The recorder's last chunk first: what came before may be sent already.
    offered = page.get_by_role("button", name="Submit this answer")
    expect(offered).to_be_visible(timeout=walk.SLOW_MS)
    expect(page.get_by_text("Everything is sent.", exact=True)).to_be_visible(timeout=walk.SLOW_MS)
    page.close(run_before_unload=False)

    page = phone.open(f"{link(running_server, invited)}interview/")
    expect(page.get_by_role("heading", name="Your answer is recorded.")).to_be_visible(
        timeout=walk.SLOW_MS
    )
    expect(page.get_by_text("uses up a retake")).to_be_visible()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Turn on camera")).to_be_visible(timeout=walk.SLOW_MS)
    assert takes(invited) == [(1, AnswerStatus.SUBMITTED, False)]


def test_a_server_that_dies_mid_answer_loses_nothing(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    walk.start_answering(page)
    page.wait_for_timeout(3_000)
    running_server.kill()
    expect(page.get_by_text("trying again")).to_be_visible(timeout=walk.SLOW_MS)
    page.wait_for_timeout(3_000)
    running_server.start()
    walk.finish_answer(page)
    walk.submit(page)
    assert takes(invited) == [(1, AnswerStatus.SUBMITTED, False)]
    assert stored_seconds(invited) >= 6


def test_a_lost_network_is_said_and_waited_for(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    walk.start_answering(page)
    phone.context.set_offline(True)
    page.wait_for_timeout(5_000)
    expect(page.get_by_text("are kept on this device")).to_be_visible()
    walk.finish_answer(page)
    page.get_by_role("button", name="Submit this answer").click()
    expect(page.get_by_text("Your answer is being sent")).to_be_visible()
    phone.context.set_offline(False)
    expect(page.get_by_role("heading", name="Saved. 1 of 2.")).to_be_visible(timeout=walk.SLOW_MS)
    assert stored_seconds(invited) >= 4


def test_another_device_goes_on_with_what_was_acknowledged(
    running_server: WebServer, invited: Invitation, phone: Watched, laptop: Watched
) -> None:
    page = phone.open(link(running_server, invited))
    walk.up_to_the_first_question(page)
    walk.answer(page, 4)
    walk.next_question(page)
    walk.start_answering(page)
    page.wait_for_timeout(7_000)
    page.close(run_before_unload=False)

    page = laptop.open(link(running_server, invited))
    page.get_by_role("link", name="Go on with the interview").click()
    expect(page.get_by_role("heading", name="Your recording was interrupted.")).to_be_visible()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Saved. 2 of 2.")).to_be_visible(timeout=walk.SLOW_MS)
    page.get_by_role("link", name="See your receipt").click()
    expect(page.get_by_text("kept after an interruption")).to_be_visible()


def test_a_second_tab_sends_the_candidate_back_to_the_first(
    running_server: WebServer, invited: Invitation, laptop: Watched
) -> None:
    first = laptop.open(link(running_server, invited))
    walk.up_to_the_first_question(first)
    second = laptop.open(f"{link(running_server, invited)}interview/")
    expect(second.get_by_text("open in another tab")).to_be_visible()


def test_without_a_camera_the_page_says_what_to_do(
    running_server: WebServer, invited: Invitation, chromium: Browser
) -> None:
    context = chromium.new_context(permissions=[], locale="en-US")
    page = context.new_page()
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => "
        "Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    page.goto(link(running_server, invited))
    walk.welcome(page)
    walk.say_country(page)
    walk.agree(page)
    page.get_by_role("button", name="Turn on camera and microphone").click()
    expect(page.get_by_role("alert")).to_contain_text("was not allowed to use your camera")
    expect(page.get_by_role("alert")).to_contain_text("Try again")
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
    context.close()
