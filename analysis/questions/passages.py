"""A text as the lines and sentences that it is made of, whatever it came from.

Spoken answers come as sentences, typed résumés as lines, bullets and cells, and résumés that were
pulled out of a file as words with runs of blanks between what used to be columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 240  # characters; longer ones are cut at a space: a point means less the more it covers
MOST = 1000  # passages of one text (about 10,000 words); beyond, evenly spread ones are taken
_BREAK = re.compile(
    r"[\r\n\t]+|\s{2,}|\s*[•●▪■◦‣·|※►▶✓]\s*|(?<=[.!?;。])\s+|(?<=[가-힣][.!?])(?=[가-힣A-Z])"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters [start, end) of the text."""

    start: int
    end: int
    text: str


def passages(text: str) -> tuple[Passage, ...]:
    """Every passage with at least two letters, in order; repeated ones (page headers) once."""
    found: list[Passage] = []
    seen: set[str] = set()
    at = 0
    for cut in [*_BREAK.finditer(text), None]:
        end = cut.start() if cut else len(text)
        for piece in _pieces(text, at, end):
            key = " ".join(piece.text.lower().split())
            if sum(c.isalpha() for c in key) >= 2 and key not in seen:
                seen.add(key)
                found.append(piece)
        at = cut.end() if cut else end
    if len(found) > MOST:
        found = [found[i * len(found) // MOST] for i in range(MOST)]
    return tuple(found)


def _pieces(text: str, start: int, end: int) -> list[Passage]:
    """[start, end) without blanks at its ends, cut at spaces into pieces of at most LONGEST."""
    pieces = []
    while start < end:
        while start < end and text[start].isspace():
            start += 1
        stop = end
        if end - start > LONGEST:
            space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            stop = space if space > start else start + LONGEST
        last = stop
        while last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            pieces.append(Passage(start, last, text[start:last]))
        start = stop
    return pieces
