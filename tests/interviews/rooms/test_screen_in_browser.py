"""The interviewer's one screen in a real Chromium, on the real web server and the real stream.

The room socket is played by the test (who is here, who waits); the dashboard, the acts and the
parts of the page are the product's own.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    Route,
    WebSocketRoute,
    expect,
    sync_playwright,
)

from hireapp.core.scope import company_scope
from hireapp.core.static_vendor import vendor
from interviews.models import InterviewQuestion, Room, RoomNote, RoomStatus, RoomVoice, Seat
from interviews.services.room import room_end
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import launch
from tests.e2e.media import camera_file, microphone_file
from tests.e2e.server import WebServer, environment_for
from tests.factories import LiveRoom, Member
from tests.interviews.in_browser import ROOT
from tests.interviews.rooms.feed import ASKED, SAID, Feed

PICTURES = os.environ.get("HIREAPP_TEST_PICTURES", "")
NAMES = ("Seo Ha-eun", "Aleksandra Wiśniewska-Kowalczyk", "김도윤", "Daniel Okafor", "이서연")
MOMENTS = 36
ROOM_SOCKET = re.compile(r"/ws/rooms/[0-9a-f-]+/$")
#: Faces of one fake camera stand in for five; where they come from is another test's business.
FACES = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  for (const video of document.querySelectorAll(".pane:not(.pane-me) > video")) video.srcObject = stream;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".pane > video { visibility: visible !important } .pane > .pane-empty { display: none !important }");
  document.adoptedStyleSheets.push(sheet);
}"""  # noqa: E501

#: A candidate's end of the talk, in the same page: answers an offer, and sends a picture.
CANDIDATE = """async (offer) => {
  if (!window.candidate) {
    window.candidate = new RTCPeerConnection();
    window.channel = candidate.createDataChannel("room", { negotiated: true, id: 0 });
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    for (const track of stream.getTracks()) candidate.addTrack(track, stream);
  }
  await candidate.setRemoteDescription(offer);
  await candidate.setLocalDescription();
  const gathered = () => new Promise((done) => (candidate.onicegatheringstatechange = done));
  while (candidate.iceGatheringState !== "complete") await gathered();
  return candidate.localDescription.sdp;
}"""
SAY = "(message) => window.channel.send(JSON.stringify(message))"
LISTEN = """() => {
  window.messages = [];
  channel.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "chat") window.messages.push(message);
  };
}"""
#: Counts the notes that are played, and lets a test look away from the page and back.
HEAR = """() => {
  window.notes = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    window.notes += 1;
    start.apply(this, when);
  };
}"""
#: How often the words about the planned time change.
CHANGES = """() => {
  window.changes = 0;
  const words = document.querySelector("[data-light=time]");
  new MutationObserver(() => (window.changes += 1)).observe(words, { childList: true, subtree: true });
}"""  # noqa: E501
LOOK = """(here) => {
  document.hasFocus = () => here;
  window.dispatchEvent(new Event(here ? "focus" : "blur"));
}"""
HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    vendor(ROOT, development=True, say=print)
    camera = camera_file(tmp_path_factory.mktemp("camera"))
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = launch(playwright, camera=camera, microphone=microphone_file())
        yield browser
        browser.close()


@pytest.fixture
def server(
    transactional_db: None, service_environment: dict[str, str], tmp_path: Path
) -> Iterator[WebServer]:
    environment = environment_for(service_environment)
    environment["HIREAPP_VAR"] = str(django_settings.VAR_DIR)
    server = WebServer(environment, tmp_path / "web.log")
    server.start()
    yield server
    server.stop()
    print(server.log.read_text()[-4000:])


@dataclass
class Screen:
    """A room, who holds it, and the room socket of its page."""

    author: Member
    live: LiveRoom
    feed: Feed
    seats: list[Seat]
    page: Page | None = None
    complaints: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    here: list[str] = field(default_factory=list)
    sockets: list[WebSocketRoute] = field(default_factory=list)
    offers: list[dict[str, Any]] = field(default_factory=list)

    def play(self, socket: WebSocketRoute) -> None:
        """Answers as the room socket does: who is here and who waits is up to the test."""
        self.sockets.append(socket)
        socket.on_message(lambda text: self._answer(socket, json.loads(str(text))))
        welcome = {"type": "welcome", "you": "interviewer", "session": "s", "ice_servers": []}
        socket.send(json.dumps({**self._room(), **welcome, "ice_policy": "all"}))

    def _answer(self, socket: WebSocketRoute, message: dict[str, Any]) -> None:
        if message["type"] == "ping":
            socket.send('{"type": "pong"}')
        elif message["type"] == "description":
            self.offers.append(message)

    def _room(self) -> dict[str, Any]:
        room = {
            "id": str(self.live.room.id),
            "status": self.live.room.status,
            "plan": self.live.room.calendar_sequence,
            "candidates_meet": True,
            "started_at": started(self.live.room),
        }
        alike = {
            "session": "p",
            "role": "candidate",
            "streams": {"camera": None, "screen": None},
            "state": {"audio": True, "video": True, "hand": False, "quality": 4},
        }
        peers = [{"id": id_, "number": n, **alike} for n, id_ in enumerate(self.here, 1)]
        return {"room": room, "seat": None, "peers": peers, "waiting": self.waiting}

    def room_changed(self) -> None:
        """Says anew who is here and who waits."""
        self.sockets[-1].send(json.dumps({"type": "room", **self._room()}))

    def tell(self, seat: Seat, **message: Any) -> None:
        """What the room socket hands on from a candidate."""
        self.sockets[-1].send(json.dumps({"from": str(seat.id), "session": "p", **message}))

    def join(self, page: Page, seat: Seat) -> None:
        """Answers the offers to this candidate, from the page itself."""
        answered: list[dict[str, Any]] = []
        while not any("m=video" in offer["sdp"] for offer in answered):
            while len(self.offers) == len(answered):
                page.wait_for_timeout(50)
            answered.append(self.offers[len(answered)]["description"])
            sdp = page.evaluate(CANDIDATE, answered[-1])
            self.tell(seat, type="description", description={"type": "answer", "sdp": sdp})
        page.wait_for_function("window.channel.readyState === 'open'")


