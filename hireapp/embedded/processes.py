"""Which processes make up a running HireApp on one machine, and how each is started and ended."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Process:
    """``stop`` asks it to finish; what is still there after ``patience`` seconds is killed."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    stop: signal.Signals = signal.SIGTERM
    # What the kernel sends when the supervisor itself was killed.
    orphaned: signal.Signals = signal.SIGTERM
    patience: float = 4.0


def _celery(name: str, queue: str, *options: str) -> Process:
    command = [
        *(sys.executable, "-m", "celery", "-A", "hireapp", "worker"),
        *("--queues", queue, "--hostname", f"{name}@%h", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle"),  # workers here never talk to each other
        *options,
    ]
    environment = {
        "HIREAPP_ROLE": name,
        # Said at every start in a container; messages are JSON, which carries no code.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    # Quit is celery's cold shutdown: work under way is dropped, its lease ends, it runs again.
    # A warm one would wait for an analysis of many minutes.
    return Process(name, command, environment, stop=signal.SIGQUIT, orphaned=signal.SIGQUIT)


def processes(*, host: str, port: int) -> list[Process]:
    """Every process of the architecture that exists so far, in the order they start."""
    web = [
        *(sys.executable, "-m", "uvicorn", "hireapp.asgi:application"),
        *("--host", host, "--port", str(port), "--ws", "websockets-sansio", "--lifespan", "off"),
        *("--timeout-graceful-shutdown", "2"),
        "--no-access-log",  # candidates' links are secrets, and paths contain them
        *("--ws-max-size", "262144"),  # bytes; the longest message of a page is 64 KiB
        *("--workers", os.environ.get("HIREAPP_WEB_WORKERS", "1")),
    ]
    return [
        Process("web", web),
        _celery(
            *("worker", "default", "--pool", "threads"),
            *("--concurrency", os.environ.get("HIREAPP_WORKERS", "4")),
        ),
        # Its own process for each analysis: about 1 GB, and a crash takes one recording along.
        _celery(
            *("analyser", "analysis", "--pool", "prefork"),
            *("--concurrency", os.environ.get("HIREAPP_ANALYSERS", "1")),
        ),
        # Listens to those who speak right now, and decides what to ask: about 1 GB each.
        _celery(
            *("listener", "live", "--pool", "prefork"),
            *("--concurrency", os.environ.get("HIREAPP_LISTENERS", "1")),
        ),
        # Looks at live rooms, one frame after the other, each within a moment or not at all.
        _celery(
            *("watcher", "frames", "--pool", "prefork"),
            *("--concurrency", os.environ.get("HIREAPP_WATCHERS", "1")),
        ),
        # Joins live interviews as a silent peer and passes on frames and sound (docs/live.md).
        Process("tap", [sys.executable, "-m", "interviews.mediatap"]),
        Process(
            "beat",
            [
                *(sys.executable, "-m", "celery", "--quiet", "-A", "hireapp", "beat"),
                *("--pidfile=", "--loglevel", "WARNING"),
            ],
        ),
    ]
