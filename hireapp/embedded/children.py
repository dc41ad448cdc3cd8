"""Starting child processes that cannot outlive us, and addresses for them to listen on."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent(
    on_death: signal.Signals = signal.SIGTERM, *, forked_from: int | None = None
) -> Callable[[], None]:
    """For ``preexec_fn``, or to be called in a forked child (then with its parent's id).

    The kernel sends ``on_death`` to the child when its parent is gone, even after ``kill -9`` of
    the parent. Linux only; elsewhere the supervisor's clean stop has to do.
    """
    parent = forked_from or os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if os.uname().sysname == "Linux" else None

    def arrange() -> None:
        if libc is None:
            return
        libc.prctl(_PR_SET_PDEATHSIG, int(on_death), 0, 0, 0)
        if os.getppid() != parent:  # the parent died between fork and prctl
            os._exit(1)

    return arrange


def free_port() -> int:
    """A TCP port of the loopback that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether something accepts connections on a loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def remembered_port(path: Path) -> int:
    """The port written in ``path`` while it is still free, else a new one that is written there.

    Keeping the port lets a tool that was pointed at it yesterday still find the server today.
    """
    if path.exists():
        port = int(path.read_text())
        if not listens(port):
            return port
    port = free_port()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(port))
    return port
