"""The real web process, which a test may stop in the middle of anything and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from hireapp.embedded.children import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 40.0


class WebServer:
    """uvicorn with ``hireapp.asgi`` on a port that stays the same over restarts."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self._environment = {**environment, "HIREAPP_PUBLIC_URL": self.url}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            *(sys.executable, "-m", "uvicorn", "hireapp.asgi:application"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"),
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the web server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/how-it-works/", timeout=2):
                return True
        except HTTPError:
            return True
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """Like a power cut: no clean-up, no warning."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


def environment_for(base: dict[str, str]) -> dict[str, str]:
    """The test's own settings and addresses, handed to a child process."""
    return {**os.environ, **base, "HIREAPP_LOG_LEVEL": "WARNING"}
