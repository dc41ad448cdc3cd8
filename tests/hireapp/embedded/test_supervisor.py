"""The supervisor: restarts what dies, stops in order, and tells what happens."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hireapp.embedded.console import Console
from hireapp.embedded.processes import Process, processes
from hireapp.embedded.supervisor import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    SETTLED_AFTER,
    Backoff,
    SetupFailed,
    Supervisor,
)


def _python(name: str, code: str, **more: object) -> Process:
    return Process(name, [sys.executable, "-c", code], **more)  # type: ignore[arg-type]


def _supervisor(*children: Process) -> tuple[Supervisor, io.StringIO]:
    said = io.StringIO()
    return (
        Supervisor(
            servers=[],
            processes=children,
            environment=dict(os.environ),
            console=Console(said),
        ),
        said,
    )


async def _until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def _run(supervisor: Supervisor, *, setup: list[list[str]] | None = None) -> None:
    await supervisor.run(
        setup=setup or [], healthy=lambda: True, when_ready=lambda: None, afterwards=[]
    )


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_lines_carry_the_name_of_who_said_them() -> None:
    supervisor, said = _supervisor(_python("talker", "import time; print('안녕'); time.sleep(60)"))
    running = asyncio.create_task(_run(supervisor))
    await _until(lambda: "talker   | 안녕" in said.getvalue())
    supervisor.stop()
    await running
    assert "\x1b[" not in said.getvalue()  # no colours into a file


async def test_a_line_of_a_megabyte_does_not_stop_the_child() -> None:
    code = "import time; print('x' * 2_000_000); print('still here'); time.sleep(60)"
    supervisor, said = _supervisor(_python("talker", code))
    running = asyncio.create_task(_run(supervisor))
    await _until(lambda: "still here" in said.getvalue())
    supervisor.stop()
    await running


async def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    code = f"open({str(starts)!r}, 'a').write('x'); raise SystemExit(3)"
    supervisor, said = _supervisor(_python("weak", code))
    running = asyncio.create_task(_run(supervisor))
    await _until(lambda: starts.exists() and len(starts.read_text()) >= 2)
    supervisor.stop()
    await running
    assert f"ended with status 3; starts again in {FIRST_PAUSE:g} s" in said.getvalue()


async def test_everybody_leaves_when_told_even_the_stubborn_and_their_children(
    tmp_path: Path,
) -> None:
    pids = tmp_path / "pids"
    code = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        f"open({str(pids)!r}, 'a').write(f'{{os.getpid()}} ')\n"
        "time.sleep(60)"
    )
    supervisor, said = _supervisor(_python("stubborn", code, patience=0.5))
    running = asyncio.create_task(_run(supervisor))
    await _until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    supervisor.stop()
    started = time.monotonic()
    await running
    assert time.monotonic() - started < 5
    assert "stubborn | did not stop in 0.5 s: killed" in said.getvalue()
    await _until(lambda: not any(_alive(int(pid)) for pid in pids.read_text().split()))


async def test_a_setup_that_fails_starts_nothing(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    supervisor, _ = _supervisor(_python("never", f"open({str(ran)!r}, 'w')"))
    with pytest.raises(SetupFailed, match="status 7"):
        await _run(supervisor, setup=[[sys.executable, "-c", "raise SystemExit(7)"]])
    assert not ran.exists()


async def test_a_signal_during_setup_stops_at_once() -> None:
    supervisor, _ = _supervisor()
    waits = [sys.executable, "-c", "import time; time.sleep(60)"]
    running = asyncio.create_task(_run(supervisor, setup=[waits]))
    await asyncio.sleep(0.3)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 10)


def test_pauses_grow_to_a_limit_and_start_over_once_a_child_has_settled() -> None:
    backoff = Backoff()
    backoff.begin()
    pauses = [backoff.next_pause() for _ in range(8)]
    assert pauses[:4] == [0.5, 1.0, 2.0, 4.0]
    assert pauses[-1] == LONGEST_PAUSE
    backoff.started -= SETTLED_AFTER + 1
    assert backoff.next_pause() == FIRST_PAUSE


def test_every_process_of_the_architecture_is_there() -> None:
    by_name = {process.name: process for process in processes(host="127.0.0.1", port=8000)}
    assert list(by_name) == ["web", "worker", "analyser", "listener", "watcher", "tap", "beat"]
    assert "--no-access-log" in by_name["web"].command  # links are secrets
    for name in ("worker", "analyser", "listener", "watcher"):
        assert by_name[name].environment["HIREAPP_ROLE"] == name
    assert "HIREAPP_ROLE" not in by_name["web"].environment