def started(room: Room) -> str | None:
    return room.started_at.isoformat() if room.started_at else None


Open = Callable[..., Page]


def made(
    alice: Member, status: RoomStatus, candidates: int = 5, *, recorded: bool = False
) -> Screen:
    def make() -> Screen:
        position = factories.position(
            alice, title="Senior backend engineer, payments", job_code="200102", questions=3
        )
        live = factories.room(
            alice, candidates=candidates, status=status, position=position,
            interviewer_recorded=recorded,
        )  # fmt: skip
        seats = live.seats()
        with company_scope(alice.company.id):
            if status == RoomStatus.LIVE:
                started = timezone.now() - timedelta(minutes=5)
                Room.objects.filter(id=live.room.id).update(started_at=started)
                live.room.refresh_from_db()
            for seat, name in zip(seats, NAMES, strict=False):
                seat.interview.candidate.name = name
                seat.interview.candidate.save(update_fields=["name"])
        return Screen(alice, live, Feed(live.room), seats)

    return apart(make)


@pytest.fixture
def open_screen(chromium: Browser, server: WebServer, alice: Member) -> Iterator[Open]:
    """Opens the page of a screen as alice; what its console complains about fails the test."""
    contexts: list[Any] = []
    screens: list[Screen] = []
    client = Client()
    client.force_login(alice.user)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    def go(screen: Screen, *, width: int = 1440, height: int = 900, language: str = "en") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=language, bypass_csp=True,
            permissions=["camera", "microphone"],
        )  # fmt: skip
        contexts.append(context)
        screens.append(screen)
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session, "url": server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: screen.complaints.append(str(error)))
        page.on("console", lambda line: _note(screen, line))
        page.route_web_socket(ROOM_SOCKET, screen.play)
        page.goto(f"{server.url}{reverse('rooms:room', args=[screen.live.room.id])}")
        screen.page = page
        return page

    yield go
    for context in contexts:
        context.close()
    assert [line for screen in screens for line in screen.complaints] == []


def _note(screen: Screen, line: Any) -> None:
    expected = ("net::ERR_", "Failed to load resource")  # a server that a test has killed
    if line.type == "error" and not any(words in line.text for words in expected):
        screen.complaints.append(line.text)


def rows(alice: Member, model: Any, **lookup: Any) -> list[Any]:
    def read() -> list[Any]:
        with company_scope(alice.company.id):
            return list(model.objects.filter(**lookup))

    return apart(read)


def told(screen: Screen, act: Callable[[Feed], Any]) -> None:
    def run() -> None:
        with company_scope(screen.author.company.id):
            act(screen.feed)

    apart(run)


def busy(screen: Screen) -> None:
    """What a few minutes of an interview leave on the screen."""

    def begin(feed: Feed) -> None:
        for n, seat in enumerate(screen.seats):
            feed.tell(type="analysis", seat=str(seat.id), on=True, why="", late=0)
            feed.words(seat, SAID.split())
            if n in (0, 3):
                feed.suggest(seat)
            feed.answer(seat)

    told(screen, begin)
    for step in range(MOMENTS):
        told(screen, lambda feed, n=step: _moment(feed, screen.seats, n))  # type: ignore[misc]
        time.sleep(0.08)  # the newest replaces the older ones of the same moment


def _moment(feed: Feed, seats: list[Seat], step: int) -> None:
    """Five minutes in steps that grow smaller towards now: the strip, then the small curves."""
    left = MOMENTS - 1 - step
    back = 3.0 * left if left < 20 else 60.0 + 12.0 * (left - 20)
    long = 2.8 if left < 20 else 11.0
    for seat in seats:
        if step % 7 < 5:
            feed.voice(seat, pitch=170 + 9 * (step % 5), back=back, long=long)
        at, away = time.time() - back, step % 9 == 4
        feed.signals(seat, yaw=24.0 if away else step % 7, looking=not away, sampled_at=at)


