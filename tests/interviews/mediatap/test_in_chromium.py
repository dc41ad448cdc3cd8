"""The page's own code (static/room/tap.js) in a real Chromium, connected to the tap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from playwright.async_api import Page, async_playwright

from interviews.live.keys import RoomKeys
from interviews.live.samples import RATE
from interviews.mediatap.tap import Tap
from tests.e2e.browser import CHROMIUM, FLAGS
from tests.interviews.mediatap.candidate import CandidateBrowser
from tests.interviews.mediatap.test_listening_along import Browsers, frame_of, until_heard

TAP_JS = Path(settings.BASE_DIR) / "static/room/tap.js"
# A picture of two colours and a tone of 600 Hz; the signal stands where signal.js does.
PAGE = """
const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
const draw = canvas.getContext("2d");
let shown = ["#c02020", "#2020c0"];
window.show = (...colours) => { shown = colours; };
setInterval(() => shown.forEach((colour, side) => {
  draw.fillStyle = colour;
  draw.fillRect(320 * side, 0, 320, 480);
}), 40);
const sound = new AudioContext();
const out = sound.createMediaStreamDestination();
const tone = new OscillatorNode(sound, { frequency: 600 });
tone.connect(out);
tone.start();
const stream = new MediaStream([
  ...canvas.captureStream(15).getTracks(), ...out.stream.getTracks(),
]);
class Signal extends EventTarget {
  room = { status: "live" };
  seat = { status: "admitted", analysed: ["speech.transcript"] };
  state = "open";
  send(message) { window.say(message); }
}
window.signal = new Signal();
window.hear = (detail) => signal.dispatchEvent(new CustomEvent(detail.type, { detail }));
window.tap = new TapLink(signal);
window.tap.offer(stream);
"""


@asynccontextmanager
async def page_of(browser: CandidateBrowser) -> AsyncIterator[Page]:
    """A page whose words go to the tap as ``browser``'s, and the tap's back to it."""

    async def say(message: dict[str, Any]) -> None:
        if message["type"] == "tap.description":
            await browser.say_offer(message["description"], message["offer"])
        else:
            await browser.say_candidate(message["candidate"])

    async def back(page: Page) -> None:
        while not browser._channel:
            await asyncio.sleep(0.05)
        while True:
            heard = await browser.hear(120)
            kind = {"tap.answer": "tap.description"}.get(heard["type"], heard["type"])
            detail = {**heard, "type": kind}
            await page.evaluate("detail => hear(detail)", detail)

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = await chromium.new_page()
        await page.expose_function("say", say)
        script = TAP_JS.read_text() + "\nwindow.TapLink = TapLink;\n" + PAGE
        await page.add_script_tag(type="module", content=script)
        relay = asyncio.create_task(back(page))
        try:
            yield page
        finally:
            relay.cancel()
            await asyncio.gather(relay, return_exceptions=True)
            await chromium.close()


async def test_chromiums_picture_and_sound_arrive(
    tap: Tap, browser: Browsers, keys: RoomKeys
) -> None:
    anna = browser(1)
    async with page_of(anna) as page:
        await page.wait_for_function("tap.state === 'on'", timeout=30_000)
        heard = await until_heard(keys, anna, 2.0)
        picture = await frame_of(keys, anna)
        left, right = picture[:, 40:200].mean(axis=(0, 1)), picture[:, -200:-40].mean(axis=(0, 1))
        assert left[2] > 150 > 80 > left[0]  # BGR: red, then blue
        assert right[0] > 150 > 80 > right[2]
        spectrum = np.abs(np.fft.rfft(heard[-RATE:].astype(float)))
        assert abs(int(np.argmax(spectrum)) - 600) <= 2
        await page.evaluate("show('#20a020', '#20a020')")
        await asyncio.sleep(1.0)
        await frame_of(keys, anna)
        assert (await frame_of(keys, anna)).mean(axis=(0, 1))[1] > 120


SAY_LATE = """(number) => {
  const send = signal.send;
  signal.send = (message) => {
    if (message.type !== "tap.description") return send(message);
    window.second = message.offer;
    signal.send = send;
    const description = { type: "answer", sdp: "v=0" };
    hear({ type: "tap.description", offer: number, description });
    hear({ type: "tap.gone", offer: number });
    return send(message);
  };
  signal.seat.analysed = ["face.presence", "speech.transcript"];
  hear({ type: "room" });
}"""


async def test_what_is_said_of_an_older_offer_changes_nothing(
    tap: Tap, browser: Browsers, keys: RoomKeys
) -> None:
    """An answer that took longer than the page waits comes while its next offer is under way."""
    anna = browser(1)
    async with page_of(anna) as page:
        await page.wait_for_function("tap.state === 'on'", timeout=30_000)
        number = anna.number
        await page.evaluate(SAY_LATE, number)
        await page.wait_for_function("window.second && tap.state === 'on'", timeout=20_000)
        assert number != await page.evaluate("second") == anna.number  # and there was no third
        await page.evaluate("hear({ type: 'tap.gone', offer: second })")
        assert await page.evaluate("tap.state") == "waiting"


async def test_the_page_offers_again_when_the_tap_ends_the_connection(
    tap: Tap, browser: Browsers, keys: RoomKeys
) -> None:
    anna = browser(1)
    async with page_of(anna) as page:
        await page.wait_for_function("tap.state === 'on'", timeout=30_000)
        for task in list(tap._tasks.values()):
            task.cancel()  # as when the lease is lost
        await page.wait_for_function("tap.state === 'waiting'", timeout=10_000)
        await page.wait_for_function("tap.state === 'on'", timeout=20_000)
        await until_heard(keys, anna, 1.0)
