"""A real web process, and a bare server beside it that does the same and nothing else."""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from hireapp.embedded.children import free_port
from tests.resilience.system import System

WITHOUT = ("worker", "analyser", "listener", "watcher", "tap", "beat")
START_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Servers:
    """``port``: of the bare server."""

    system: System
    web: psutil.Process
    bare: psutil.Process
    port: int


@contextlib.contextmanager
def servers(module: str) -> Iterator[Servers]:
    """The bare server is ``python -m module --bare PORT``."""
    port = free_port()
    with System(without=WITHOUT) as system:
        bare = subprocess.Popen([sys.executable, "-m", module, "--bare", str(port)])
        try:
            time.sleep(START_SECONDS)
            web = system.process("web")
            assert web is not None
            yield Servers(system, web, psutil.Process(bare.pid), port)
        finally:
            bare.kill()
            bare.wait()


def cpu_seconds(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


def percentiles(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return {"p50_ms": round(cuts[49] * 1e3, 2), "p99_ms": round(cuts[98] * 1e3, 2)}