def fresh(screen: Screen) -> None:
    def act(feed: Feed) -> None:
        for seat in screen.seats:
            feed.signals(seat)

    told(screen, act)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def violations(page: Page) -> list[str]:
    page.add_script_tag(path=str(ROOT / "node_modules/axe-core/axe.min.js"))
    found = page.evaluate("axe.run()")
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]


def test_what_is_said_and_seen_reaches_the_screen_and_a_key_asks(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE)
    first, second = screen.seats[:2]
    screen.here = [str(first.id), str(second.id)]
    page = open_screen(screen)
    told(screen, lambda feed: feed.signals(first, yaw=20.0, looking=False))
    gaze = page.locator("[data-reading=gaze] [data-value]")
    expect(gaze).to_have_text("away · left 20°")
    told(screen, lambda feed: feed.signals(first))
    expect(gaze).to_have_text("at the screen")
    told(screen, lambda feed: feed.voice(first, pitch=182.0))
    expect(page.locator("[data-reading=pitch] [data-value]")).to_have_text("182 Hz")

    told(screen, lambda feed: feed.words(first, ["schema", "index"]))
    words = page.locator("[data-words] > li")
    expect(words).to_have_text(["schema 3", "index 3"])
    told(screen, lambda feed: feed.words(first, ["schema", "query", "query"], at=10.0))
    expect(words.first).to_have_text(re.compile("query"))
    expect(page.locator(f'[data-pane="{first.id}"] [data-caption]')).to_have_text(
        "schema index schema query query"
    )

    told(screen, lambda feed: feed.suggest(first))
    told(screen, lambda feed: feed.suggest(second))
    recommended = page.locator("[data-recommended] .ask-row")
    expect(recommended).to_have_count(5)
    expect(recommended.first).to_contain_text(
        "“the index on customer and month” → Databases › Indexing"
    )
    expect(recommended.first).to_contain_text("The answer names an index")
    expect(page.locator(f'[data-pane="{second.id}"] [data-new]')).to_have_text("+5")
    page.keyboard.press("2")
    expect(recommended.nth(1)).to_have_class(re.compile("ask-done"))
    expect(page.locator("[data-answer-question]")).to_have_text(ASKED[1])
    pressed = recommended.nth(3).get_by_role("button")
    pressed.click()
    expect(page.locator("[data-answer-question]")).to_have_text(ASKED[3])
    expect(pressed).to_be_disabled()
    expect(pressed).to_be_focused()
    page.keyboard.press("Enter")  # asked once
    (asked,) = rows(alice, InterviewQuestion, text=ASKED[1])
    assert asked.interview_id == first.interview_id
    assert asked.option_id == "node:index/1"

    page.keyboard.press("]")
    expect(page.locator("[data-person-name]")).to_have_text(NAMES[1])
    expect(page.locator(f'[data-pane="{second.id}"] [data-new]')).to_be_hidden()
    page.keyboard.press("e")
    page.keyboard.press("q")
    page.keyboard.type("Why this job?")
    page.keyboard.press("Enter")
    expect(page.locator("#free-text")).to_have_value("")
    assert len(rows(alice, InterviewQuestion, text="Why this job?")) == 5
    toasts = page.locator("#toasts > .toast")
    expect(toasts).to_have_text(["Asked to everybody"])
    one = page.locator('[data-target="one"]')
    expect(one).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("And why now?")
    page.keyboard.press("Enter")
    expect(toasts).to_have_text([f"Asked to {NAMES[1]}"])
    (now,) = rows(alice, InterviewQuestion, text="And why now?")
    assert now.interview_id == second.interview_id
    page.locator("h1").click()
    page.keyboard.press("e")
    expect(one).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("[")
    expect(one).to_have_attribute("aria-pressed", "true")
    assert len(rows(alice, InterviewQuestion, text=ASKED[3])) == 1


def test_what_is_recorded_and_why_there_is_no_picture_is_what_the_candidates_page_says(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=2)
    first = screen.seats[0]
    screen.here = [str(first.id)]
    page = open_screen(screen)
    pane = page.locator(f'[data-pane="{first.id}"]')
    light = page.locator('[data-light="recording"]')
    screen.join(page, first)
    expect(pane).to_have_attribute("data-here", "here")
    expect(light).to_have_text("Not recording")  # agreed to, and not done
    page.evaluate(SAY, {"type": "recording", "state": "recording"})
    expect(light).to_have_text("Recording 1 of 2")
    expect(pane.locator("[data-recorded]")).to_be_visible()
    page.evaluate(SAY, {"type": "recording", "state": "failed"})
    expect(light).to_have_text("Not recording")
    expect(pane.locator("[data-recorded]")).to_be_hidden()

    screen.tell(first, type="state", audio=True, video=False, hand=False, quality=4)
    expect(pane.locator("[data-empty-words]")).to_have_text("Camera off")
    page.evaluate(
        "document.querySelector('[data-light=recording] [data-light-words]').textContent = ''"
    )
    expect(light).to_have_text("Not recording")  # the screen has looked at everything again
    expect(pane.locator("[data-empty-words]")).to_have_text("Camera off")

    page.evaluate(SAY, {"type": "recording", "state": "recording"})
    expect(light).to_have_text("Recording 1 of 2")
    screen.tell(first, type="peer.left", final=True, peer={"id": str(first.id)})
    expect(light).to_have_text("Not recording")


