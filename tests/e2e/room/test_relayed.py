"""A live interview where nothing passes but one TCP port with TLS: everything goes through TURN.

The server passes packets on to its own relays alone, and those have an address that nobody else can
reach (``tests/turn_server.py``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from hireapp.settings.parsing import channel_prefix
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.live.samples import sound_since
from interviews.live.stream import FIRST
from interviews.mediatap.messages import GROUP
from interviews.services.room import room_open, room_start, seats_admit_all
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import ROOM_FLAGS, device, launch
from tests.e2e.room.interviewer import Interviewer
from tests.e2e.room.test_candidate import HEARD, SLOW_MS, Scene, shows, until
from tests.e2e.server import ROOT, WebServer
from tests.factories import Member
from tests.turn_server import OUTSIDE, SECRET, TurnServer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

# Keeps a page's connections where the test finds them.
NOTED = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) {
    super(...given);
    window.connections.push(this);
  }
};
"""
# Of every connection that stands, by whom it leads to: what it gathered, and the selected pair.
ROUTES = """async () => {
  const standing = connections.filter((one) => one.connectionState === "connected");
  return Object.fromEntries(await Promise.all(standing.map(async (one) => {
    const stats = await one.getStats();
    const all = [...stats.values()];
    const gathered = all.filter((entry) => entry.type === "local-candidate");
    const { selectedCandidatePairId } = all.find((entry) => entry.type === "transport");
    const pair = stats.get(selectedCandidatePairId);
    const local = stats.get(pair.localCandidateId);
    const remote = stats.get(pair.remoteCandidateId);
    return [one.remoteDescription.sdp.includes("m=application") ? "person" : "tap", {
      gathered: [...new Set(gathered.map((entry) => entry.candidateType))],
      local: [local.candidateType, local.relayProtocol, local.url],
      remote: [remote.candidateType, remote.address],
    }];
  })));
}"""


@pytest.fixture(scope="module")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TurnServer]:
    server = TurnServer(tmp_path_factory.mktemp("turn"))
    server.start()
    yield server
    server.stop()
    print(server.log.read_text()[-3000:])


@pytest.fixture
def service_environment(service_environment: dict[str, str], turn: TurnServer) -> dict[str, str]:
    return {
        **service_environment,
        "HIREAPP_TURN_URLS": turn.url,
        "HIREAPP_TURN_SECRET": SECRET,
        "HIREAPP_ICE_POLICY": "relay",
        "SSL_CERT_FILE": str(turn.certificate),
    }


@pytest.fixture
def tap(service_environment: dict[str, str], transactional_db: None) -> Iterator[None]:
    """The media tap, hearing offers."""
    topic = f"{channel_prefix(os.environ['REDIS_URL'])}__group__{GROUP}"
    process = subprocess.Popen(
        [sys.executable, "-m", "interviews.mediatap"], cwd=ROOT, env=service_environment
    )
    try:
        deadline = time.monotonic() + 60
        while valkey().pubsub_numsub(topic)[0][1] == 0:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def relayed_chromium(camera: Path, microphone: Path, turn: TurnServer) -> Iterator[Browser]:
    """Trusts the TURN server's certificate."""
    flags = [*ROOM_FLAGS, f"--ignore-certificate-errors-spki-list={turn.pin}"]
    with sync_playwright() as playwright:
        browser = launch(playwright, camera=camera, microphone=microphone, flags=flags)
        yield browser
        browser.close()


def test_they_meet_and_the_tap_listens_along_through_one_port(
    running_server: WebServer,
    company_owner: Member,
    relayed_chromium: Browser,
    turn: TurnServer,
    tap: None,
) -> None:
    live = apart(lambda: factories.room(company_owner, candidates=1))
    room = Scene(live, company_owner, running_server)
    user, wide = company_owner.user, {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}
    with device(relayed_chromium, **wide) as laptop, device(relayed_chromium, **wide) as office:
        for watched in (laptop, office):
            watched.context.add_init_script(NOTED)
        page = room.enter(laptop, 0)
        room.act(room_open)
        interviewer = Interviewer(office.context, running_server.url, user, live.room.id)
        room.act(seats_admit_all)
        room.act(room_start)

        shows(page, ".pane[data-kind=interviewer]")
        page.wait_for_function(HEARD, arg=".pane[data-kind=interviewer] video", timeout=SLOW_MS)
        (seat,) = room.seats()
        interviewer.sees(seat)
        interviewer.hears(seat)
        keys = RoomKeys(company_owner.company.id, live.room.id)
        until(lambda: _tapped(keys, UUID(seat)), page)

        relayed = {
            "gathered": ["relay"],
            "local": ["relay", "tls", turn.url],
            "remote": ["relay", OUTSIDE],
        }
        assert _routes(interviewer.page) == {"person": relayed}
        assert _routes(page) == {"person": relayed, "tap": relayed}
        assert laptop.complaints == []


def _tapped(keys: RoomKeys, seat: UUID) -> bool:
    """The tap has picture and sound of this seat."""
    client = valkey()
    return bool(client.exists(keys.frame(seat)) and sound_since(client, keys, seat, FIRST))


def _routes(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(ROUTES))
