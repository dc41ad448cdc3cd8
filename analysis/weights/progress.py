"""Progress of an installation: a bar on a terminal, one line per event anywhere else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

MB = 1e6
BAR = 24  # characters


class Progress:
    """Counts bytes of wheels. ``out`` decides between a bar and plain lines by ``isatty``."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._bar = out.isatty()
        self._total = 0
        self._done = 0
        self._announced: set[str] = set()

    def start(self, *, total: int, done: int) -> None:
        self._total = total
        if total:
            self._line(f"Weights: {total / MB:.0f} MB to fetch; {done} models are in place.")

    def fetching(self, package: str, got: int, size: int) -> None:
        got = min(got, size)
        if self._bar:
            text = f"{self._gauge(got, size)} {package}: {got / MB:.1f} of {size / MB:.1f} MB"
            text += f", all: {self._gauge(self._done + got, self._total)}"
            text += f" {(self._done + got) / MB:.0f} of {self._total / MB:.0f} MB"
            self._out.write(f"\r\x1b[2K{text}")
            self._out.flush()
        elif package not in self._announced:
            self._announced.add(package)
            self._line(f"fetching {package} ({size / MB:.1f} MB)")

    def fetched(self, package: str, version: str, size: int) -> None:
        self._done += size
        share = 100 * self._done / self._total if self._total else 100
        self._line(f"fetched  {package} {version}: {size / MB:.1f} MB, {share:.0f} % of all")

    def installed(self, name: str, version: str) -> None:
        self._line(f"checked  {name} {version}")

    def finish(self, folder: Path) -> None:
        self._line(f"Weights are complete in {folder}.")

    def _gauge(self, got: int, size: int) -> str:
        filled = round(BAR * got / size) if size else BAR
        return "█" * filled + "░" * (BAR - filled)

    def _line(self, text: str) -> None:
        self._out.write(f"\r\x1b[2K{text}\n" if self._bar else f"{text}\n")
        self._out.flush()