def test_what_is_withdrawn_leaves_the_screen_and_who_disturbs_the_room(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=2)
    first = screen.seats[0]
    screen.here = [str(first.id)]
    page = open_screen(screen)
    told(screen, lambda feed: feed.words(first, ["schema", "index"]))
    told(screen, lambda feed: feed.suggest(first))
    expect(page.locator("[data-recommended] .ask-row")).to_have_count(5)
    seat = {"id": str(first.id), "status": "admitted", "recorded": False, "analysed": []}
    told(screen, lambda feed: feed.tell(type="seat", seat=seat))
    expect(page.locator("[data-recommended] .ask-row")).to_have_count(0)
    expect(page.locator("[data-words] > li")).to_have_count(0)
    expect(page.locator("[data-now-off]")).to_have_text("Not analysed")
    page.locator("#tab-file").click()
    page.get_by_role("button", name="Take out of the room").click()
    page.locator("#room-remove").get_by_role("button", name="Take out").click()
    expect(page.locator(f'[data-pane="{first.id}"]')).to_have_attribute("data-here", "removed")
    page.locator(f'[data-admit="{first.id}"]').click()
    expect(page.locator(f'[data-pane="{first.id}"]')).not_to_have_attribute("data-here", "removed")


def test_notes_ratings_and_the_file_stand_beside_the_talk(open_screen: Open, alice: Member) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=2)
    first = screen.seats[0]
    page = open_screen(screen)
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("Names numbers.")
    page.keyboard.press("Enter")
    expect(page.locator("[data-notes] .note-text")).to_have_text(["Names numbers."])
    (note,) = rows(alice, RoomNote)
    assert note.seat_id == first.id
    field = page.locator("#note-text")
    field.fill("Begun about the first")
    page.locator("h1").click()
    page.keyboard.press("]")
    expect(field).to_have_value("")  # it waits for whom it is about
    page.keyboard.press("[")
    expect(field).to_have_value("Begun about the first")

    page.locator("#tab-card").click()
    page.locator("[data-card] .score-choice").nth(3).click()
    expect(page.locator("[data-card-state]")).to_contain_text("Draft saved")
    page.locator("#tab-file").click()
    expect(page.locator("[data-file]")).to_contain_text("No résumé was uploaded")
    page.reload()
    page.locator("#tab-notes").click()
    expect(page.locator("[data-notes] .note-text")).to_have_text(["Names numbers."])


def arrives_without_an_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def sent_in_vain(page: Page, field: Locator) -> None:
    """Enter; what then could not be done is read, and put away."""
    field.press("Enter")
    failed = page.locator("#toasts > .toast-critical")
    expect(failed).to_have_count(1)
    failed.locator("button").click()
    expect(failed).to_have_count(0)


def test_a_question_whose_answer_was_lost_is_asked_once(open_screen: Open, alice: Member) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=2)
    page = open_screen(screen)
    field = page.locator("#free-text")
    page.route("**/ask/", arrives_without_an_answer, times=2)
    field.press_sequentially("Why us?")
    sent_in_vain(page, field)
    sent_in_vain(page, field)
    field.press("Enter")
    expect(field).to_have_value("")
    field.press_sequentially("Why now?")
    field.press("Enter")
    expect(field).to_have_value("")
    first = screen.seats[0]
    asked = [(q.interview_id, q.text) for q in rows(alice, InterviewQuestion) if q.client_id]
    assert asked == [(first.interview_id, "Why us?"), (first.interview_id, "Why now?")]


def test_what_is_sent_again_with_other_words_or_about_another_is_kept_as_well(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=2)
    page = open_screen(screen)
    page.locator("#tab-notes").click()
    field = page.locator("#note-text")
    page.route("**/notes/", arrives_without_an_answer, times=3)
    for more in ("Calm.", "", " Quick."):  # "": the same once more
        field.press_sequentially(more)
        sent_in_vain(page, field)
    page.locator("h1").click()
    page.keyboard.press("]")
    field.fill("Calm. Quick.")
    field.press("Enter")
    expect(field).to_have_value("")
    first, second = screen.seats
    kept = [(note.seat_id, note.text) for note in rows(alice, RoomNote)]
    assert kept == [
        (first.id, "Calm."),
        (first.id, "Calm. Quick."),
        (second.id, "Calm. Quick."),
    ]


