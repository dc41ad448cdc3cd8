"""The modules of a page (static/) in a real Chromium, on a small page of the test's own; what the
server would answer is the test's business.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.async_api import BrowserContext, Page, Route, async_playwright

from tests.e2e.browser import CHROMIUM, FLAGS

STATIC = Path(settings.BASE_DIR) / "static"
#: Secure, as the product is: without that there are no locks, devices and random ids.
HOST = "http://localhost"
Answer = Callable[[Route, str], Awaitable[None]]


def small_page(body: str, script: str, *, facts: dict[str, Any], words: dict[str, str]) -> str:
    """``facts``, ``words``: what the server puts into the page for its modules."""
    return f"""<!doctype html><html lang="en"><body>{body}
<script id="page-settings" type="application/json">{json.dumps(facts)}</script>
<script id="page-words" type="application/json">{json.dumps(words)}</script>
<script type="module">{script}
window.ready = true;</script></body></html>"""


@asynccontextmanager
async def opened(
    html: str, answer: Answer | None = None, *, flags: Sequence[str] = FLAGS
) -> AsyncIterator[Page]:
    """``answer(route, path)``: everything that is neither the page nor under /static/."""

    async def serve(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            await route.fulfill(path=STATIC / path.removeprefix("/static/"))
        elif path.startswith("/page"):
            await route.fulfill(body=html, content_type="text/html")
        elif answer:
            await answer(route, path)
        else:
            await route.fulfill(status=404)

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        context = await chromium.new_context()
        await context.route(f"{HOST}/**", serve)
        yield await window(context)
        await chromium.close()


async def window(context: BrowserContext) -> Page:
    """The page once more."""
    page = await context.new_page()
    await page.goto(f"{HOST}/page")
    await page.wait_for_function("window.ready")
    return page


async def until(page: Page, condition: str) -> None:
    """``condition``: may be a promise, which wait_for_function takes for true."""
    for _ in range(200):
        if await page.evaluate(condition):
            return
        await page.wait_for_timeout(50)
    raise AssertionError(condition)
