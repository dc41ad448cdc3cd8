"""A real Chromium in front of a real server, for pages that need no database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests of a passing test are nobody's reading."""


@pytest.fixture(scope="module")
def styleguide_server() -> Iterator[str]:
    """The address of a server with the pages of ``styleguide_urls``."""
    with override_settings(ROOT_URLCONF="tests.interface.styleguide_urls", DEBUG=True):
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    assert Path(CHROMIUM).exists(), "Chromium is needed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, styleguide_server: str) -> Iterator[Open]:
    """Opens a path as one reader sees it; what the console complained about fails the test."""
    contexts = []
    complaints: list[str] = []

    def go(path: str, *, width: int = 1440, language: str = "en", theme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale={"ko": "ko-KR", "en": "en-US"}[language],
            color_scheme=theme,  # type: ignore[arg-type]
            has_touch=width < 800,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: complaints.append(line.text) if line.type == "error" else None,
        )
        page.goto(styleguide_server + path)
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []
