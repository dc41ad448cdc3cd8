"""Compiles translations (.po → .mo) without GNU gettext: Django reads only the compiled ones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polib


def compile_catalogues(roots: Iterable[Path | str]) -> list[Path]:
    """Compiles every catalogue that is newer than its compiled file; returns those written."""
    written: list[Path] = []
    for root in roots:
        for source in sorted(Path(root).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            fresh = target.with_suffix(".mo.new")
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            fresh.replace(target)
            written.append(target)
    return written
