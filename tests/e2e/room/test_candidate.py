"""Two candidates and an interviewer in real browsers: waiting, talking, recorded, back again, over.

``HIREAPP_SCREENSHOTS=folder`` keeps pictures of the candidate's page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from hireapp.core.scope import company_scope
from interviews.models import Answer, AnswerStatus, Interview, InterviewStatus, Room, Seat
from interviews.services.room import room_end, room_open, room_start, seats_admit_all
from interviews.services.room_question import asked_freely, question_ask
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import ROOM_FLAGS, Watched, device, launch
from tests.e2e.room.interviewer import Interviewer
from tests.e2e.server import WebServer
from tests.factories import LiveRoom, Member

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.django_db(transaction=True)]

# Three browsers' worth of encoding beside whatever else the machine does.
SLOW_MS = 90_000
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
RUNS = """(selector) => {
  const video = document.querySelector(selector);
  return video && video.videoWidth > 0 && video.currentTime > 0.3;
}"""

# What this page plays of somebody is not silence.
HEARD = """(selector) => {
  window.ears ??= {};
  if (!window.ears[selector]) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    const stream = document.querySelector(selector).srcObject;
    context.createMediaStreamSource(stream).connect(analyser);
    window.ears[selector] = analyser;
  }
  const samples = new Float32Array(window.ears[selector].fftSize);
  window.ears[selector].getFloatTimeDomainData(samples);
  return samples.some((sample) => Math.abs(sample) > 0.002);
}"""


@pytest.fixture(scope="module")
def room_chromium(camera: Path, microphone: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright, camera=camera, microphone=microphone, flags=ROOM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def live(company_owner: Member) -> LiveRoom:
    """Two candidates who agreed to everything; nobody is there yet."""
    return apart(lambda: factories.room(company_owner, candidates=2))


class Scene:
    """The room, and who looks at it with which device."""

    def __init__(self, live: LiveRoom, owner: Member, server: WebServer) -> None:
        self.live, self.owner, self.server = live, owner, server

    def act(self, service: Callable[..., Any], **more: Any) -> Any:
        """One of the interviewer's acts, as its own request."""

        def run() -> Any:
            with company_scope(self.owner.company.id):
                room = Room.objects.get(id=self.live.room.id)
                return service(room=room, actor=self.owner.actor, **more)

        return apart(run)

    def read(self, look: Callable[[], Any]) -> Any:
        def run() -> Any:
            with company_scope(self.owner.company.id):
                return look()

        return apart(run)

    def seats(self) -> list[str]:
        def look() -> list[str]:
            rows = Seat.objects.filter(room_id=self.live.room.id).order_by("number")
            return [str(seat.id) for seat in rows]

        found: list[str] = self.read(look)
        return found

    def ask(self, text: str) -> None:
        seats = self.read(lambda: list(Seat.objects.filter(room_id=self.live.room.id)))
        self.act(question_ask, seats=seats, asked=asked_freely(text))

    def answers(self, place: int) -> list[tuple[str, str, bool]]:
        """(question's label, status, interrupted), in their order."""
        interview = self.live.invitations[place].interview.id

        def look() -> list[tuple[str, str, bool]]:
            rows = Answer.objects.filter(interview_id=interview).select_related("question")
            return [(a.question.label, str(a.status), a.interrupted) for a in rows]

        found: list[tuple[str, str, bool]] = self.read(look)
        return found

    def arrived(self, place: int, label: str) -> int:
        """Bytes of the newest take of this question that the server has."""
        interview = self.live.invitations[place].interview.id

        def look() -> int:
            rows = Answer.objects.filter(interview_id=interview).select_related("question", "media")
            takes = [a for a in rows if a.question.label == label]
            return takes[-1].media.size if takes and takes[-1].media else 0

        found: int = self.read(look)
        return found

    def enter(self, device: Watched, place: int) -> Page:
        """Opens the link, checks the devices and says "ready"."""
        page = device.open(f"{self.server.url}/i/{self.live.invitations[place].token}/room/")
        page.get_by_role("button", name="Turn on camera and microphone").click(timeout=SLOW_MS)
        page.get_by_role("button", name="I am ready").click(timeout=SLOW_MS)
        return page


def until(look: Callable[[], bool], page: Page, seconds: float = 90.0) -> None:
    for _ in range(int(seconds / 0.5)):
        if look():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"it did not come about in time: {look()}")


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("HIREAPP_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("async () => await axe.run(document)")
    return [f"{v['id']}: {[n['html'] for n in v['nodes']]}" for v in found["violations"]]


def shows(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_visible(timeout=SLOW_MS)
    page.wait_for_function(RUNS, arg=f"{selector} video", timeout=SLOW_MS)


@pytest.fixture
def scene(
    live: LiveRoom, company_owner: Member, running_server: WebServer, room_chromium: Browser
) -> Iterator[tuple[Scene, list[Watched]]]:
    with ExitStack() as stack:
        small = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "en-US"}
        wide = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}
        office = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}
        devices = [stack.enter_context(device(room_chromium, **o)) for o in (small, wide, office)]
        yield Scene(live, company_owner, running_server), devices
        for watched in devices:
            assert watched.complaints == []


