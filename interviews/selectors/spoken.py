"""A transcript as lines that can be read: cut where the speaker paused or a sentence ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PAUSE_S = 0.9  # a breath is shorter, a new thought longer
LONGEST = 18  # words in a line without any pause
UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class SpokenWord:
    word: str
    start: float
    end: float
    unsure: bool


@dataclass(frozen=True, slots=True)
class SpokenLine:
    start: float
    words: list[SpokenWord]

    @property
    def text(self) -> str:
        return " ".join(word.word for word in self.words)


def spoken_lines(words: Sequence[Sequence[Any]]) -> list[SpokenLine]:
    """``words``: [[word, start, end, confidence], ...] as they are stored."""
    lines: list[SpokenLine] = []
    line: list[SpokenWord] = []
    for text, start, end, confidence in words:
        word = SpokenWord(text, start, end, confidence is None or confidence < UNSURE)
        if line and _breaks(line, word):
            lines.append(SpokenLine(line[0].start, line))
            line = []
        line.append(word)
    if line:
        lines.append(SpokenLine(line[0].start, line))
    return lines


def _breaks(line: list[SpokenWord], word: SpokenWord) -> bool:
    sentence_over = line[-1].word.endswith((".", "?", "!", "…", "。")) and len(line) >= 5
    return word.start - line[-1].end >= PAUSE_S or sentence_over or len(line) >= LONGEST
