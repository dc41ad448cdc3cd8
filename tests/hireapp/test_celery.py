from __future__ import annotations

import subprocess
import sys
from pathlib import Path

AUTOGROUP = Path("/proc/self/autogroup")


def test_a_worker_gives_way_with_its_whole_session() -> None:
    """Where Linux weighs sessions, a process's own niceness counts among its session alone."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, pathlib; from hireapp.celery import _give_way; _give_way(7, 7);"
            f"at = pathlib.Path('{AUTOGROUP}');"
            "print(os.nice(0), at.read_text() if at.exists() else 'nice 7')",
        ],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    )
    own, _, session = told.stdout.partition(" ")
    assert int(own) == 7
    assert session.strip().endswith("nice 7")
