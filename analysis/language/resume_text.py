"""The text of a résumé file (PDF, DOCX), read in a process of its own: see ``resume_child``.

The file's bytes travel through a pipe and never touch the disk. Whatever the file does to its
reader, the caller gets lines or a ``ResumeProblem``, within ``PATIENCE_S``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

CHILD = Path(__file__).with_name("resume_child.py")
LARGEST_BYTES = 8 * 1024**2
PATIENCE_S = 30.0  # wall clock; the child's own limit is 20 s of processor time
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
_BULLET = re.compile(r"^\s*[•·▪▫●○■□◆◇▶▷‣⁃*∙➢✓√※–-]\s+")


class ResumeProblem(StrEnum):
    """Why a file has no facts. Each has a sentence in the product that says what to do."""

    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    ENCRYPTED = "encrypted"
    NO_TEXT = "no_text"  # pictures only: a scan
    TOO_LONG = "too_long"
    TOO_COMPLEX = "too_complex"  # a bomb, or as costly as one
    DAMAGED = "damaged"


class UnreadableResume(ValueError):
    """``problem`` says why."""

    def __init__(self, problem: ResumeProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ResumeText:
    """``lines``: as people read them, without empty ones; table cells parted by " | "."""

    lines: tuple[str, ...]
    pages: int


def file_kind(data: bytes) -> str:
    """ "pdf" or "docx" by content, whatever the file is called; "" for anything else."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] == b"PK\x03\x04" and b"word/document.xml" in data:
        return "docx"
    return ""


def resume_text(data: bytes, *, patience_s: float = PATIENCE_S) -> ResumeText:
    """Raises UnreadableResume."""
    if len(data) > LARGEST_BYTES:
        raise UnreadableResume(ResumeProblem.TOO_LARGE)
    kind = file_kind(data)
    if not kind:
        raise UnreadableResume(ResumeProblem.UNKNOWN_TYPE)
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and file
            [sys.executable, "-I", str(CHILD), kind],
            input=data,
            capture_output=True,
            timeout=patience_s,
            check=False,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableResume(ResumeProblem.TOO_COMPLEX) from None
    if done.returncode != 0 or not done.stdout:  # killed at a limit, or it fell over
        raise UnreadableResume(ResumeProblem.TOO_COMPLEX)
    answer = json.loads(done.stdout)
    if answer["state"] != "ok":
        raise UnreadableResume(ResumeProblem(answer["state"]))
    lines = tuple(line for raw in answer["lines"] if (line := tidy_line(raw)))
    if not lines:
        raise UnreadableResume(ResumeProblem.NO_TEXT)
    return ResumeText(lines, int(answer["pages"]))


def tidy_line(raw: str) -> str:
    """One spelling per letter, one sign for bullets; a tab or a wide gap parts cells."""
    # Lone surrogates cannot be stored; a PDF's font table may yield them.
    text = raw.encode("utf-8", "ignore").decode("utf-8")
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).replace("\u00ad", ""))
    bullet = "• " if _BULLET.match(text) else ""
    text = re.sub(r"\s*(?:\t|\s{3,})\s*", " | ", _BULLET.sub("", text).strip())
    text = re.sub(r"[ \u00a0]+", " ", text).strip(" |")
    return bullet + text if text else ""
