"""The interviewer on the real screen, as a person uses it: by what is written on it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.browser import Watched

SLOW_MS = 60_000
#: Counts pictures, and keeps the loudest sound, of everybody on the page.
METERS = """
() => {
  const context = new AudioContext();
  const heard = new Map();
  window.meters = () => [...document.querySelectorAll(".pane:not(.pane-me)")].map((pane) => {
    const video = pane.querySelector("video");
    const { dataset: { pane: id } } = pane;
    const stream = video.srcObject;
    if (stream?.getAudioTracks().length && heard.get(id)?.stream !== stream) {
      const analyser = new AnalyserNode(context, { fftSize: 32768 }); // more than a turn is long
      context.createMediaStreamSource(stream).connect(analyser);
      heard.set(id, { stream, analyser, loudest: heard.get(id)?.loudest ?? 0 });
    }
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    return { id, width: video.videoWidth, frames, loudest: heard.get(id)?.loudest ?? 0 };
  });
  setInterval(() => {
    window.meters();
    for (const one of heard.values()) {
      const samples = new Float32Array(one.analyser.fftSize);
      one.analyser.getFloatTimeDomainData(samples);
      one.loudest = Math.max(one.loudest, ...samples.map(Math.abs));
    }
  }, 500);
}
"""


class Screen:
    """``told``: events of the dashboard socket by type and seat, as they reached the page."""

    def __init__(self, desk: Watched, url: str, room: dict[str, Any]) -> None:
        self.url, self.room = url, room
        self.told: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.sockets: Counter[str] = Counter()
        self.page: Page = desk.open(f"{url}/account/login/")
        self.page.set_default_timeout(SLOW_MS)
        self.page.on("websocket", self._listen)

    def enter(self) -> None:
        """Signs in and opens the lobby."""
        page = self.page
        page.locator("input[name=login]").fill(self.room["email"])
        page.locator("input[name=password]").fill(self.room["password"])
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(f"{self.url}/")
        page.goto(f"{self.url}/rooms/{self.room['room']}/room/")
        page.get_by_role("button", name="Open the lobby").click()
        expect(page.get_by_role("button", name="Start the interview")).to_be_visible(
            timeout=SLOW_MS
        )
        page.evaluate(METERS)

    def admit_all(self, count: int) -> None:
        waiting = self.page.locator(".pane[data-here=waiting]")
        expect(waiting).to_have_count(count, timeout=SLOW_MS)
        self.page.get_by_role("button", name="Admit all").click()
        expect(self.page.locator(".pane[data-here=here]:not(.pane-me)")).to_have_count(
            count, timeout=SLOW_MS
        )

    def start(self) -> None:
        self.page.get_by_role("button", name="Start the interview").click()
        expect(self.page.locator(".pane [data-recorded]:visible").first).to_be_visible(
            timeout=SLOW_MS
        )

    def ask_everybody_the_first_expected(self) -> str:
        self.page.locator("[data-target=all]").click()
        self.page.get_by_role("tab", name="Expected").click()
        row = self.page.locator("#tab-expected-panel .ask-row").first
        row.get_by_role("button", name="Asked").click()
        expect(row.get_by_role("button", name="Asked")).to_be_disabled()
        return row.locator("[data-question-text]").inner_text()

    def ask(self, text: str, *, everybody: bool = True) -> None:
        target = self.page.locator("[data-target=all]")
        if (target.get_attribute("aria-pressed") == "true") != everybody:
            target.click()
        self.page.get_by_label("Your own question").fill(text)
        self.page.locator(".room-free button[value=ask]").click()
        expect(self.page.get_by_label("Your own question")).to_have_value("", timeout=SLOW_MS)

    def recommended_to(self, seat: dict[str, Any]) -> list[str]:
        """The paths of the recommended questions that stand there for this candidate."""
        self.page.get_by_role("tab", name="Recommended").click()
        self.page.locator(f".pane[data-pane='{seat['id']}'] [data-select]").click()
        expect(self.page.locator("[data-target-name]")).to_have_text(seat["name"])
        return self.page.locator("[data-recommended] .ask-row .ask-path").all_inner_texts()

    def end(self) -> None:
        self.page.get_by_role("button", name="End for all").first.click()
        self.page.locator("#room-end [data-act=end]").click()
        expect(self.page.get_by_role("link", name="Transcript")).to_be_visible(timeout=SLOW_MS)

    def meters(self) -> dict[str, dict[str, Any]]:
        """Seat → width, frames, loudest (0-1)."""
        return {one["id"]: one for one in self.page.evaluate("window.meters()")}

    def wait(self, seconds: float) -> None:
        """Events arrive meanwhile: Playwright hears them only while it is called."""
        self.page.wait_for_timeout(1000 * seconds)

    def _listen(self, socket: WebSocket) -> None:
        kind = "dashboard" if "/dashboard/" in socket.url else "room"
        self.sockets[kind] += 1
        if kind == "dashboard":
            socket.on("framereceived", self._heard)

    def _heard(self, payload: str | bytes) -> None:
        event = json.loads(payload)
        for one in event if isinstance(event, list) else [event]:
            if isinstance(one.get("seat"), str):
                self.told[one["type"]][one["seat"]].append(one)
