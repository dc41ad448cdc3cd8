"""A live interview between a candidate in Firefox and an interviewer in Chromium.

``HIREAPP_SCREENSHOTS=folder`` keeps pictures of the candidate's page.
"""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import av
import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from hireapp.vault.objects import object_reader
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.live.samples import frames_take, sound_since
from interviews.models import Answer, AnswerStatus
from interviews.services.room import room_end, room_open, room_start, seats_admit_all
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import device
from tests.e2e.firefox import Firefox
from tests.e2e.room.interviewer import Interviewer
from tests.e2e.room.test_candidate import RUNS, Scene, room_chromium, until
from tests.e2e.server import ROOT, WebServer, environment_for
from tests.factories import Member

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.django_db(transaction=True)]

__all__ = ["room_chromium"]  # the fixture of the other module
PANE = ".pane[data-kind=interviewer] video"
STAGE = "document.documentElement.dataset.stage === arguments[0]"
LIGHT = "document.querySelector('[data-part=light-recording]').hasAttribute('data-on')"
LAST_MESSAGE = "document.querySelector('[data-part=chat-list] li:last-child')?.textContent"
# A second of the sound that a <video> has, in base64.
RECORD = """
const [track] = document.querySelector(arguments[0]).srcObject.getAudioTracks();
const recorder = new MediaRecorder(new MediaStream([track]));
return new Promise((done) => {
  recorder.ondataavailable = async ({ data }) =>
    done(btoa(String.fromCharCode(...new Uint8Array(await data.arrayBuffer()))));
  recorder.start();
  setTimeout(() => recorder.stop(), 1000);
});
"""
RECORDED_S = 3.0  # of each answer, at least, on this page's own clock


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    with Firefox(tmp_path) as browser:
        yield browser
        print(browser.log.read_text()[-3000:])  # shown when the test fails


@pytest.fixture
def tap(service_environment: dict[str, str], tmp_path: Path) -> Iterator[None]:
    """The process that listens along."""
    log = tmp_path / "tap.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "mediatap"],
            cwd=ROOT,
            env=environment_for(service_environment),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    yield
    process.terminate()
    process.wait(15)
    print(log.read_text()[-3000:])


@pytest.mark.timeout(280)
def test_a_candidate_in_firefox_and_an_interviewer_in_chromium(
    running_server: WebServer,
    tap: None,
    company_owner: Member,
    room_chromium: Browser,
    firefox: Firefox,
) -> None:
    """Seen, heard, written to both ways, recorded question by question, and nothing complained."""
    live = apart(lambda: factories.room(company_owner, candidates=1))
    room = Scene(live, company_owner, running_server)
    url = running_server.url
    _enter(firefox, room)
    firefox.until(STAGE, "waiting")
    firefox.until(f"({RUNS})(arguments[0])", "[data-part=waiting-video]")
    keep(firefox, "firefox-waiting")

    room.act(room_open)
    with device(room_chromium, viewport={"width": 1280, "height": 800}, locale="en-US") as office:
        interviewer = Interviewer(office.context, url, company_owner.user, live.room.id)
        room.act(seats_admit_all)
        firefox.until(STAGE, "room")
        _they_meet(firefox, interviewer, room.seats()[0])

        room.act(room_start)
        _records(firefox, interviewer, room, "1")
        firefox.until(LIGHT.replace("recording", "analysis"))
        _is_listened_to(room, interviewer.page)
        _they_write(firefox, interviewer)
        room.ask("What did you build last?")
        until(lambda: ("1", AnswerStatus.SUBMITTED, False) in room.answers(0), interviewer.page)
        _records(firefox, interviewer, room, "2")
        keep(firefox, "firefox-room")

        _enter(firefox, room)  # the page is loaded anew
        _they_meet(firefox, interviewer, room.seats()[0])
        _records(firefox, interviewer, room, "2-1")

        room.act(room_end)
        firefox.until(STAGE, "ended")
        firefox.until("document.querySelector('[data-part=to-receipt]').checkVisibility()")
        keep(firefox, "firefox-ended")
        assert office.complaints == []
    assert room.answers(0) == [
        ("1", AnswerStatus.SUBMITTED, False),
        ("2", AnswerStatus.SUBMITTED, True),
        ("2-1", AnswerStatus.SUBMITTED, False),
    ]
    assert (
        room.read(lambda: [recorded(a) for a in Answer.objects.all()])
        == [("video/webm", "vp8", "opus")] * 3
    )
    assert firefox.complaints(url) == []


