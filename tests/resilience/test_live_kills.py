"""Processes die during a live interview; talk goes on, and everything else comes back by itself.

One room: the interviewer in Chromium on the real screen, two scripted candidates who see each other
and speak all the time. Every server process they depend on is killed in turn, then one of the
candidates.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browser import ROOM_FLAGS, device, launch
from tests.e2e.media import microphone_file
from tests.e2e.room.crowd import Crowd, Peer, until
from tests.e2e.room.people import INTERVIEWER, PEOPLE, Looks, footage
from tests.e2e.room.screen import Screen
from tests.resilience.system import System

pytestmark = [pytest.mark.resilience, pytest.mark.timeout(900)]

KILLED = ("web", "tap", "watcher", "listener", "valkey")
SPEAKERS = (PEOPLE[2], PEOPLE[4])  # tell of their work, in a dozen seconds each
PACE_S = 90.0  # so long the first recording takes to grow: it is under way at every kill
QUICK_S = 20.0  # and so long any later one: there is something to see in it
LONGEST_GAP_S = 8.0  # without a new picture or sound; everything shares two cores
CALM_S = 4.0  # in which all talk has to go on, the killed process being away
BACK_S = 120.0
ANALYSED_S = 240.0
Facts = dict[str, Any]


@pytest.fixture(scope="module")
def looks() -> Looks:
    return Looks()


@pytest.fixture(scope="module")
def desk_browser(looks: Looks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    camera = footage(INTERVIEWER, looks).camera_file(tmp_path_factory.mktemp("desk") / "me.mjpeg")
    microphone = microphone_file(INTERVIEWER.voice)
    with sync_playwright() as playwright:
        browser = launch(playwright, camera=camera, microphone=microphone, flags=ROOM_FLAGS)
        yield browser
        browser.close()


class Talk:
    """What everybody receives from everybody: it has to go on, whatever happens elsewhere."""

    def __init__(self, screen: Screen, crowd: Crowd) -> None:
        self.screen, self.crowd = screen, crowd
        self._advanced: dict[tuple[str, str, str], tuple[int, float]] = {}

    def counts(self) -> dict[tuple[str, str, str], int]:
        """(who receives, from whom, what) → how much so far."""
        found = {}
        for peer in self.crowd:
            for other, link in peer.status()["links"].items():
                found[peer.name, other, "audio"] = link.get("audio", 0)
                if other != "interviewer":  # whose page sends sound alone when it is short of time
                    found[peer.name, other, "video"] = link.get("video", 0)
        for seat, one in self.screen.meters().items():
            found["interviewer", seat, "video"] = one["frames"]
        return found

    def begin(self) -> None:
        now = time.monotonic()
        self._advanced = {place: (count, now) for place, count in self.counts().items()}

    def check(self) -> None:
        """Waits half a second; nothing may have stood still for long."""
        self.screen.wait(0.5)
        now, counts = time.monotonic(), self.counts()
        for place, (count, since) in self._advanced.items():
            assert place in counts, f"{place} is gone"
            if counts[place] != count:
                self._advanced[place] = counts[place], now
            else:
                assert now - since < LONGEST_GAP_S, f"{place} stands still"

    def connections(self) -> dict[tuple[str, str], int]:
        """How often each was made: once, unless it broke."""
        return {
            (peer.name, other): link["made"]
            for peer in self.crowd
            for other, link in peer.status()["links"].items()
        }


def test_talk_goes_on_and_everything_comes_back(
    desk_browser: Browser, looks: Looks, tmp_path: Path
) -> None:
    shown = [footage(person, looks) for person in SPEAKERS]
    wide = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
    with System() as system:
        names = [person.name for person in SPEAKERS]
        room = system.ask("tests.e2e.room.seed", "1", *names)
        peers = [
            Peer(
                *(tmp_path / seat["id"], seat["name"], system.url, seat["token"], each),
                recordings=[(said, PACE_S), (said, QUICK_S)],
                again=True,
            )
            for seat, each in zip(room["seats"], shown, strict=True)
            for said in (each.recording(),)  # one for all takes: they are compared by its bytes
        ]
        with Crowd(peers) as crowd, device(desk_browser, **wide) as desk:
            screen = Screen(desk, system.url, room)
            screen.enter()
            screen.admit_all(len(crowd))
            screen.start()
            talk = Talk(screen, crowd)
            _everything_is_on(talk, room, since=0.0, talk_goes_on=False)
            for name in KILLED:
                _killed(system, talk, room, name)
            screen.ask("What would you do differently?")
            until(
                lambda: crowd.all(lambda s: len(s["takes"]) == 2 and s["takes"][0]["submitted"]),
                "both answer the next question, and have handed in the one before",
                60,
            )
            _a_candidate_dies_and_comes_back(talk, room)
            screen.end()
            until(lambda: crowd.all(lambda s: s["state"] == "done"), "all is handed in", 60)
            facts = _analysed(system, room, screen)
            assert [one for one in desk.complaints if one.startswith("pageerror")] == []
    _recordings_are_whole(room, peers, facts)
    _the_one_who_came_back_went_on(room, facts)
    assert facts["audit"], "the audit chain is broken"


def _everything_is_on(
    talk: Talk, room: Facts, *, since: float, talk_goes_on: bool = True
) -> dict[str, float]:
    """Everybody is in the room, and what they show and say arrives at the screen. Takes how long.

    ``since``: epoch seconds after which it was seen and said. ``talk_goes_on``: whether nobody may
    fall silent meanwhile.
    """
    told, seats = talk.screen.told, [seat["id"] for seat in room["seats"]]
    others = len(talk.crowd)  # the other candidate and the interviewer

    def newer(kind: str) -> Callable[[], bool]:
        return lambda: all(told[kind][s] and told[kind][s][-1]["at"] > since for s in seats)

    def connected(status: Facts) -> bool:
        links = status["links"].values()
        return len(links) == others and all(link["state"] == "connected" for link in links)

    here = talk.screen.page.locator(".pane[data-here=here]:not(.pane-me)")
    parts: dict[str, Callable[[], bool]] = {
        "sockets": lambda: talk.crowd.all(lambda s: s["state"] == "open" and connected(s)),
        "presence": lambda: here.count() == len(seats),
        "tap": lambda: talk.crowd.all(lambda s: s["tap"] == "on"),
        "signals": newer("signals"),
        "words": newer("words"),
    }
    begun, took = time.monotonic(), dict[str, float]()
    while len(took) < len(parts):
        if talk_goes_on:
            talk.check()
        else:
            talk.screen.wait(0.5)
        now = time.monotonic() - begun
        for part in parts.keys() - took.keys():
            if parts[part]():
                took[part] = round(now, 1)
        missing = sorted(parts.keys() - took.keys())
        assert not missing or now < BACK_S, f"not within {BACK_S:.0f} s: {missing}"
    return took


def _killed(system: System, talk: Talk, room: Facts, name: str) -> None:
    made = talk.connections()
    talk.begin()
    before = talk.counts()
    killed_at = time.time()
    system.kill(name)
    while time.time() < killed_at + CALM_S:
        talk.check()
    counts = talk.counts()
    still = [place for place, count in before.items() if counts.get(place, 0) <= count]
    assert still == [], f"stood still without {name}: {still}"
    assert talk.connections() == made, f"a connection between people was made anew without {name}"
    took = _everything_is_on(talk, room, since=killed_at + CALM_S)
    print(f"kill -9 {name}: back after {CALM_S:.0f} s and {took} (load {os.getloadavg()[0]:.1f})")


def _a_candidate_dies_and_comes_back(talk: Talk, room: Facts) -> None:
    """By the same link; the others see them again, and the recording goes on in another take."""
    stays, dies = talk.crowd
    seat = room["seats"][1]["id"]
    until(lambda: _half_arrived(dies), "half of the answer is handed in", 60)
    frames = _frames(talk, seat)
    dies.kill()
    dies.recordings = [dies.recordings[1]] * 2  # it does not begin anew
    killed_at = time.time()
    dies.start()
    until(lambda: _frames(talk, seat) < frames, "a new stream counts its pictures anew", BACK_S)
    again = _frames(talk, seat)
    took = _everything_is_on(talk, room, since=killed_at, talk_goes_on=False)
    until(
        lambda: _frames(talk, seat) > again and len(dies.status()["takes"]) == 1,
        "the screen shows them again, and a new take has begun",
        BACK_S,
    )
    got = stays.status()["links"][seat]
    assert got["state"] == "connected"
    print(f"a candidate died: back after {time.time() - killed_at:.1f} s, {took}")
    until(lambda: _half_arrived(dies), "half of the new take arrives", 60)


def _half_arrived(peer: Peer) -> bool:
    take = peer.status()["takes"][-1]
    return bool(take["acknowledged"] > len(peer.recordings[take["recording"]][0]) / 2)


def _frames(talk: Talk, seat: str) -> int:
    """Pictures of the stream that the screen shows of somebody now."""
    talk.screen.wait(0.5)
    return int(talk.screen.meters()[seat]["frames"])


def _analysed(system: System, room: Facts, screen: Screen) -> Facts:
    deadline = time.monotonic() + ANALYSED_S
    while time.monotonic() < deadline:
        facts: Facts = system.ask("tests.e2e.room.facts", room["company"])
        if all(seat["status"] == "analysed" for seat in facts["seats"].values()):
            return facts
        screen.wait(2)
    raise AssertionError(f"not analysed in time: {facts}\n{system.tail()}")


def _recordings_are_whole(room: Facts, peers: list[Peer], facts: Facts) -> None:
    """Every byte that was acknowledged is there, and none is another's."""
    for seat, peer in zip(room["seats"], peers, strict=True):
        answers = {answer["id"]: answer for answer in facts["seats"][seat["id"]]["answers"]}
        takes = peer.takes()
        assert {take["answer"] for take in takes} == set(answers)
        for take in takes:
            answer = answers[take["answer"]]
            data = peer.recordings[take["recording"]][0]
            assert answer["status"] == "submitted"
            assert answer["size"] >= take["acknowledged"] > 0, (answer, take)
            assert answer["sha256"] == hashlib.sha256(data[: answer["size"]]).hexdigest()
            assert answer["runs"][-1:] == ["done"], answer
            if take["submitted"]:
                assert answer["size"] == take["made"], (answer, take)
            else:
                assert answer["interrupted"], answer


def _the_one_who_came_back_went_on(room: Facts, facts: Facts) -> None:
    stayed, died = (
        [
            (answer["kind"], answer["interrupted"])
            for answer in facts["seats"][seat["id"]]["answers"]
        ]
        for seat in room["seats"]
    )
    assert stayed == [("opening", False), ("free", False)]
    assert died == [("opening", False), ("free", True), ("continued", False)]
