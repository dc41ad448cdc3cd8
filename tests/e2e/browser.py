"""Debian's Chromium with a camera and a microphone that play files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--mute-audio",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip


# Calls between pages of one machine; sharing a screen without anybody to choose one.
ROOM_FLAGS = (
    "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--auto-accept-this-tab-capture", "--auto-select-desktop-capture-source=Entire screen",
)  # fmt: skip


def _arguments(camera: Path, microphone: Path) -> list[str]:
    assert CHROMIUM.exists(), "Chromium is needed: apt-get install chromium"
    return [
        *FLAGS,
        f"--use-file-for-fake-video-capture={camera}",
        f"--use-file-for-fake-audio-capture={microphone}",
    ]


def launch(
    playwright: Playwright, *, camera: Path, microphone: Path, flags: Sequence[str] = ()
) -> Browser:
    """A browser whose contexts are separate devices: nothing is shared between them."""
    return playwright.chromium.launch(
        executable_path=str(CHROMIUM), args=[*_arguments(camera, microphone), *flags]
    )


@contextmanager
def device(browser: Browser, **options: Any) -> Iterator[Watched]:
    """One device. What its console complains about is kept in ``complaints``."""
    context = browser.new_context(permissions=["camera", "microphone"], **options)
    try:
        yield Watched(context)
    finally:
        context.close()


class Watched:
    """A context whose pages are listened to."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"pageerror: {error}"))
        page.on("console", self._heard)
        page.goto(url)
        return page

    def _heard(self, line: Any) -> None:
        # A restarted server and a cut network are reported by the browser itself.
        expected = ("net::ERR_", "Failed to load resource")
        if line.type == "error" and not any(word in line.text for word in expected):
            self.complaints.append(line.text)
