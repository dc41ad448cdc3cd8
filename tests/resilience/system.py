"""A whole HireApp, started by ``manage.py up`` in a folder of its own, whose processes can be
killed like a power cut would: ``SIGKILL``, no warning, at any moment.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from hireapp.embedded.children import free_port

ROOT = Path(__file__).resolve().parents[2]
# How to recognise a process among the children of ``up``.
MARKS: dict[str, Callable[[list[str]], bool]] = {
    "web": lambda line: "hireapp.asgi:application" in line,
    "analyser": lambda line: "celery" in line and "analysis" in line,
    "listener": lambda line: "celery" in line and "live" in line,
    "tap": lambda line: "interviews.mediatap" in line,
    "watcher": lambda line: "celery" in line and "frames" in line,
    "worker": lambda line: "celery" in line and "default" in line,
    "valkey": lambda line: any("valkey-server" in word for word in line),
    "postgres": lambda line: bool(line) and line[0].endswith("/postgres") and "-D" in line,
}


class System:
    """``with System() as system:`` — ready when entered, stopped cleanly when left.
    ``without``: processes that are not started.

    Its folder is not pytest's own: every pytest that starts closes that to other users, and so
    to the account that PostgreSQL runs under.
    """

    def __init__(self, without: tuple[str, ...] = ()) -> None:
        self._without = [word for name in without for word in ("--without", name)]
        self.folder = Path(tempfile.mkdtemp(prefix="hireapp-system-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        left_out = ("DATABASE_", "REDIS_", "HIREAPP_", "DJANGO_", "PYTEST_")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(left_out)},
            "HIREAPP_VAR": str(self.folder),
            "HIREAPP_WEIGHTS": os.environ.get("HIREAPP_WEIGHTS", str(ROOT / "var" / "weights")),
            "HIREAPP_HOSTS": "127.0.0.1,localhost",
            "HIREAPP_SWEEP_SECONDS": "2",
            "HIREAPP_LEASE_SECONDS": "8",
            "HIREAPP_LOG_LEVEL": "WARNING",
        }
        self._up: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> System:
        self.log = (self.folder / "up.log").open("wb")
        self._up = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(self.port), *self._without],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        try:
            self.wait_until_ready(240)
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        assert self._up is not None
        self._up.send_signal(signal.SIGINT)
        try:
            self._up.wait(30)
        finally:
            self._up.kill()
            self.log.close()
            if raised is None:  # else its log tells what happened
                shutil.rmtree(self.folder, ignore_errors=True)

    def wait_until_ready(self, seconds: float) -> None:
        """Until the web answers and can reach database and broker."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self._up is not None
            assert self._up.poll() is None, self.tail()
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"not ready after {seconds} s\n{self.tail()}")

    def tail(self, lines: int = 60) -> str:
        text = (self.folder / "up.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def process(self, name: str) -> psutil.Process | None:
        """The topmost process of that name, or None while it is down."""
        assert self._up is not None
        for child in psutil.Process(self._up.pid).children(recursive=False):
            try:
                if MARKS[name](child.cmdline()):
                    return child
            except psutil.NoSuchProcess:
                continue
        return None

    def kill(self, name: str, patience: float = 30) -> int:
        """``kill -9``; waits for the process to be up first, so that every kill is one."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            found = self.process(name)
            if found is not None:
                found.kill()
                return int(found.pid)
            time.sleep(0.05)
        raise AssertionError(f"{name} never came back\n{self.tail()}")

    @contextmanager
    def frozen(self, name: str, patience: float = 30) -> Iterator[None]:
        """Stops a process and its children without ending them: nobody starts another one."""
        deadline = time.monotonic() + patience
        while (found := self.process(name)) is None:
            assert time.monotonic() < deadline, f"{name} never came back\n{self.tail()}"
            time.sleep(0.05)
        stopped = [found, *found.children(recursive=True)]
        for process in stopped:
            process.suspend()
        try:
            yield
        finally:
            for process in stopped:
                process.resume()

    def ask(self, module: str, *arguments: str) -> Any:
        """Runs a module beside the system, on its database, and reads the JSON it prints."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "hireapp.settings.base"},
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout.splitlines()[-1])
