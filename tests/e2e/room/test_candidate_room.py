"""What a candidate's room shows and says, in a real Chromium on the real web server.

The room socket is played by the test (who is here, what is asked), and so are the others, in the
same page; page, endpoints and rows are the product's own. ``HIREAPP_SCREENSHOTS=folder`` keeps
the pictures.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.models import Room
from interviews.services.room import room_end, room_open, room_start, seats_admit_all
from interviews.services.room_plan import room_replan
from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import Watched
from tests.e2e.candidate.test_pages import reader, violations
from tests.e2e.server import WebServer
from tests.factories import LiveRoom, Member

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SLOW_MS = 60_000
SOCKET = re.compile(r"/ws/i/[^/]+/room/$")
#: Somebody else's end of the talk, in the same page: answers an offer of the candidate's page.
OTHER = """async ([id, offer]) => {
  window.others ??= {};
  if (!others[id]) {
    const pc = new RTCPeerConnection();
    others[id] = { pc, channel: pc.createDataChannel("room", { negotiated: true, id: 0 }) };
  }
  const { pc } = others[id];
  await pc.setRemoteDescription(offer);
  await pc.setLocalDescription();
  while (pc.iceGatheringState !== "complete") {
    await new Promise((done) => (pc.onicegatheringstatechange = done));
  }
  return pc.localDescription.sdp;
}"""
SAY = "([id, message]) => others[id].channel.send(JSON.stringify(message))"
OTHER_SEAT = "00000000-0000-0000-0000-000000000000"
#: What a take leaves in this browser that the server did not take.
LEFT = """async () => {
  const { openStore } = await import("/static/candidate/store.js");
  const { interview } = JSON.parse(document.getElementById("page-settings").textContent);
  const take = { answer: crypto.randomUUID(), interview, question: "q", mime: "video/webm" };
  await (await openStore()).saveTake({ ...take, begun: 0, size: 9, seconds: 1, finished: true });
}"""
QUESTION = "Which part of the payment service did you build yourself, and what would you change?"


class Visit:
    """One candidate's page, and the room socket that it talks to."""

    def __init__(self, server: WebServer, owner: Member, live: LiveRoom, device: Watched) -> None:
        self.owner, self.live, self.device, self.server = owner, live, device, server
        self.sockets: list[WebSocketRoute] = []
        self.offers: list[dict[str, Any]] = []
        self.room = {"status": "open", "candidates_meet": live.room.candidates_meet}
        self.room |= {"plan": live.room.calendar_sequence}
        self.seat = {"id": str(live.seats()[0].id), "number": 1, "interview_status": "consented"}
        self.seat |= {"status": "admitted", "recorded": False, "analysed": [], "question": None}
        self.here: list[str] = []

    def open(self) -> Page:
        """Up to "I am ready"."""
        self.device.context.route_web_socket(SOCKET, self._play)
        page = self.device.open(f"{self.server.url}/i/{self.live.invitations[0].token}/room/")
        page.locator("[data-part=turn-on]").click(timeout=SLOW_MS)
        page.locator("[data-part=check-done]").click(timeout=SLOW_MS)
        return page

    def tell(self, kind: str = "room", **more: Any) -> None:
        peers = [self._peer(id_) for id_ in self.here]
        facts = {"room": self.room, "seat": self.seat, "peers": peers}
        self.sockets[-1].send(json.dumps({"type": kind, **facts, **more}))

    def ask(self, text: str, kind: str = "live") -> None:
        question = {"id": f"q-{text[:8]}", "text": text, "kind": kind, "asked_at": None}
        self.seat |= {"question": question}
        self.tell()

    def begin(self) -> None:
        self.room |= {"status": "live", "started_at": timezone.now().isoformat()}
        self.ask("Welcome", "opening")

    def join(self, page: Page, id_: str) -> None:
        """Somebody is let in, and answers what the page offers."""
        self.here.append(id_)
        self.tell()
        answered = 0
        while not page.evaluate(f"window.others?.['{id_}']?.channel.readyState === 'open'"):
            mine = [offer for offer in self.offers if offer["to"] == id_]
            for offer in mine[answered:]:
                sdp = page.evaluate(OTHER, [id_, offer["description"]])
                answer = {"type": "answer", "sdp": sdp}
                self._hand_on(id_, type="description", description=answer)
            answered = len(mine)
            page.wait_for_timeout(50)

    def leave(self, id_: str) -> None:
        self.here.remove(id_)
        self.tell("peer.left", peer=self._peer(id_), final=True)

    def _hand_on(self, id_: str, **message: Any) -> None:
        self.sockets[-1].send(json.dumps({"from": id_, "session": "p", **message}))

    def _play(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self._answer(socket, json.loads(str(text))))
        self.tell("welcome", you=self.seat["id"], session="s", ice_servers=[], ice_policy="all")

    def _answer(self, socket: WebSocketRoute, message: dict[str, Any]) -> None:
        if message["type"] == "ping":
            socket.send('{"type": "pong"}')
        elif message["type"] == "description":
            self.offers.append(message)

    def _peer(self, id_: str) -> dict[str, Any]:
        interviewer = id_ == "interviewer"
        return {
            "id": id_,
            "session": "p",
            "name": "Mina Kim" if interviewer else "",
            "role": "interviewer" if interviewer else "candidate",
            "number": None if interviewer else 2,
            "streams": {"camera": None, "screen": None},
            "state": {"audio": True, "video": True, "hand": False, "quality": 4},
        }