@pytest.mark.timeout(570)
def test_two_candidates_and_an_interviewer(scene: tuple[Scene, list[Watched]]) -> None:
    """From the lobby to the receipt; one browser is closed in the middle and comes back."""
    room, (phone, laptop, office) = scene
    first, second = room.enter(phone, 0), room.enter(laptop, 1)
    expect(first.get_by_role("heading", name="The interviewer is not here yet")).to_be_visible(
        timeout=SLOW_MS
    )
    assert axe(first) == []
    keep(first, "room-waiting-360")
    keep(second, "room-waiting-1280")

    room.act(room_open)
    expect(second.get_by_role("heading", name="The interviewer lets you in")).to_be_visible(
        timeout=SLOW_MS
    )
    user, room_id = room.owner.user, room.live.room.id
    interviewer = Interviewer(office.context, room.server.url, user, room_id)
    room.act(seats_admit_all)
    _they_meet(room, first, second, interviewer)

    room.act(room_start)
    for page in (first, second):
        recording = page.locator("[data-part=light-recording][data-on]")
        expect(recording).to_be_visible(timeout=SLOW_MS)
    _they_write_and_share(room, first, second, interviewer)

    room.ask("What did you build last?")
    handed_in = ("1", AnswerStatus.SUBMITTED, False)
    for place in (0, 1):
        until(lambda at=place: handed_in in room.answers(at), first)  # type: ignore[misc]

    until(lambda: room.arrived(0, "2") > 0, first)
    first = _closes_and_comes_back(room, phone, first, interviewer)
    until(lambda: ("2", AnswerStatus.SUBMITTED, True) in room.answers(0), first)
    until(lambda: ("2-1", AnswerStatus.RECORDING, False) in room.answers(0), first)

    # Again, before anything of the answer can have arrived: a take without a byte is given up.
    room.ask("What would you do differently?")
    until(lambda: ("3", AnswerStatus.RECORDING, False) in room.answers(0), first)
    first = _closes_and_comes_back(room, phone, first, interviewer)
    until(lambda: _is_recorded_once(room), first)

    room.act(room_end)
    for page in (first, second):
        expect(page.get_by_role("link", name="See your receipt")).to_be_visible(timeout=SLOW_MS)
        expect(page.locator("[data-part=ended-line]")).to_have_text("Everything is sent.")
    keep(first, "room-ended-360")
    assert axe(first) == []
    kept = [a for a in room.answers(0) if a[1] != AnswerStatus.DISCARDED]
    assert {status for _, status, _ in kept} == {AnswerStatus.SUBMITTED}
    assert [status for _, status, _ in room.answers(1)] == [AnswerStatus.SUBMITTED] * 3
    statuses = room.read(lambda: set(Interview.objects.values_list("status", flat=True)))
    assert statuses <= {InterviewStatus.FINISHED, InterviewStatus.ANALYSED}


def _is_recorded_once(room: Scene) -> bool:
    """The newest take, and no broken one beside it."""
    (*before, newest) = [status for _, status, _ in room.answers(0)]
    return newest == AnswerStatus.RECORDING and AnswerStatus.RECORDING not in before


def _closes_and_comes_back(
    room: Scene, device: Watched, page: Page, interviewer: Interviewer
) -> Page:
    page.close()
    again = room.enter(device, 0)
    shows(again, ".pane[data-kind=interviewer]")
    interviewer.sees(room.seats()[0])
    return again


def _they_meet(room: Scene, first: Page, second: Page, interviewer: Interviewer) -> None:
    for page in (first, second):
        shows(page, ".pane[data-kind=interviewer]")
        shows(page, ".pane[data-kind=candidate]")
        page.wait_for_function(HEARD, arg=".pane[data-kind=interviewer] video", timeout=SLOW_MS)
    for seat in room.seats():
        interviewer.sees(seat)
        interviewer.hears(seat)
    keep(first, "room-360")
    keep(second, "room-1280")
    assert axe(first) == []


def _they_write_and_share(room: Scene, first: Page, second: Page, interviewer: Interviewer) -> None:
    second.get_by_role("button", name="Chat").click()
    second.get_by_label("Message", exact=True).fill("Good morning, all!")
    second.get_by_role("button", name="Send").click()
    expect(first.locator("[data-part=unread]")).to_have_text("1", timeout=SLOW_MS)
    until(lambda: "Good morning, all!" in [m.get("text") for m in interviewer.messages()], first)
    caption = {"type": "caption", "seat": "interviewer", "text": "Tell us about it", "final": True}
    until(lambda: interviewer.links() == ["connected open"] * 2, first)
    assert interviewer.says(caption) == 2
    expect(first.locator("[data-part=captions]")).to_contain_text(
        "Tell us about it", timeout=SLOW_MS
    )
    second.get_by_role("button", name="Raise hand").click()
    expect(first.get_by_label("Hand raised")).to_be_visible(timeout=SLOW_MS)
    second.get_by_role("button", name="Share screen").click()
    shows(first, ".pane[data-kind=screen]")
    interviewer.sees(room.seats()[1], "screen")
    keep(first, "room-screen-360")
    keep(second, "room-chat-1280")
    assert axe(second) == []
    second.get_by_role("button", name="Stop sharing").click()
    expect(first.locator(".pane[data-kind=screen]")).to_have_count(0, timeout=SLOW_MS)