def test_the_lobby_the_start_and_the_end(open_screen: Open, alice: Member) -> None:
    screen = made(alice, RoomStatus.OPEN, candidates=2)
    one, two = screen.seats

    def expected() -> None:
        with company_scope(alice.company.id):
            Seat.objects.filter(room=screen.live.room).update(status="expected", admitted_at=None)

    apart(expected)
    screen.waiting = [str(one.id), str(two.id)]
    page = open_screen(screen)
    expect(page.get_by_text("Waits in the lobby")).to_have_count(2)
    expect(page.locator('[data-light="recording"]')).to_have_text("Not recording")
    page.locator(f'[data-admit="{one.id}"]').click()
    expect(page.locator("#toasts > .toast-critical")).to_have_count(0)
    page.wait_for_function("document.querySelector('[data-act=admit-all]').hidden === false")
    page.locator("h1").click()
    page.keyboard.press("a")
    page.get_by_role("button", name="Start the interview").click()
    expect(page.get_by_role("button", name="End for all")).to_be_visible(timeout=30_000)
    assert {seat.status for seat in rows(alice, Seat)} == {"admitted"}
    page.get_by_role("button", name="End for all").click()
    page.locator("#room-end").get_by_role("button", name="End for all").click()
    compare = page.get_by_role("link", name="Compare these candidates")
    expect(compare).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name=re.compile("Report and rating"))).to_have_count(2)


def test_whoever_is_let_in_before_the_start_is_said_to_be_unrecorded(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.OPEN, candidates=2)
    page = open_screen(screen)
    banner = page.get_by_role("status").filter(has_text="Nothing is recorded yet")
    expect(banner).to_be_visible()
    assert violations(page) == []
    picture(page, "unstarted-1440")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    picture(page, "unstarted-360")

    page.locator("#tab-expected").click()
    page.locator("#tab-expected-panel .ask-row button").first.click()
    first = page.get_by_role("dialog", name="Start the interview first")
    expect(first).to_be_visible()
    picture(page, "first-360")
    page.keyboard.press("Escape")
    assert len(rows(alice, InterviewQuestion, kind="listed")) == 0

    banner.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="End for all")).to_be_visible()
    expect(banner).to_be_hidden()
    expect(page.locator("#content")).to_be_focused()
    assert {room.status for room in rows(alice, Room)} == {"live"}


def test_a_start_with_nobody_in_the_room_is_asked_back(open_screen: Open, alice: Member) -> None:
    screen = made(alice, RoomStatus.OPEN, candidates=1)

    def expected() -> None:
        with company_scope(alice.company.id):
            Seat.objects.filter(room=screen.live.room).update(status="expected", admitted_at=None)

    apart(expected)
    page = open_screen(screen)
    expect(page.locator("[data-unstarted]")).to_be_hidden()
    page.get_by_role("button", name="Start the interview").click()
    dialog = page.get_by_role("dialog", name="Start with nobody in the room?")
    expect(dialog.get_by_role("link", name=re.compile("Call it off"))).to_be_visible()
    picture(page, "start-empty")
    dialog.get_by_role("button", name="Not yet").click()
    assert {room.status for room in rows(alice, Room)} == {"open"}
    page.get_by_role("button", name="Start the interview").click()
    dialog.get_by_role("button", name="Start all the same").click()
    expect(page.get_by_role("button", name="End for all")).to_be_visible()


def test_who_comes_to_wait_and_who_writes_is_told_and_heard(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.OPEN, candidates=2)
    one, two = screen.seats

    def expected() -> None:
        with company_scope(alice.company.id):
            Seat.objects.filter(id=two.id).update(status="expected", admitted_at=None)

    apart(expected)
    screen.here = [str(one.id)]
    page = open_screen(screen)
    page.evaluate(HEAR)
    screen.join(page, one)
    expect(page.locator("[data-unstarted]")).to_be_visible()  # the snapshot has come
    toasts = page.locator("#toasts > .toast")
    screen.waiting = [str(two.id)]
    screen.room_changed()
    expect(toasts).to_have_text([f"{NAMES[1]} waits to be let in"])
    assert page.evaluate("window.notes") == 2
    assert not page.title().startswith("(")  # it is before the reader's eyes
    screen.room_changed()  # waits still

    page.evaluate(LOOK, False)
    page.evaluate(SAY, {"type": "chat", "id": "1", "text": "I cannot hear you", "at": 0})
    expect(toasts).to_have_text(
        [f"{NAMES[1]} waits to be let in", f"Message from {NAMES[0]}: I cannot hear you"]
    )
    assert page.evaluate("window.notes") == 4
    assert page.title().startswith("(1) Senior")
    page.evaluate(LOOK, True)
    assert page.title().startswith("Senior")

    page.locator("[data-dialog-open=room-devices]").click()
    page.get_by_role("switch", name="Sound when somebody waits or writes").uncheck()
    picture(page, "chime-switch")
    page.keyboard.press("Escape")
    page.evaluate(SAY, {"type": "chat", "id": "2", "text": "Now I can", "at": 0})
    expect(toasts).to_have_count(3)
    assert page.evaluate("window.notes") == 4
    page.reload()
    expect(page.locator("[data-chime]")).not_to_be_checked()