Enter = Callable[..., Visit]


@pytest.fixture
def enter(running_server: WebServer, company_owner: Member, chromium: Browser) -> Iterator[Enter]:
    """A visit of the first of ``candidates``; what the console complains about fails the test."""
    readers: list[Any] = []
    watched: list[Watched] = []

    def go(width: int = 1440, language: str = "en", theme: str = "light", **room: Any) -> Visit:
        live = apart(lambda: factories.room(company_owner, **room))
        readers.append(reader(chromium, width, theme, language))
        device = readers[-1].__enter__()
        watched.append(device)
        chosen = {"name": "django_language", "value": language, "url": running_server.url}
        device.context.add_cookies([chosen])
        return apart(lambda: Visit(running_server, company_owner, live, device))

    yield go
    for one in readers:
        one.__exit__(None, None, None)
    assert [line for device in watched for line in device.complaints] == []


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("HIREAPP_SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


def wide(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("width", [360, 1440])
def test_the_question_stands_under_the_interviewers_picture(enter: Enter, width: int) -> None:
    visit = enter(width, candidates=1, meet=False)
    page = visit.open()
    toggle = page.locator("[data-part=captions-toggle]")
    question = page.locator("[data-part=question]")
    note = page.locator("[data-part=room-note]")
    expect(toggle).to_have_attribute("aria-disabled", "true", timeout=SLOW_MS)
    toggle.focus()
    page.keyboard.press("Enter")
    expect(note).to_have_text("Captions begin with the interview.")
    expect(toggle).to_have_attribute("aria-pressed", "true")

    visit.join(page, "interviewer")
    visit.begin()
    expect(toggle).to_have_attribute("aria-disabled", "false")
    expect(question).to_be_hidden()  # nothing is asked yet
    visit.ask(QUESTION)
    expect(question).to_be_visible()
    expect(question).to_contain_text(QUESTION)
    expect(page.locator("[data-part=announcer]")).to_have_text(f"Question: {QUESTION}")
    picture = page.locator(".pane[data-kind=interviewer]").bounding_box()
    line = question.bounding_box()
    assert picture is not None
    assert line is not None
    assert line["y"] >= picture["y"] + picture["height"]
    assert picture["height"] > 150
    assert wide(page) <= 0
    assert violations(page) == []
    keep(page, f"room-question-{width}")

    page.keyboard.press("Enter")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    visit.ask("Why?")
    expect(page.locator("[data-part=question-text]")).to_have_text("Why?")
    expect(question).to_be_hidden()
    page.keyboard.press("Enter")
    expect(question).to_contain_text("Why?")
    expect(note).to_have_text("Captions show the question, not what the interviewer says.")
    visit.ask("How so? " * 75)  # 600 characters, the most that can be asked
    box = page.locator(".pane[data-kind=interviewer]").bounding_box()
    assert box is not None
    assert box["height"] > 120
    assert violations(page) == []
    keep(page, f"room-question-long-{width}")


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (360, "ko"), (1440, "en")])
def test_what_was_agreed_to_is_taken_back_from_the_bar_with_the_keyboard(
    enter: Enter, width: int, language: str
) -> None:
    visit = enter(width, language, candidates=1, meet=False)
    visit.seat |= {"recorded": True, "analysed": [str(Purpose.TRANSCRIPT)]}
    page = visit.open()
    take_back = page.locator("[data-part=take-back]")
    expect(take_back).to_be_visible(timeout=SLOW_MS)
    visit.join(page, "interviewer")
    expect(take_back).to_be_in_viewport(ratio=1)
    assert wide(page) <= 0
    assert violations(page) == []
    keep(page, f"room-bar-{width}-{language}")
    if language == "en":
        expect(take_back).to_have_text("Take back consent")
    take_back.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#now-dialog")
    expect(dialog).to_be_visible()
    link = dialog.get_by_role("link")
    keep(page, f"room-take-back-{width}-{language}")
    with page.context.expect_page() as opened:
        link.press("Enter")
    data = opened.value
    expect(data.locator("#choices-heading")).to_be_in_viewport()
    expect(data.locator("[data-dialog-open=withdraw-recording]")).to_be_visible()
    data.close()
    page.keyboard.press("Escape")
    expect(take_back).to_be_focused()

    visit.seat |= {"recorded": False, "analysed": []}
    visit.tell()
    expect(take_back).to_be_hidden()  # there is nothing to take back


def test_help_is_in_reach_inside_the_room(enter: Enter) -> None:
    visit = enter(360, candidates=1)
    page = visit.open()
    page.locator("[data-dialog-open=devices-dialog]").click(timeout=SLOW_MS)
    page.locator("#devices-dialog").get_by_role("button", name="Help").click()
    expect(page.locator("#help-dialog")).to_contain_text("The connection is bad or gone")


def test_who_reads_the_chat_is_who_is_there(enter: Enter) -> None:
    visit = enter(360, candidates=2)
    page = visit.open()
    page.locator("[data-part=chat-toggle]").click(timeout=SLOW_MS)
    readers = page.locator("[data-part=chat-readers]")
    expect(readers).to_have_text("Only the interviewer reads what you write here.")
    visit.join(page, "interviewer")
    expect(readers).to_have_text("Only the interviewer reads what you write here.")
    visit.join(page, OTHER_SEAT)
    expect(readers).to_have_text("Everybody in the interview reads what you write here.")
    visit.leave(OTHER_SEAT)
    expect(readers).to_have_text("Only the interviewer reads what you write here.")


def test_only_the_interviewer_writes_to_somebody_alone(enter: Enter) -> None:
    visit = enter(360, candidates=2)
    page = visit.open()
    expect(page.locator("[data-part=room]")).to_be_visible(timeout=SLOW_MS)
    for id_ in ("interviewer", OTHER_SEAT):
        visit.join(page, id_)
    said = [
        ("interviewer", {"text": "Take your time.", "to": "you"}, True),
        ("interviewer", {"text": "Hello all."}, False),
        ("interviewer", {"text": "Odd.", "to": ["you"]}, False),
        ("interviewer", {"text": "Odder.", "to": "YOU"}, False),
        ("interviewer", {"text": "Oddest.", "to": {"toString": "you"}}, False),
        (OTHER_SEAT, {"text": "I am the interviewer.", "to": "you"}, False),
    ]
    lines = page.locator("[data-part=chat-list] > li")
    for n, (id_, message, alone) in enumerate(said):
        page.evaluate(SAY, [id_, {"type": "chat", "id": f"m{n}", **message}])
        line = lines.filter(has_text=message["text"])
        expect(line).to_have_count(1)
        expect(line.locator("p").first).to_contain_text(
            "Candidate 2" if id_ == OTHER_SEAT else "Mina"
        )
        marked = line.locator("p").first.filter(has_text="to you alone")
        expect(marked).to_have_count(1 if alone else 0)
        words = "Message from Mina Kim, to you alone: Take your time."
        if alone:
            expect(page.locator("[data-part=announcer]")).to_have_text(words)
    page.locator("[data-part=chat-toggle]").click()
    assert violations(page) == []
    keep(page, "room-chat-alone-360")


