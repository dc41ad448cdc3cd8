"""A page of its own in a real Chromium, with the product's modules under ``/static/``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from django.conf import settings
from playwright.async_api import Page, Route, async_playwright

from tests.e2e.browser import CHROMIUM, FLAGS, ROOM_FLAGS

STATIC = Path(settings.BASE_DIR) / "static"
#: Two cameras; Chromium plays three microphones beside them.
DEVICES = "--use-fake-device-for-media-stream=device-count=2"


@asynccontextmanager
async def page_of(
    html: str, *, permissions: Sequence[str] = ("camera", "microphone")
) -> AsyncIterator[Page]:
    """``html`` sets ``window.ready`` when its modules stand. Its address may use devices.

    Whatever the page throws and nobody catches fails the test.
    """
    errors: list[str] = []

    async def serve(route: Route) -> None:
        path = route.request.url.removeprefix("http://localhost/")
        if path.startswith("static/"):
            kind = "text/javascript" if path.endswith(".js") else "text/plain"
            await route.fulfill(path=STATIC.parent / path, content_type=kind)
        else:
            await route.fulfill(body=html, content_type="text/html")

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*FLAGS, *ROOM_FLAGS, DEVICES]
        )
        context = await chromium.new_context(permissions=list(permissions))
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.route("http://localhost/**", serve)
        await page.goto("http://localhost/")
        await page.wait_for_function("window.ready")
        yield page
        await chromium.close()
    assert errors == []