def keep(firefox: Firefox, name: str) -> None:
    folder = os.environ.get("HIREAPP_SCREENSHOTS")
    if not folder:
        return
    for theme in ("dark", "light"):
        firefox.dark(theme == "dark")
        firefox.picture(Path(folder) / f"{name}-{theme}.png")


def recorded(answer: Answer) -> tuple[str, str, str]:
    """(type, codec of the picture, of the sound) of an answer that can be decoded, both tracks."""
    assert answer.media is not None
    with av.open(object_reader(answer.media.id)) as clip:
        (picture,), (sound,) = clip.streams.video, clip.streams.audio
        ends = dict.fromkeys((picture, sound), 0.0)
        for packet in clip.demux(picture, sound):
            for frame in packet.decode():
                ends[packet.stream] = frame.time or 0.0
        assert min(ends.values()) > RECORDED_S - 1.0, f"{answer.question.label}: {ends}"
        names = (
            picture.codec_context.codec.canonical_name,
            sound.codec_context.codec.canonical_name,
        )
    return (answer.media.content_type, *names)


def _enter(firefox: Firefox, room: Scene) -> None:
    """Opens the link, checks the devices and says "ready"."""
    firefox.open(f"{room.server.url}/i/{room.live.invitations[0].token}/room/")
    firefox.click("[data-part=turn-on]")
    firefox.until(f"({RUNS})(arguments[0])", "[data-part=check-video]")
    keep(firefox, "firefox-check")
    firefox.click("[data-part=check-done]")


def _they_meet(firefox: Firefox, interviewer: Interviewer, seat: str) -> None:
    firefox.until(f"({RUNS})(arguments[0])", PANE)
    until(lambda: _loudest(firefox.run(RECORD, PANE)) > 0.01, interviewer.page)
    interviewer.sees(seat)
    interviewer.hears(seat)


def _loudest(recording: str) -> float:
    """The largest amplitude of a recorded piece of sound; full scale is 1."""
    with av.open(BytesIO(b64decode(recording))) as clip:
        frames = [frame.to_ndarray() for frame in clip.decode(audio=0)]
    return max((float(np.abs(frame).max()) for frame in frames), default=0.0)


def _records(firefox: Firefox, interviewer: Interviewer, room: Scene, label: str) -> None:
    """The page says so, and some of this answer has come to the server."""
    firefox.until(LIGHT)
    until(lambda: room.arrived(0, label) > 0, interviewer.page)
    interviewer.page.wait_for_timeout(1000 * RECORDED_S)


def _is_listened_to(room: Scene, page: Page) -> None:
    """The tap has taken a picture, and sound that is not silence."""
    keys = RoomKeys(room.owner.company.id, room.live.room.id)
    seat = UUID(room.seats()[0])
    until(lambda: len(frames_take(valkey(), keys, [seat])) == 1, page)

    def loudest() -> int:
        blocks = [block.pcm for block in sound_since(valkey(), keys, seat, "0-0") if block.pcm]
        return max((int(np.abs(np.frombuffer(pcm, "<i2")).max()) for pcm in blocks), default=0)

    until(lambda: loudest() > 32768 // 100, page)


def _they_write(firefox: Firefox, interviewer: Interviewer) -> None:
    firefox.click("[data-part=chat-toggle]")
    firefox.type("#chat-text", "Good morning from Firefox!")
    firefox.click("[data-part=chat-form] button[type=submit]")
    until(
        lambda: "Good morning from Firefox!" in [m.get("text") for m in interviewer.messages()],
        interviewer.page,
    )
    message = {"type": "chat", "id": "1", "text": "Good morning to Firefox!", "at": ""}
    assert interviewer.says(message) == 1
    firefox.until(f"{LAST_MESSAGE}?.endsWith(arguments[0])", message["text"])
