"""What an analysis costs: wall and CPU seconds by stage, and the memory it took."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.types import StageTime, Timing


def cpu_s() -> float:
    """CPU seconds of all threads of this process and of its finished children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


class Stopwatch:
    """Adds up time by stage. Stages may be entered often; nested ones are counted once, inside.

    One analysis at a time in a process: CPU time of other threads would be counted as its own.
    """

    def __init__(self) -> None:
        self._begun = (time.perf_counter(), cpu_s())
        self._stages: dict[str, tuple[float, float]] = {}
        self._open: list[list[float]] = []  # wall and CPU of inner stages of each open stage

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), cpu_s()
        self._open.append([0.0, 0.0])
        try:
            yield
        finally:
            spent = (time.perf_counter() - wall, cpu_s() - cpu)
            inner = self._open.pop()
            if self._open:
                self._open[-1][0] += spent[0]
                self._open[-1][1] += spent[1]
            before = self._stages.get(name, (0.0, 0.0))
            own = (before[0] + spent[0] - inner[0], before[1] + spent[1] - inner[1])
            self._stages[name] = own

    def timing(self, cold_start_s: float) -> Timing:
        wall, cpu = time.perf_counter() - self._begun[0], cpu_s() - self._begun[1]
        stages = {n: StageTime(round(w, 4), round(c, 4)) for n, (w, c) in self._stages.items()}
        return Timing(
            StageTime(round(wall, 4), round(cpu, 4)), stages, round(cold_start_s, 4), peak_rss_mb()
        )


def forget_peak() -> None:
    """Let the kernel forget this process's peak, so that each analysis reports its own (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return  # elsewhere the peak is that of the process's whole life


def peak_rss_mb() -> float:
    """Most resident memory of this process since ``forget_peak``, in MiB."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    line = next(row for row in status.splitlines() if row.startswith("VmHWM:"))
    return round(int(line.split()[1]) / 1024, 1)
