"""The device check (static/candidate/check.js) with its own markup, in a real Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.template.loader import render_to_string
from playwright.async_api import Page

from tests.interviews.live.in_chromium import page_of

PAGE = """<!doctype html><html lang="en">
<script id="page-settings" type="application/json">{"probe_url": "/probe/"}</script>
<script id="page-words" type="application/json">{}</script>
<section data-part="check">%s</section>
<script type="module">
import { DeviceCheck } from "/static/candidate/check.js";

window.opened = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await ask(wanted);
  opened.push(stream);
  return stream;
};
window.part = (name) => document.querySelector(`[data-part="${name}"]`);
new DeviceCheck().pass().then((stream) => { window.passed = stream; });
window.ready = true;
</script>"""
RUNNING = "opened.filter((stream) => stream.getTracks().some((t) => t.readyState === 'live'))"
ON = "part('check').dataset.state === 'on' && part('camera').options.length > 1"


@asynccontextmanager
async def check() -> AsyncIterator[Page]:
    markup = render_to_string("candidate/device_check.html", {"fine_words": "I am ready"})
    async with page_of(PAGE % markup) as page:
        page.set_default_timeout(15_000)
        yield page


async def test_turned_on_twice_one_stream_is_open() -> None:
    async with check() as page:
        await page.evaluate("() => { part('turn-on').click(); part('turn-on').click(); }")
        await page.wait_for_function(f"opened.length === 2 && {ON}")
        await page.click("[data-part=check-done]")
        await page.wait_for_function("window.passed")
        assert await page.evaluate(f"{RUNNING}.length") == 1
        assert await page.evaluate(f"{RUNNING}[0] === passed")


async def test_who_goes_on_while_another_camera_opens_gets_that_one() -> None:
    async with check() as page:
        await page.click("[data-part=turn-on]")
        await page.wait_for_function(ON)
        await page.evaluate("""() => {
          const select = part("camera");
          for (const index of [1, 0, 1]) {
            select.selectedIndex = index;
            select.dispatchEvent(new Event("change"));
          }
          part("check-done").click();
        }""")
        await page.wait_for_function("window.passed && opened.length === 4")
        assert await page.evaluate(f"{RUNNING}.length") == 1
        assert await page.evaluate(f"{RUNNING}[0] === passed")
        chosen = "passed.getVideoTracks()[0].getSettings().deviceId === part('camera').value"
        assert await page.evaluate(chosen)
