"""Pages of the test's own process in a real Chromium, without camera or microphone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from hireapp.core.static_vendor import vendor
from hireapp.tenancy.models import User

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio",
         "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
Visit = Callable[..., Page]


@contextmanager
def launched() -> Iterator[Browser]:
    """Playwright's loop runs in this thread; Django would take our own queries for async code."""
    vendor(ROOT, development=True, say=print)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def signed_in(browser: Browser, url: str, user: User) -> Iterator[Visit]:
    """Opens addresses as ``user``; what the console complains about fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def go(address: str, *, width: int = 1440, theme: str = "light", language: str = "en") -> Page:
        options: dict[str, Any] = {"color_scheme": theme, "locale": language, "bypass_csp": True}
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{url}{address}")
        return page

    try:
        yield go
    finally:
        for context in contexts:
            context.close()
    assert complaints == []