def _begins(visit: Visit, at: datetime) -> None:
    def move() -> None:
        with company_scope(visit.owner.company.id):
            Room.objects.filter(id=visit.live.room.id).update(starts_at=at)

    apart(move)


def test_who_comes_long_before_reads_when_to_come_back(enter: Enter) -> None:
    visit = enter(360, candidates=1)
    _begins(visit, timezone.now() + timedelta(hours=26))
    visit.room |= {"status": "scheduled"}
    visit.seat |= {"status": "expected"}
    page = visit.open()
    heading = page.locator("[data-part=waiting-words]")
    local = page.evaluate(
        "new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })"
        ".format(new Date(document.querySelector('[data-part=waiting-when] time').dateTime))"
    )
    expect(heading).to_have_text(
        f"You are ready, and early. The interview begins {local}.", timeout=SLOW_MS
    )
    early = page.locator("[data-part=waiting-early]")
    expect(early).to_contain_text("Come back with the same link")
    assert violations(page) == []
    keep(page, "room-early-360")

    page.clock.set_fixed_time(timezone.now() + timedelta(hours=25, minutes=50))
    visit.tell()
    expect(heading).to_have_text("You are ready. The interviewer is not here yet.")
    expect(page.locator("[data-part=announcer]")).to_have_text(
        "You are ready. The interviewer is not here yet."
    )
    expect(early).to_be_hidden()


def test_a_changed_plan_is_shown_to_who_waits_already(enter: Enter) -> None:
    visit = enter(360, candidates=1)
    visit.room |= {"status": "scheduled"}
    visit.seat |= {"status": "expected"}
    page = visit.open()
    expect(page.locator("[data-part=waiting-words]")).to_be_visible(timeout=SLOW_MS)
    when = page.locator("[data-part=waiting-when] time")
    before = when.get_attribute("datetime")
    visit.room |= {"plan": _replanned(visit)}
    visit.tell()
    page.locator("[data-part=turn-on]").click(timeout=SLOW_MS)
    page.locator("[data-part=check-done]").click(timeout=SLOW_MS)
    expect(page.locator("[data-part=waiting-note]")).to_have_text(
        "The plan of this interview was changed. This page shows how it is now."
    )
    assert when.get_attribute("datetime") != before
    assert "#" not in page.url
    assert violations(page) == []
    keep(page, "room-replanned-360")


def _replanned(visit: Visit) -> int:
    def move() -> int:
        with company_scope(visit.owner.company.id):
            room = Room.objects.select_related("interviewer").get(id=visit.live.room.id)
            return room_replan(
                room=room,
                interviewer=room.interviewer,
                candidates=[],
                starts_at=room.starts_at + timedelta(hours=1),
                minutes=room.minutes,
                time_zone=room.time_zone,
                candidates_meet=room.candidates_meet,
                interviewer_recorded=room.interviewer_recorded,
                actor=visit.owner.actor,
            ).calendar_sequence

    return int(apart(move))


def test_the_clock_says_how_long_the_interview_is_meant_to_take(enter: Enter) -> None:
    visit = enter(candidates=1)
    page = visit.open()
    expect(page.locator("[data-part=room]")).to_be_visible(timeout=SLOW_MS)
    clock = page.locator("[data-part=clock]")
    expect(clock).to_have_text("")
    begun = timezone.now() - timedelta(minutes=12, seconds=30)
    visit.room |= {"status": "live", "started_at": begun.isoformat()}
    visit.tell()
    expect(clock).to_have_text(re.compile(r"^12:\d\d / 45 min$"))
    expect(clock).to_have_accessible_name(
        re.compile(r"^12:\d\d since the beginning, of 45 minutes$")
    )


