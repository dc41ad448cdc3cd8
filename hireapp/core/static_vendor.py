"""Third-party front-end files, from npm by lock file into ``static/vendor/`` (never kept in git).

The pages load nothing from another host, so what they need is copied here: the variable font in
its own author's small slices (a browser fetches only those whose letters stand on the page), htmx
for parts of pages, uPlot for charts. ``STAMP`` remembers which lock file was copied.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

STAMP = ".lock-sha256"

# Source below node_modules -> target below static/vendor.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "uplot/dist/uPlot.esm.js": "uplot/uplot.js",
    "uplot/dist/uPlot.min.css": "uplot/uplot.css",
    "uplot/LICENSE": "uplot/LICENSE",
    "pretendard/dist/LICENSE.txt": "pretendard/LICENSE.txt",
    # Whole fonts for the PDF report (Typst reads neither slices nor WOFF2).
    **{
        f"pretendard/dist/public/static/Pretendard-{weight}.otf": (
            f"pretendard/print/Pretendard-{weight}.otf"
        )
        for weight in ("Regular", "SemiBold")
    },
}
FONT = "pretendard/dist/web/variable"
FONT_SHEET = "pretendardvariable-dynamic-subset.css"
FONT_SLICES = "woff2-dynamic-subset"


class VendorError(Exception):
    """The files could not be fetched; the sentence says what to do."""


def _lock_digest(root: Path) -> str:
    return hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()


def is_current(root: Path) -> bool:
    """Whether ``static/vendor`` was copied from exactly this lock file."""
    stamp = root / "static" / "vendor" / STAMP
    complete = all((stamp.parent / name).is_file() for name in FILES.values())
    return complete and stamp.is_file() and stamp.read_text().strip() == _lock_digest(root)


def install(root: Path, *, development: bool, say: Callable[[str], None]) -> None:
    """``npm ci`` without running any package's scripts; what is already there is kept."""
    installed = root / "node_modules" / ".package-lock.json"
    marker = root / "node_modules" / STAMP
    wanted = f"{_lock_digest(root)} {'all' if development else 'pages'}"
    have = marker.read_text().strip() if marker.is_file() and installed.is_file() else ""
    if have == wanted or (have.endswith(" all") and have.split()[0] == wanted.split()[0]):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise VendorError("npm is needed for the front-end files: apt-get install npm")
    say("Fetching the front-end files (npm ci) ...")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not development:
        command.append("--omit=dev")
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise VendorError(f"npm ci failed:\n{done.stderr.strip()[-2000:]}")
    marker.write_text(wanted)


def _font_sheet(text: str) -> str:
    """The author's sheet, its licence kept on top, without the white space between rules."""
    licence = re.match(r"/\*.*?\*/", text, re.S)
    body = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    body = re.sub(r"\s*([{};:,])\s*", r"\1", body).strip()
    return (licence.group(0) + "\n" if licence else "") + body + "\n"


def copy(root: Path) -> int:
    """Copies what pages need into a fresh ``static/vendor``; returns the number of files."""
    modules, target = root / "node_modules", root / "static" / "vendor"
    fresh = target.with_name(".vendor-new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, name in FILES.items():
        if not (modules / source).is_file():
            raise VendorError(f"{source} is missing below node_modules; remove it and run again.")
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, fresh / name)
    sheet = _font_sheet((modules / FONT / FONT_SHEET).read_text(encoding="utf-8"))
    (fresh / "pretendard" / "pretendard.css").write_text(sheet, encoding="utf-8")
    shutil.copytree(modules / FONT / FONT_SLICES, fresh / "pretendard" / FONT_SLICES)
    (fresh / STAMP).write_text(_lock_digest(root))
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return sum(1 for path in target.rglob("*") if path.is_file())


def vendor(root: Path, *, development: bool, say: Callable[[str], None]) -> None:
    """Fetches (when the lock file is new) and copies; nothing to do is the usual case."""
    install(root, development=development, say=say)
    if is_current(root):
        return
    say(f"Copied {copy(root)} front-end files into static/vendor.")
