"""A candidate's page asks before it is closed while something of the recording would be lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from hireapp.core.scope import company_scope
from interviews.models import InterviewQuestion, Room
from interviews.services.room import room_open, room_start, seats_admit_all
from tests.e2e.apart import apart
from tests.e2e.room.test_candidate_room import SLOW_MS, Enter, Visit, enter

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
__all__ = ["enter"]
UPLOADS = re.compile("/uploads/")


def _begin(visit: Visit) -> None:
    def run() -> str:
        with company_scope(visit.owner.company.id):
            for service in (room_open, seats_admit_all, room_start):
                service(room=Room.objects.get(id=visit.live.room.id), actor=visit.owner.actor)
            return str(InterviewQuestion.objects.get(kind="opening").id)

    question = {"id": apart(run), "text": "Welcome", "kind": "opening", "asked_at": None}
    visit.room |= {"status": "live", "started_at": None}
    visit.seat |= {"recorded": True, "question": question}
    visit.tell()


def _asks_and_stays(page: Page) -> None:
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()


def test_the_page_asks_while_it_records_or_sends_and_not_afterwards(enter: Enter) -> None:
    visit = enter(candidates=1)
    page = visit.open()
    expect(page.locator("[data-part=room]")).to_be_visible(timeout=SLOW_MS)
    _begin(visit)
    light = page.locator("[data-part=light-recording]")
    expect(light).to_have_attribute("data-on", "", timeout=SLOW_MS)
    _asks_and_stays(page)

    page.route(UPLOADS, lambda route: route.abort())
    page.wait_for_timeout(3000)
    page.locator("[data-dialog-open=leave-dialog]").click()
    page.locator("[data-part=leave]").click()
    expect(page.locator("[data-part=ended-line]")).to_have_text(re.compile(r"\d+ s"))
    _asks_and_stays(page)

    page.unroute(UPLOADS)
    expect(page.locator("[data-part=ended-line]")).not_to_have_text(
        re.compile(r"\d+ s "), timeout=SLOW_MS
    )
    with page.expect_event("close"):
        page.close(run_before_unload=True)
