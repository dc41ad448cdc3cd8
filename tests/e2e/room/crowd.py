"""Scripted candidates as processes of their own, so that each can be killed like a browser."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from hireapp.embedded.children import die_with_parent
from tests.e2e.room.footage import Footage

ROOT = Path(__file__).resolve().parents[3]


@dataclass(slots=True)
class Peer:
    """``recordings``: what it hands in, with the seconds it takes, for the first answer and on;
    ``thinks_s``: how long it is silent before it answers.
    """

    folder: Path
    name: str
    url: str
    token: str
    footage: Footage
    recordings: Sequence[tuple[bytes, float]]
    again: bool = False
    thinks_s: float = 0.0
    before: list[dict[str, Any]] = field(default_factory=list)  # how those stood that were killed
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.footage.save(self.folder / "footage.npz")
        recordings = []
        for number, (data, seconds) in enumerate(self.recordings):
            file = self.folder / f"{number}.webm"
            file.write_bytes(data)
            recordings.append([str(file), seconds])
        self._status_file.unlink(missing_ok=True)
        ticket = {
            "url": self.url,
            "token": self.token,
            "footage": str(self.folder / "footage.npz"),
            "recordings": recordings,
            "again": self.again,
            "thinks_s": self.thinks_s,
            "status": str(self._status_file),
        }
        (self.folder / "ticket.json").write_text(json.dumps(ticket))
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.room.peer", str(self.folder / "ticket.json")],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # to the scheduler one of its own, not a fifth of the test
                preexec_fn=die_with_parent(),
            )

    @property
    def _status_file(self) -> Path:
        return self.folder / "status.json"

    def status(self) -> dict[str, Any]:
        """The newest; what a killed one said last stays. Fails where it has failed."""
        if not self._status_file.exists():
            running = self._process is not None and self._process.poll() is None
            assert running, self.log()
            return {"state": "starting", "links": {}, "takes": [], "tap": "off", "taken": 0,
                    "spoken": 0, "welcomes": 0, "seat": "", "room": ""}  # fmt: skip
        found: dict[str, Any] = json.loads(self._status_file.read_text())
        assert not found["state"].startswith("failed"), f"{self.name} {found['state']} {self.log()}"
        return found

    def takes(self) -> list[dict[str, Any]]:
        """Everything it ever sent, also before it was killed."""
        return [take for each in (*self.before, self.status()) for take in each["takes"]]

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def kill(self) -> None:
        """As when a browser dies: no goodbye to anybody."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)
        self.before.append(self.status())

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)


class Crowd(list[Peer]):
    """``with Crowd(peers) as crowd``: started when entered, none left when left."""

    def __enter__(self) -> Crowd:
        for peer in self:
            peer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for peer in self:
            peer.stop()
        if kind is not None:
            for peer in self:
                print(f"--- {peer.name}\n{peer.log()}\n{peer._status_file.read_text()}"
                      if peer._status_file.exists() else peer.log())  # fmt: skip

    def all(self, wanted: Callable[[dict[str, Any]], bool]) -> bool:
        return all(wanted(peer.status()) for peer in self)


def until(wanted: Callable[[], bool], what: str, seconds: float, pause: float = 0.25) -> float:
    """Waits for it; returns how many seconds it took."""
    begun = time.monotonic()
    while not wanted():
        assert time.monotonic() - begun < seconds, f"not within {seconds:.0f} s: {what}"
        time.sleep(pause)
    return time.monotonic() - begun
