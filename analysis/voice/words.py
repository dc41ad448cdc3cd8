"""From Whisper's tokens to words with times, and the guards against words nobody said."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.types import Segment, Word
from analysis.voice.rate import syllables

TOKEN_S = 0.02  # seconds between two positions of Whisper's encoder

Decode = Callable[[list[int]], str]


@dataclass(frozen=True, slots=True)
class TokenTimes:
    """``start``, ``end`` (seconds in the window) and probability of one text token."""

    token: int
    start: float
    end: float
    probability: float


def token_times(
    tokens: Sequence[int], path: Sequence[tuple[int, int]], probabilities: Sequence[float]
) -> list[TokenTimes]:
    """Times from the alignment path, pairs of (token, encoder position), both rising."""
    text = np.array([i for i, _ in path])
    place = np.array([j for _, j in path]) * TOKEN_S
    first = np.flatnonzero(np.diff(text, prepend=-1))
    starts = place[first]  # one per token, and one for the end-of-text token where present
    ends = np.append(starts[1:], place[-1:] + TOKEN_S)
    n = min(len(tokens), len(starts), len(probabilities))
    return [
        TokenTimes(tokens[i], float(starts[i]), float(ends[i]), float(probabilities[i]))
        for i in range(n)
    ]


def _characters(timed: Sequence[TokenTimes], decode: Decode) -> list[tuple[str, list[TokenTimes]]]:
    """Tokens joined until their bytes are whole characters: Hangul may span several tokens."""
    units: list[tuple[str, list[TokenTimes]]] = []
    held: list[TokenTimes] = []
    for item in timed:
        held.append(item)
        text = decode([h.token for h in held])
        if "\ufffd" not in text:
            units.append((text, held))
            held = []
    return units


def words_of(timed: Sequence[TokenTimes], decode: Decode) -> list[Word]:
    """Words split at spaces, punctuation attached as it is written."""
    groups: list[tuple[str, list[TokenTimes]]] = []
    for text, items in _characters(timed, decode):
        if groups and not text[:1].isspace():
            groups[-1] = (groups[-1][0] + text, groups[-1][1] + items)
        else:
            groups.append((text, items))
    return [_word(text.strip(), items) for text, items in groups if _has_letters(text)]


def _word(text: str, items: Sequence[TokenTimes]) -> Word:
    confidence = float(np.mean([i.probability for i in items]))
    return Word(text, items[0].start, items[-1].end, min(1.0, max(0.0, confidence)))


def _has_letters(text: str) -> bool:
    return any(unicodedata.category(c)[0] in "LN" for c in text)


def compression_ratio(text: str) -> float:
    """Bytes before and after zlib. Over 2.4, Whisper has fallen into a loop (Radford 2022, 4.5)."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def loops_at(items: Sequence[Any], longest: int, kept: int) -> tuple[int, int, int] | None:
    """First phrase of up to ``longest`` items that comes more than ``kept`` times in a row.

    As (start, length, repeats), longest phrases first; None where there is none.
    """
    for n in range(longest, 0, -1):
        for i in range(len(items) - n * (kept + 1) + 1):
            phrase, repeats = items[i : i + n], 1
            while items[i + n * repeats : i + n * (repeats + 1)] == phrase:
                repeats += 1
            if repeats > kept:
                return i, n, repeats
    return None


def without_loops(words: Sequence[Word], longest: int = 8, kept: int = 3) -> list[Word]:
    """Cuts what follows the third time of a phrase that comes more often in a row.

    People do say "no, no, no"; nobody says the same eight words five times over.
    """
    out = list(words)
    while found := loops_at([w.word.lower() for w in out], longest, kept):
        start, length, repeats = found
        del out[start + length * kept : start + length * repeats]
    return out


def without_crowds(words: Sequence[Word], least: int = 3, shortest_s: float = 0.04) -> list[Word]:
    """Drops ``least`` and more words in a row that share no time worth the name.

    Words invented after the end of the sound have nowhere to go in the alignment and pile up on
    its last position.
    """
    out: list[Word] = []
    run: list[Word] = []
    for word in words:
        if word.end - word.start < shortest_s:
            run.append(word)
            continue
        out += [] if len(run) >= least else run
        run = []
        out.append(word)
    return out + ([] if len(run) >= least else run)


def within_speech(
    words: Sequence[Word], speech: Sequence[Segment], slack_s: float = 0.1, reach_s: float = 0.3
) -> list[Word]:
    """Word times cut to the speech around them; words further than ``reach_s`` from any dropped.

    Whisper stretches a word over the pause next to it; voice activity knows better where it ends.
    """
    out: list[Word] = []
    for word in words:
        nearest = min(speech, key=lambda s: _gap(word, s), default=None)
        if nearest is None or _gap(word, nearest) > reach_s:
            continue
        start = min(max(word.start, nearest.start - slack_s), nearest.end)
        end = max(min(word.end, nearest.end + slack_s), start)
        out.append(Word(word.word, start, end, word.confidence))
    return out


def words_in(words: Sequence[Word], segment: Segment) -> list[Word]:
    """Words whose middle lies in ``segment``, or 0.1 s beside it."""
    first, last = segment.start - 0.1, segment.end + 0.1
    return [w for w in words if first <= (w.start + w.end) / 2 <= last]


def speech_without_words(
    words: Sequence[Word], speech: Sequence[Segment], slowest_sps: float = 1.5
) -> list[Segment]:
    """Stretches of speech in which nothing, or far too little, was recognised.

    A stretch counts when no word's middle lies in it, or, from one second on, when it holds fewer
    than ``slowest_sps`` syllables a second; slow, thoughtful speech has about 3.
    """
    missed = []
    for segment in speech:
        held = words_in(words, segment)
        length = segment.end - segment.start
        spoken = sum(syllables(w.word) for w in held)
        if not held or (length >= 1.0 and spoken / length < slowest_sps):
            missed.append(segment)
    return missed


def with_found(
    words: Sequence[Word], found: Sequence[Word], missed: Sequence[Segment], least: float
) -> list[Word]:
    """``words`` with those of each ``missed`` stretch replaced by ``found``, in order of time.

    Only where ``found`` has more to say and its mean confidence is ``least`` or better: a cough
    heard on its own easily becomes a "thank you".
    """
    out = list(words)
    for segment in missed:
        old, new = words_in(out, segment), words_in(found, segment)
        sure = float(np.mean([w.confidence for w in new])) if new else 0.0
        if len(new) > len(old) and sure >= least:
            out = [w for w in out if w not in old] + new
    return sorted(out, key=lambda w: (w.start, w.end))


def _gap(word: Word, segment: Segment) -> float:
    """Seconds between word and segment; negative by how much they overlap."""
    return max(word.start - segment.end, segment.start - word.end)
