"""Six people in one live interview: an interviewer in Chromium on the real screen, five scripted
candidates who speak into one another. Everybody's words, face and report are their own, nobody
else's.

``HIREAPP_SCREENSHOTS=folder`` keeps pictures of the interviewer's screen.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, sync_playwright

from analysis.evaluation.wording import edit_distance, english_words
from analysis.live.signals import LiveFace
from tests.e2e.browser import ROOM_FLAGS, device, launch
from tests.e2e.media import microphone_file
from tests.e2e.room.crowd import Crowd, Peer, until
from tests.e2e.room.footage import Footage
from tests.e2e.room.people import INTERVIEWER, PEOPLE, Looks, footage
from tests.e2e.room.screen import Screen
from tests.resilience.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.timeout(900)]

OPENING_S = 2.0
NEXT_S = 6.0  # the next one begins while up to two others still speak: a browser plays three
MOST_WRONG = 0.3  # words of one's own text, live
SOMEBODY_ELSES = 0.75  # at least so many words are wrong by any other's text
NEAR, FAR = 0.03, 0.10  # mean distance of points, as a share of the picture
LOOKS_NEEDED = 4
HEARD_S, ANALYSED_S = 180, 300
Facts = dict[str, Any]


@pytest.fixture(scope="module")
def looks() -> Looks:
    return Looks()


@pytest.fixture(scope="module")
def footages(looks: Looks) -> list[Footage]:
    return [footage(person, looks) for person in PEOPLE]


@pytest.fixture(scope="module")
def desk_browser(looks: Looks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("interviewer")
    camera = footage(INTERVIEWER, looks).camera_file(folder / "camera.mjpeg")
    microphone = microphone_file(INTERVIEWER.voice)
    with sync_playwright() as playwright:
        browser = launch(playwright, camera=camera, microphone=microphone, flags=ROOM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def system() -> Iterator[System]:
    with System() as running:
        yield running


def test_six_people_each_with_their_own_words_face_and_report(
    system: System,
    desk_browser: Browser,
    looks: Looks,
    footages: list[Footage],
    tmp_path: Path,
) -> None:
    room = system.ask("tests.e2e.room.seed", "0", *(person.name for person in PEOPLE))
    wide = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
    with (
        Crowd(_peers(system.url, room, footages, tmp_path)) as crowd,
        device(desk_browser, **wide) as desk,
    ):
        begun = time.monotonic()

        def passed(what: str) -> None:
            print(f"{time.monotonic() - begun:6.1f} s  {what}  (load {os.getloadavg()[0]:.1f})")

        screen = Screen(desk, system.url, room)
        screen.enter()
        screen.admit_all(len(crowd))
        _everybody_is_seen(screen, crowd)
        passed("all five are seen")
        screen.start()
        until(lambda: crowd.all(lambda s: s["tap"] == "on"), "the tap has all five", 60)
        passed("the tap has all five")
        screen.ask_everybody_the_first_expected()
        _everybody_is_heard(screen, crowd)
        passed("all five have spoken, and were heard")
        facts = _every_word_is_heard(system, room, screen)
        passed("the last words are there")
        _recommendations_refer_to_what_was_said(screen, room, facts)
        _keep(screen)
        _faces_are_their_own(screen, room, footages, looks)
        passed("recommendations and faces")
        screen.end()
        until(lambda: crowd.all(lambda s: s["state"] == "done"), "everything is handed in", 60)
        passed("everything is handed in")
        assert desk.complaints == []
        facts = _analysed(system, room, screen)
        passed("five interviews are analysed")
        _reports_are_their_own(system, room, facts, screen)
        passed("reports")


def _peers(url: str, room: Facts, footages: list[Footage], folder: Path) -> list[Peer]:
    peers = []
    for number, (seat, shown) in enumerate(zip(room["seats"], footages, strict=True)):
        opening = (shown.recording(OPENING_S), OPENING_S)
        told = (shown.recording(), shown.seconds)
        place = folder / seat["id"]
        peer = Peer(place, seat["name"], url, seat["token"], shown, [opening, told])
        peer.thinks_s = number * NEXT_S
        peers.append(peer)
    return peers


# --- Pictures and sound -----------------------------------------------------------------------
def _everybody_is_seen(screen: Screen, crowd: Crowd) -> None:
    """Pictures come, and go on coming; the candidates get the interviewer's."""

    def seen() -> bool:
        screen.wait(0.5)
        return all(one["width"] > 0 and one["frames"] > 5 for one in screen.meters().values())

    until(seen, "pictures of all five", 60)
    before = {seat: one["frames"] for seat, one in screen.meters().items()}
    assert len(before) == len(crowd)
    until(
        lambda: all(one["frames"] > before[id_] + 5 for id_, one in _later(screen).items()),
        "the pictures go on",
        30,
    )
    alike = {"interviewer"}  # these candidates do not meet
    until(
        lambda: crowd.all(lambda s: set(s["links"]) == alike and _received(s["links"])),
        "the candidates see and hear the interviewer",
        60,
    )


def _later(screen: Screen) -> dict[str, dict[str, Any]]:
    screen.wait(0.5)
    return screen.meters()


def _received(links: dict[str, dict[str, Any]]) -> bool:
    return all(
        min(link.get(k, 0) for k in ("audio", "video", "loud")) > 5 for link in links.values()
    )


def _everybody_is_heard(screen: Screen, crowd: Crowd) -> None:
    def spoken() -> bool:
        screen.wait(0.5)
        return crowd.all(lambda s: s["spoken"] == 1)

    until(spoken, "everybody has answered", 120)
    loudest = [one["loudest"] for one in screen.meters().values()]
    assert min(loudest) > 0.005, loudest