def test_a_message_to_one_reaches_nobody_else(open_screen: Open, alice: Member) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=3)
    first = screen.seats[0]
    screen.here = [str(first.id)]
    page = open_screen(screen)
    screen.join(page, first)
    page.evaluate(LISTEN)
    page.locator("h1").click()
    page.keyboard.press("t")
    field = page.locator("#chat-text")
    expect(field).to_have_attribute("placeholder", "Message to everybody")

    def write(text: str) -> None:
        field.fill(text)
        field.press("Enter")

    write("Welcome")
    one = page.locator("[data-chat-to=one]")
    one.click()
    expect(page.get_by_label(f"Message to {NAMES[0]} alone")).to_be_visible()
    write("Can you hear me?")
    heads = page.locator("[data-chat] > li > p:first-child")
    expect(heads).to_have_text(
        [re.compile("^You to everybody · "), re.compile(f"^You to {NAMES[0]} · ")]
    )
    page.wait_for_function("window.messages.length === 2")
    told = page.evaluate("window.messages")
    assert [(message["text"], message.get("to")) for message in told] == [
        ("Welcome", None), ("Can you hear me?", "you"),
    ]  # fmt: skip
    assert violations(page) == []
    picture(page, "chat-1440")

    field.fill("For Ha-eun")
    page.locator("[data-step='1']").click()
    expect(one).to_have_text(NAMES[0])  # begun for her, and stays hers
    field.fill("")
    page.locator("[data-step='1']").click()
    expect(one).to_have_text(NAMES[2])
    write("Are you there?")
    expect(heads.last).to_have_text(re.compile(f"^You to {NAMES[2]} · .* · reached nobody$"))
    page.locator("[data-chat-to=all]").click()
    write("Thank you")
    page.wait_for_function("window.messages.length === 3")
    assert page.evaluate("window.messages[2].text") == "Thank you"
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    field.scroll_into_view_if_needed()
    picture(page, "chat-360")


def test_before_the_lobby_opens_the_page_says_who_waits(open_screen: Open, alice: Member) -> None:
    screen = made(alice, RoomStatus.SCHEDULED, candidates=3)
    two = screen.seats[1]
    page = open_screen(screen)
    number = page.locator("[data-waiting]")
    expect(number).to_have_text("Nobody waits yet.")
    screen.waiting = [str(two.id)]
    screen.room_changed()
    expect(number).to_have_text("Waiting now: 1 of 3")
    expect(page.locator(f'[data-waits="{two.id}"]')).to_be_visible()
    expect(page.locator("[data-waits]:visible")).to_have_count(1)
    expect(page.locator("#toasts > .toast")).to_have_text([f"{NAMES[1]} waits to be let in"])
    assert violations(page) == []
    picture(page, "before-waiting-1440")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    number.scroll_into_view_if_needed()
    picture(page, "before-waiting-360")


@pytest.mark.parametrize("status", [RoomStatus.SCHEDULED, RoomStatus.OPEN])
def test_a_plan_changed_elsewhere_makes_the_page_anew(
    open_screen: Open, alice: Member, status: RoomStatus
) -> None:
    screen = made(alice, status, candidates=1)
    page = open_screen(screen)
    planned = "document.getElementById('page-settings').textContent.match(/starts_at.*?,/)[0]"
    before = page.evaluate(planned)

    def move() -> None:
        with company_scope(alice.company.id):
            room = screen.live.room
            room.refresh_from_db()
            room.starts_at += timedelta(hours=1)
            room.calendar_sequence += 1
            room.save(update_fields=["starts_at", "calendar_sequence"])

    apart(move)
    screen.room_changed()
    page.wait_for_function(f"{planned} !== {before!r}")


def test_the_clock_says_how_much_of_the_planned_time_is_left(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=2)

    def nearly_over() -> None:
        with company_scope(alice.company.id):
            started = timezone.now() - timedelta(minutes=39, seconds=50)
            Room.objects.filter(id=screen.live.room.id).update(started_at=started)
            screen.live.room.refresh_from_db()

    apart(nearly_over)
    page = open_screen(screen)
    clock, due = page.locator("[data-clock-time]"), page.locator('[data-light="time"]')
    expect(clock).to_have_text(re.compile(r"^39:5\d / 45 min$"))
    expect(due).to_be_hidden()
    expect(due).to_have_text("Ends in less than 5 min", timeout=20_000)
    expect(due).to_be_visible()
    assert violations(page) == []
    picture(page, "due-1440")
    page.evaluate(CHANGES)
    page.evaluate("(now => (Date.now = () => now() + 300_000))(Date.now)")
    expect(due).to_have_text("Over the planned time")
    expect(clock).to_have_text(re.compile(r"^45:\d\d / 45 min$"))
    assert page.evaluate("window.changes") == 1  # said once, not at every tick
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    picture(page, "due-360")


