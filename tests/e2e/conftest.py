"""Real web process, real Chromium, real face, real speech."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests import factories
from tests.e2e.apart import apart
from tests.e2e.browser import Watched, device, launch
from tests.e2e.media import camera_file, microphone_file
from tests.e2e.server import WebServer, environment_for
from tests.factories import Invitation, Member

# Playwright's synchronous interface keeps an event loop in this thread; the tests themselves are
# ordinary blocking code, so looking into the database between two clicks is safe.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return camera_file(tmp_path_factory.mktemp("camera"))


@pytest.fixture(scope="session")
def microphone() -> Path:
    return microphone_file()


@pytest.fixture(scope="module")
def chromium(camera: Path, microphone: Path) -> Iterator[Browser]:
    """A browser whose camera shows a face and whose microphone hears speech."""
    with sync_playwright() as playwright:
        browser = launch(playwright, camera=camera, microphone=microphone)
        yield browser
        browser.close()


@pytest.fixture
def running_server(
    transactional_db: None, service_environment: dict[str, str], tmp_path: Path
) -> Iterator[WebServer]:
    """The web process on this test's database and vault."""
    environment = environment_for(service_environment)
    environment["HIREAPP_VAR"] = str(settings.VAR_DIR)
    server = WebServer(environment, tmp_path / "web.log")
    server.start()
    yield server
    server.stop()
    print(server.log.read_text()[-6000:])  # shown when the test fails


@pytest.fixture
def company_owner(transactional_db: None) -> Member:
    return apart(lambda: factories.company(name="Hanbit Software", email="owner@example.com").owner)


@pytest.fixture
def invited(company_owner: Member) -> Invitation:
    """A candidate with a link: two questions of at most a minute, one retake each."""
    return apart(lambda: factories.invitation(company_owner))


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Watched]:
    """The candidate's device: a phone held upright."""
    with device(
        chromium, viewport={"width": 360, "height": 740}, has_touch=True, locale="en-US"
    ) as watched:
        yield watched
        assert watched.complaints == []


@pytest.fixture
def laptop(chromium: Browser) -> Iterator[Watched]:
    """Another device, which shares nothing with the first."""
    with device(chromium, viewport={"width": 1280, "height": 800}, locale="en-US") as watched:
        yield watched
        assert watched.complaints == []