# --- Words --------------------------------------------------------------------------------------
def _wrong(text: str, heard: str) -> float:
    """Word error rate by ``text``."""
    true = english_words(text)
    return edit_distance(true, english_words(heard)) / len(true)


def _said(facts: Facts, seat: Facts) -> str:
    return " ".join(answer["said"] for answer in facts["seats"][seat["id"]]["answers"])


def _told(screen: Screen, seat: Facts) -> str:
    """Words as they reached the page."""
    screen.wait(0.2)
    events = screen.told["words"][seat["id"]]
    return " ".join(word[0] for event in events for word in event["words"])


def _every_word_is_heard(system: System, room: Facts, screen: Screen) -> Facts:
    """Words may come late, and all of them come: each lane its own person's."""
    deadline = time.monotonic() + HEARD_S
    while True:
        screen.wait(2)
        facts: Facts = system.ask("tests.e2e.room.facts", room["company"])
        rates = [
            [round(_wrong(person.says, _said(facts, seat)), 2) for person in PEOPLE]
            for seat in room["seats"]
        ]
        own = [rates[number][number] for number in range(len(PEOPLE))]
        if max(own) < MOST_WRONG or time.monotonic() > deadline:
            break
    print("word error rates, a lane a row:", *rates, sep="\n")
    for number, (seat, person) in enumerate(zip(room["seats"], PEOPLE, strict=True)):
        heard = _said(facts, seat)
        assert rates[number][number] < MOST_WRONG, f"{person.name} said: {heard}"
        others = [rate for other, rate in enumerate(rates[number]) if other != number]
        assert min(others) > SOMEBODY_ELSES, f"{person.name} said: {heard}"
        until(
            lambda at=seat, true=person.says: _wrong(true, _told(screen, at)) < MOST_WRONG,
            f"the screen is told what {person.name} said",
            30,
        )
    return facts


def _recommendations_refer_to_what_was_said(screen: Screen, room: Facts, facts: Facts) -> None:
    """On the page, for somebody who told of their work: every quote is of their own words."""
    seat, person = room["seats"][0], PEOPLE[0]
    own = " ".join(english_words(_said(facts, seat)))
    quotes: list[str] = []

    def quoted() -> bool:
        screen.wait(0.5)
        quotes[:] = [
            q for path in screen.recommended_to(seat) for q in re.findall(r"“(.+?)”", path)
        ]
        return bool(quotes)

    until(quoted, f"a question that refers to what {person.name} said", 90)
    print("quoted:", quotes)
    for quote in quotes:
        assert " ".join(english_words(quote)) in own, (quote, own)


# --- Faces --------------------------------------------------------------------------------------
def _faces_are_their_own(
    screen: Screen, room: Facts, footages: list[Footage], looks: Looks
) -> None:
    """Points of the mesh lie where the person's own recording has them, far from another's."""
    known = [_faces_of(each, looks) for each in footages]
    for number, seat in enumerate(room["seats"]):
        told = [event for event in screen.told["signals"][seat["id"]] if event["face"]]
        assert len(told) >= LOOKS_NEEDED, f"{seat['name']}: looked at {len(told)} times"
        for event in told:
            assert event["faces"] == 1
            away = [_distance(event["face"], faces) for faces in known]
            assert away[number] < NEAR, (seat["name"], away)
            assert all(other > FAR for n, other in enumerate(away) if n != number), away


def _faces_of(shown: Footage, looks: Looks) -> list[LiveFace]:
    return [looks.face(shown.pictures[at]) for at in range(0, len(shown.pictures), 6)]


def _distance(face: Facts, known: list[LiveFace]) -> float:
    """To the nearest of ``known``: mean distance of the points."""
    points = np.array(face["points"], np.float32)
    return min(
        float(np.linalg.norm(points - each.points, axis=1).mean())
        for each in known
        if each.points is not None
    )


# --- Afterwards ---------------------------------------------------------------------------------
def _analysed(system: System, room: Facts, screen: Screen) -> Facts:
    deadline = time.monotonic() + ANALYSED_S
    while time.monotonic() < deadline:
        facts: Facts = system.ask("tests.e2e.room.facts", room["company"])
        if all(seat["status"] == "analysed" for seat in facts["seats"].values()):
            return facts
        screen.wait(3)
    raise AssertionError(f"not analysed in time: {facts}\n{system.tail()}")


def _reports_are_their_own(system: System, room: Facts, facts: Facts, screen: Screen) -> None:
    assert facts["audit"], "the audit chain is broken"
    for number, (seat, person) in enumerate(zip(room["seats"], PEOPLE, strict=True)):
        answers = facts["seats"][seat["id"]]["answers"]
        assert [answer["kind"] for answer in answers] == ["opening", "listed"]
        assert all(answer["runs"] == ["done"] for answer in answers), answers
        rates = [_wrong(other.says, answers[-1]["transcript"]) for other in PEOPLE]
        assert rates[number] < MOST_WRONG, (person.name, answers[-1]["transcript"])
        assert min(rate for n, rate in enumerate(rates) if n != number) > SOMEBODY_ELSES
    seat, person = room["seats"][-1], PEOPLE[-1]
    page = screen.page
    page.goto(f"{system.url}/interviews/{seat['interview']}/?q=2")
    words = " ".join(page.locator("[data-transcript] .word").all_inner_texts())
    assert _wrong(person.says, words) < MOST_WRONG, words


def _keep(screen: Screen) -> None:
    folder = os.environ.get("HIREAPP_SCREENSHOTS")
    if folder:
        screen.page.screenshot(path=str(Path(folder) / "room-six.png"))