def test_nobody_walks_away_from_a_running_interview_unasked(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=2)
    page = open_screen(screen)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.wait_for_function("document.querySelector('[data-remove]').hidden === false")
    page.locator("h1").click()  # browsers ask back only where a page was touched
    with page.expect_event("dialog"):
        page.evaluate("() => void setTimeout(() => (location.href = '/'))")
    assert asked == ["beforeunload"]

    dialog = page.get_by_role("dialog", name="Leave the room?")
    page.get_by_role("link", name="Back to the position").click()
    expect(dialog).to_be_visible()
    picture(page, "leave-1440")
    assert violations(page) == []
    dialog.get_by_role("button", name="Stay").click()
    expect(dialog).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("link", name="Back to the position").click()
    page.wait_for_timeout(300)
    picture(page, "leave-360")
    dialog.get_by_role("link", name="Leave, the interview goes on").click()
    page.wait_for_url("**/positions/**")
    assert asked == ["beforeunload"]
    assert {room.status for room in rows(alice, Room)} == {"live"}

    page.go_back()
    page.wait_for_function("document.querySelector('[data-remove]').hidden === false")
    page.get_by_role("link", name="Back to the position").click()
    dialog.get_by_role("button", name="End for all").click()
    expect(page.get_by_role("link", name="Compare these candidates")).to_be_visible(timeout=30_000)
    assert asked == ["beforeunload"]


def test_when_nothing_arrives_or_the_server_is_gone_the_screen_says_so_and_comes_back(
    open_screen: Open, alice: Member, server: WebServer
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=2)
    first, second = screen.seats
    screen.here = [str(first.id), str(second.id)]
    page = open_screen(screen)
    off = page.locator("[data-now-off]")
    told(screen, lambda feed: feed.signals(first))
    expect(page.locator("[data-reading=gaze] [data-value]")).to_have_text("at the screen")
    expect(off).to_have_text("Analysis is off: nothing arrives", timeout=12_000)
    expect(page.locator('[data-light="analysis"]')).to_have_attribute("data-state", "caution")
    told(screen, lambda feed: feed.signals(first))
    expect(off).to_be_hidden()
    told(
        screen,
        lambda feed: feed.tell(
            type="analysis", seat=str(first.id), on=False, why="connection_lost", late=3
        ),
    )
    expect(off).to_have_text("Analysis is off: its connection was lost")
    for why, words in (
        ("refused", "its connection failed"),
        ("too_much", "too much picture or sound arrives"),
    ):
        told(
            screen,
            lambda feed, why=why: feed.tell(  # type: ignore[misc]
                type="analysis", seat=str(first.id), on=False, why=why, late=0
            ),
        )
        expect(off).to_have_text(f"Analysis is off: {words}")
    server.kill()
    expect(page.locator('[data-light="connection"]')).to_contain_text("Talk goes on")
    expect(off).to_have_text("Analysis is off: no connection to it")
    # Said while the screen was away, and not lost.
    told(screen, lambda feed: feed.words(first, ["while", "you", "were", "gone", "gone"]))
    server.start()
    expect(page.locator("[data-words]")).to_contain_text("while", timeout=20_000)
    expect(page.locator('[data-light="connection"]')).to_be_hidden()


def test_what_arrives_just_before_the_page_is_hidden_is_not_held_back(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=1)
    (seat,) = screen.seats
    page = open_screen(screen)
    words = page.locator("[data-words]")
    told(screen, lambda feed: feed.words(seat, ["schema"]))
    expect(words).to_contain_text("schema")
    page.evaluate("() => { window.requestAnimationFrame = () => { window.due = true; }; }")
    told(screen, lambda feed: feed.words(seat, ["hidden"], at=10.0))
    page.wait_for_function("window.due", polling=100)
    page.evaluate(HIDE)
    expect(words).to_contain_text("hidden")


def test_the_interviewers_voice_is_recorded_where_it_was_promised(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=1, recorded=True)
    page = open_screen(screen)
    expect(page.get_by_role("img", name="Your voice is recorded")).to_be_visible(timeout=10_000)
    page.wait_for_timeout(3000)
    page.reload()  # another piece; what the first one holds is not lost
    expect(page.get_by_role("img", name="Your voice is recorded")).to_be_visible(timeout=15_000)
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="End for all").click()
    page.locator("#room-end").get_by_role("button", name="End for all").click()
    expect(page.get_by_role("link", name=re.compile("Report and rating"))).to_be_visible(
        timeout=20_000
    )
    pieces = apart(lambda: _pieces(alice))
    assert len(pieces) == 2
    assert all(ended and size > 4000 and complete for ended, size, complete in pieces)


def test_a_voice_that_broke_is_begun_anew_and_another_window_ends_it(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=1, recorded=True)
    page = open_screen(screen)
    mark = page.get_by_role("img", name="Your voice is recorded")
    expect(mark).to_be_visible(timeout=10_000)
    refused = re.compile("/uploads/")
    page.route(refused, lambda route: route.fulfill(status=403, body="no"))
    expect(page.get_by_text("It is tried again in a moment.")).to_be_visible(timeout=10_000)
    expect(mark).to_be_hidden()
    page.unroute(refused)
    expect(mark).to_be_visible(timeout=15_000)
    page.wait_for_timeout(3000)
    screen.sockets[-1].close(code=4409)
    expect(mark).to_be_hidden()
    pieces = apart(lambda: _pieces(alice))
    assert len(pieces) == 2
    assert pieces[0][0], "the piece that broke has ended"


