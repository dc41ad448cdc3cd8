"""The interviewer's page in a real Chromium, and how old a look is once the page has drawn it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import CHROMIUM, FLAGS

#: Beside the page's own listener: two frames after the event it stands on the screen.
WATCH = """
window.ages = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      const event = JSON.parse(data);
      if (event.type !== "signals") return;
      const drawn = () => window.ages.push(Date.now() / 1000 - event.sampled_at);
      requestAnimationFrame(() => requestAnimationFrame(drawn));
    });
  }
};
"""


@contextmanager
def screen(url: str, room: dict[str, Any]) -> Iterator[Page]:
    """``room``: ``benchmarks.live_room``'s. The page has opened its dashboard."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS])
        size = {"width": 1440, "height": 900}
        context = browser.new_context(viewport=size, permissions=["camera", "microphone"])  # type: ignore[arg-type]
        context.add_cookies([{"name": "sessionid", "value": room["session"], "url": url}])
        page = context.new_page()
        page.add_init_script(WATCH)
        with page.expect_websocket(lambda socket: "dashboard" in socket.url):
            page.goto(f"{url}/rooms/{room['room']}/room/")
        yield page
        browser.close()


def ages(page: Page) -> list[float]:
    """Seconds from sampling to drawing, of every look since the last call."""
    found: list[float] = page.evaluate("window.ages.splice(0)")
    return found
