"""What the supervisor says: every child's lines with its name before them, in its own colour."""

from __future__ import annotations

import os
import sys
from itertools import cycle
from typing import TextIO

_COLOURS = cycle(("36", "33", "35", "32", "34", "31"))  # ANSI: cyan, yellow, magenta, green, ...


class Console:
    """Writes lines to ``stream``; colours only for a terminal that wants them (no-color.org)."""

    def __init__(self, stream: TextIO = sys.stdout, *, width: int = 9) -> None:
        self._stream = stream
        self._width = width
        self._colours: dict[str, str] = {}
        self._coloured = stream.isatty() and not os.environ.get("NO_COLOR")

    def line(self, name: str, text: str) -> None:
        label = f"{name:<{self._width}}|"
        if self._coloured:
            colour = self._colours.setdefault(name, next(_COLOURS))
            label = f"\x1b[{colour}m{label}\x1b[0m"
        self._write(f"{label} {text}\n")

    def banner(self, *lines: str) -> None:
        """The one thing a reader must not miss."""
        width = max(map(len, lines))
        start, end = ("\x1b[1m", "\x1b[0m") if self._coloured else ("", "")
        body = "".join(f"  {line:<{width}}\n" for line in lines)
        self._write(f"\n{start}{body}{end}\n")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (BrokenPipeError, ValueError):  # the reader of our output is gone; we go on
            self._stream = open(os.devnull, "w")  # noqa: SIM115