def test_what_is_left_of_the_voice_is_sent_by_the_page_after_the_end(
    open_screen: Open, alice: Member
) -> None:
    screen = made(alice, RoomStatus.LIVE, candidates=1, recorded=True)
    page = open_screen(screen)
    address = page.url
    uploads = re.compile("/uploads/")
    page.route(uploads, lambda route: route.abort())
    expect(page.get_by_role("img", name="Your voice is recorded")).to_be_visible(timeout=10_000)
    page.wait_for_timeout(3000)
    page.goto("about:blank")

    def over() -> None:
        with company_scope(alice.company.id):
            room_end(room=Room.objects.get(id=screen.live.room.id), actor=alice.actor)

    apart(over)
    page.goto(address)
    expect(page.get_by_text("Keep this page open.")).to_be_visible()
    picture(page, "voice-left-1440")
    page.set_viewport_size({"width": 360, "height": 740})
    picture(page, "voice-left-360")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(page) == []
    page.unroute(uploads)
    expect(page.get_by_text("Your recorded voice has arrived completely.")).to_be_visible(
        timeout=20_000
    )
    ((ended, size, complete),) = apart(lambda: _pieces(alice))
    assert ended
    assert size > 4000
    assert complete


def _pieces(alice: Member) -> list[tuple[bool, int, bool]]:
    """Whether each piece has ended, its bytes, whether they are all there."""
    with company_scope(alice.company.id):
        return [
            (
                voice.ended_at is not None,
                voice.media.size if voice.media else 0,
                bool(voice.media and voice.media.completed_at),
            )
            for voice in RoomVoice.objects.select_related("media")
        ]


@pytest.mark.parametrize(
    ("width", "height", "language"), [(1440, 900, "en"), (1280, 720, "ko"), (360, 740, "ko")]
)
def test_five_candidates_fit_on_one_screen(
    open_screen: Open, alice: Member, width: int, height: int, language: str
) -> None:
    screen = made(alice, RoomStatus.LIVE)
    screen.here = [str(seat.id) for seat in screen.seats[:4]]
    page = open_screen(screen, width=width, height=height, language=language)
    expect(page.locator("[data-light=analysis]")).not_to_have_text("")
    busy(screen)
    expect(page.locator("[data-recommended] .ask-row")).to_have_count(5)
    page.evaluate(FACES)
    page.locator("[data-view=overlay]").click()
    fresh(screen)
    page.wait_for_timeout(600)
    picture(page, f"screen-{width}")
    sizes = page.evaluate(
        "() => ({ wide: document.documentElement.scrollWidth - innerWidth,"
        " high: document.documentElement.scrollHeight - innerHeight,"
        " now: (panel => panel.scrollHeight - panel.clientHeight)"
        "(document.getElementById('tab-now-panel')) })"
    )
    assert sizes["wide"] <= 0
    if width > 1000:
        assert sizes["high"] <= 0
        assert sizes["now"] <= 0, "the essentials of a candidate stand without scrolling"
    assert violations(page) == []
    for tab in ("card", "file", "notes", "chat", "expected", "own"):
        page.locator(f"#tab-{tab}").click()
        page.wait_for_timeout(300)
        if tab in ("card", "expected"):
            picture(page, f"screen-{width}-{tab}")
        assert violations(page) == [], tab
    page.locator("[data-view=layout]").click()
    page.locator("#tab-now").click()
    fresh(screen)
    page.wait_for_timeout(300)
    picture(page, f"screen-{width}-speaker")
    page.locator("[data-dialog-open=room-devices]").click()
    picture(page, f"screen-{width}-devices")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 360])
def test_the_pages_before_and_after(open_screen: Open, alice: Member, width: int) -> None:
    screen = made(alice, RoomStatus.SCHEDULED, candidates=3)
    page = open_screen(screen, width=width)
    expect(page.locator("[data-no-picture]")).to_be_hidden()
    # Drawn ten times a second, and not said.
    expect(page.locator("output")).to_have_attribute("aria-live", "off")
    picture(page, f"before-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="Open the lobby").click()
    expect(page.get_by_role("button", name="Start the interview")).to_be_visible()
    picture(page, f"open-{width}")

    def over() -> None:
        with company_scope(alice.company.id):
            room = Room.objects.get(id=screen.live.room.id)
            Room.objects.filter(id=room.id).update(status="live", started_at=room.opened_at)
            room.refresh_from_db()
            room_end(room=room, actor=alice.actor)

    apart(over)
    page.reload()
    expect(page.get_by_role("link", name="Compare these candidates")).to_be_visible()
    picture(page, f"after-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
