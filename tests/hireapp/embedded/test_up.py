"""``manage.py up`` with its real processes: ready, restarted when killed, gone when told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from hireapp.embedded.children import free_port, listens

pytestmark = pytest.mark.resilience
ROOT = Path(__file__).resolve().parents[3]
EXTERNAL = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
# What each process can be told by in its command line.
SIGNS = {
    "web": "hireapp.asgi",
    "worker": "worker@",
    "analyser": "analyser@",
    "beat": "beat",
    "postgres": "/bin/postgres",
    "valkey": "valkey-server",
}


class Running:
    """One ``up`` of its own, with everything under a directory of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.port = directory, free_port()
        self.log = directory / "up.log"
        environment = {k: v for k, v in os.environ.items() if k not in EXTERNAL}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", str(self.port)],
                cwd=ROOT,
                env={**environment, "HIREAPP_VAR": str(directory)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.log.read_text()

    def wait(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.said()[-5000:]
            assert self.process.poll() is None, self.said()[-5000:]
            time.sleep(0.1)

    def child(self, name: str) -> psutil.Process | None:
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # it ended while we looked
                if SIGNS[name] in " ".join(child.cmdline()):
                    return child
        return None

    def ready(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(json.load(answer)["status"] == "ok")
        except (urllib.error.URLError, OSError):
            return False

    def everybody(self) -> list[psutil.Process]:
        me = psutil.Process(self.process.pid)
        return [me, *me.children(recursive=True)]


@pytest.fixture(scope="module")
def up() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="hireapp-up-", ignore_cleanup_errors=True) as place:
        running = Running(Path(place))
        running.wait(lambda: "is ready at" in running.said())
        yield running
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()


def test_it_says_where_it_is_once_it_answers(up: Running) -> None:
    assert f"http://localhost:{up.port}" in up.said()
    up.wait(up.ready)
    for name in SIGNS:
        up.wait(lambda name=name: up.child(name) is not None)


def test_a_second_one_is_refused(up: Running) -> None:
    again = subprocess.run(
        [sys.executable, "manage.py", "up", "--port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "HIREAPP_VAR": str(up.directory)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert f"already running: process {up.process.pid}" in again.stderr


@pytest.mark.parametrize("name", list(SIGNS))
def test_what_is_killed_comes_back(up: Running, name: str) -> None:
    up.wait(lambda: up.child(name) is not None)
    before = up.child(name)
    assert before is not None
    before.kill()
    before.wait(10)
    up.wait(lambda: (now := up.child(name)) is not None and now.pid != before.pid)
    up.wait(up.ready)


def test_everything_leaves_when_told_within_seconds(up: Running) -> None:
    everybody = up.everybody()
    assert len(everybody) > len(SIGNS)
    started = time.monotonic()
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(20) == 0
    assert time.monotonic() - started < 15
    assert not any(process.is_running() for process in everybody[1:])
    assert not listens(up.port)
    assert "postgres | stopped" in up.said()


def test_a_second_start_finds_everything_and_leaves_with_a_supervisor_that_was_killed(
    up: Running,
) -> None:
    again = Running(up.directory)
    again.wait(again.ready)
    assert "No migrations to apply" in again.said()
    assert "static files copied" not in again.said()
    everybody = again.everybody()
    again.process.kill()
    again.process.wait()
    _, left = psutil.wait_procs(everybody[1:], timeout=20)
    assert left == []
