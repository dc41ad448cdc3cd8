"""A window that the browser restored: nobody has touched it, and it may not play yet."""

from __future__ import annotations

import asyncio

from tests.e2e.browser import FLAGS
from tests.interviews.rooms.modules import HOST, opened, small_page

STRICT = [flag for flag in FLAGS if not flag.startswith("--autoplay-policy")]
BODY = """<div data-panes><p data-pane="a"><video data-video playsinline></video></p></div>
<select data-layout-me><option>bottom</select><select data-layout-kind><option>grid</select>
<button data-view="layout"></button><button data-view="captions"></button>"""
#: Evaluating anything counts as a gesture, so the page tells by itself.
SCRIPT = """
import { Panes } from "/static/room/interviewer/panes.js";
import { Speaking } from "/static/room/speaking.js";
const Context = window.AudioContext;
window.AudioContext = class extends Context {
  constructor() {
    super();
    this.addEventListener("statechange", () => console.log(`listening ${this.state}`));
  }
};
const canvas = document.createElement("canvas");
const paint = canvas.getContext("2d");
setInterval(() => paint.fillRect(0, 0, 9, 9), 100);
const stream = new MediaStream([
  ...canvas.captureStream(5).getTracks(),
  ...new MediaStreamAudioDestinationNode(new Context()).stream.getTracks(),
]);
document.querySelector("video").addEventListener("play", () => console.log("playing"));
new Panes().camera("a", stream);
new Speaking().listen("a", stream);
setTimeout(() => console.log(`paused ${document.querySelector("video").paused}`), 500);
"""


async def test_picture_and_sound_begin_with_the_first_gesture() -> None:
    html = small_page(BODY, SCRIPT, facts={"seats": []}, words={})
    async with opened(html, flags=STRICT) as first:
        page = await first.context.new_page()
        told: list[str] = []
        page.on("console", lambda line: told.append(line.text))
        await page.goto(f"{HOST}/page")
        await _until(told, "paused true")
        assert "listening running" not in told
        told.clear()
        await page.mouse.click(5, 5)
        await _until(told, "playing")
        await _until(told, "listening running")


async def _until(told: list[str], words: str) -> None:
    async with asyncio.timeout(10):
        while words not in told:
            await asyncio.sleep(0.05)
