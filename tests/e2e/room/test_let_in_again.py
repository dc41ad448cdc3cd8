"""Taken out of the room and let in again without leaving the page: real sockets, real talk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from interviews.models import Seat
from interviews.services.room import room_open, seat_admit, seat_remove
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import device
from tests.e2e.room.interviewer import Interviewer
from tests.e2e.room.test_candidate import SLOW_MS, Scene, room_chromium, shows, until
from tests.e2e.server import WebServer
from tests.factories import Member

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.django_db(transaction=True)]

__all__ = ["room_chromium"]  # the fixture of the other module


@pytest.mark.timeout(280)
def test_who_is_let_in_again_is_seen_and_sees_again(
    running_server: WebServer, company_owner: Member, room_chromium: Browser
) -> None:
    live = apart(lambda: factories.room(company_owner, candidates=1))
    room = Scene(live, company_owner, running_server)
    (seat,) = room.seats()
    with device(room_chromium, locale="en-US") as home, device(room_chromium) as office:
        candidate = room.enter(home, 0)
        room.act(room_open)
        interviewer = Interviewer(
            office.context, running_server.url, company_owner.user, live.room.id
        )
        _decide(room, seat_admit)
        _they_meet(candidate, interviewer, seat)
        _decide(room, seat_remove)
        expect(candidate.locator("[data-part=waiting]")).to_be_visible(timeout=SLOW_MS)
        until(lambda: interviewer.links() == [], candidate, 30)
        _decide(room, seat_admit)
        _they_meet(candidate, interviewer, seat)
        assert interviewer.links() == ["connected open"]
        assert home.complaints == office.complaints == []


def _decide(room: Scene, service: Callable[..., Seat]) -> None:
    room.read(lambda: service(seat=Seat.objects.get(), actor=room.owner.actor))


def _they_meet(candidate: Page, interviewer: Interviewer, seat: str) -> None:
    shows(candidate, ".pane[data-kind=interviewer]")
    interviewer.sees(seat)