def _end(visit: Visit) -> None:
    def run() -> None:
        for service in (room_open, seats_admit_all, room_start, room_end):
            with company_scope(visit.owner.company.id):
                service(room=Room.objects.get(id=visit.live.room.id), actor=visit.owner.actor)

    apart(run)


def test_the_end_says_what_was_recorded_what_comes_next_and_where_the_data_is(
    enter: Enter,
) -> None:
    visit = enter(360, candidates=1)
    page = visit.open()
    expect(page.locator("[data-part=room]")).to_be_visible(timeout=SLOW_MS)
    _end(visit)
    visit.room |= {"status": "ended"}
    visit.tell()
    ended = page.locator("[data-part=ended]")
    expect(ended.get_by_role("heading")).to_have_text("The interview is over. Thank you.")
    expect(page.locator("[data-part=ended-line]")).to_have_text("No recording of you is held.")
    expect(page.locator("[data-part=ended-next]")).to_have_text(
        "A named person at Hanbit Software decides, and Hanbit Software contacts you. "
        "You need not do anything."
    )
    expect(ended).to_contain_text("Your link stays valid for your data")
    expect(ended.get_by_role("link", name="Your data")).to_be_visible()
    expect(ended.get_by_role("link", name="See your receipt")).to_be_visible(timeout=SLOW_MS)
    assert violations(page) == []
    keep(page, "room-ended-360")


def test_who_leaves_can_come_back_and_a_cancelled_interview_has_no_receipt(enter: Enter) -> None:
    visit = enter(360, candidates=1)
    page = visit.open()
    page.locator("[data-dialog-open=leave-dialog]").click(timeout=SLOW_MS)
    page.locator("[data-part=leave]").click()
    expect(page.locator("[data-part=ended-next]")).to_have_text(
        "It goes on without you. You can come back at any time."
    )
    expect(page.locator("[data-part=ended-line]")).to_have_text("No recording of you is held.")
    keep(page, "room-left-360")
    visit.room |= {"status": "cancelled", "plan": 1}  # calling off changes the plan, too
    page.get_by_role("link", name="Come back").click()
    page.locator("[data-part=turn-on]").click(timeout=SLOW_MS)
    page.locator("[data-part=check-done]").click(timeout=SLOW_MS)
    expect(page.locator("[data-part=ended-next]")).to_have_text(
        "Hanbit Software can tell you how it goes on.", timeout=SLOW_MS
    )
    expect(page.locator("[data-part=to-receipt]")).to_be_hidden()
    expect(page.locator("[data-part=rejoin]")).to_be_hidden()


def test_a_recording_that_did_not_arrive_is_not_called_sent(enter: Enter) -> None:
    visit = enter(360, candidates=1)
    page = visit.open()
    expect(page.locator("[data-part=room]")).to_be_visible(timeout=SLOW_MS)
    page.evaluate(LEFT)
    page.locator("[data-dialog-open=leave-dialog]").click()
    page.locator("[data-part=leave]").click()
    expect(page.locator("[data-part=ended-line]")).to_have_text(
        "A part of your recording has not arrived. Reload this page to send it."
    )


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_day_time_and_length_stand_in_one_line_each(
    enter: Enter, width: int, language: str
) -> None:
    visit = enter(width, language, candidates=1, consent=False)
    _begins(visit, datetime(2026, 11, 23, 12, 59, tzinfo=UTC) + timedelta(days=365))
    page = visit.device.open(f"{visit.server.url}/i/{visit.live.invitations[0].token}/")
    facts = page.locator(".welcome-facts dd")
    expect(facts).to_have_count(3)
    expect(facts.first).to_contain_text("2027")
    for fact in facts.all():
        lines = fact.evaluate("(e) => e.getBoundingClientRect().height")
        size = fact.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
        assert lines < 2 * size
    assert wide(page) <= 0
    assert violations(page) == []
    keep(page, f"welcome-live-{width}-{language}")
    page.goto(f"{page.url}data/")
    invited = page.locator("time[data-local=datetime]").first
    local = invited.evaluate(
        "(e) => new Intl.DateTimeFormat(document.documentElement.lang,"
        " { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(e.dateTime))"
    )
    expect(invited).to_have_text(local)
    keep(page, f"data-live-{width}-{language}")
