"""Long terms with one wrong letter or sound: "kubernetis", 쿠버네틱스.

A dictionary of every term with one letter left out (Garbe's symmetric deletion) finds what is one
edit away in constant time. It is careful: only terms that are long, only where the word that was
said stands in no dictionary. A contract never becomes a contact.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.language.boundaries import Boundaries, units_joined
from analysis.language.inflection import english_key, is_english_word
from analysis.language.tokens import korean_stem
from analysis.language.units import Unit, jamo_of

LATIN_LETTERS = 7  # a shorter word is one letter away from too many others
KOREAN_SYLLABLES = 4
_EOJEOL = 24  # syllables beyond which no eojeol is looked at; no term is that long
_WORDS = 3  # of which a misheard term may consist


class Misheard:
    """Terms by what is left of them without one letter (Latin) or one jamo (Hangul)."""

    def __init__(self) -> None:
        self._reduced: dict[str, dict[str, None]] = {}
        self._ids: dict[str, dict[str, None]] = {}

    def add(self, term_id: str, units: list[Unit]) -> None:
        hangul = {unit.hangul for unit in units}
        raw = "".join(unit.raw for unit in units)
        if len(hangul) > 1 or any(character.isdigit() for character in raw):
            return
        forms: set[str] = set()
        if hangul == {True} and len(raw) >= KOREAN_SYLLABLES:
            forms = {jamo_of(raw)}
        elif hangul == {False} and len(raw) >= LATIN_LETTERS:
            forms = {raw, english_key(raw)}
        for form in forms:
            self._ids.setdefault(form, {})[term_id] = None
            for reduced in _without_one(form):
                self._reduced.setdefault(reduced, {})[form] = None

    def search(
        self, units: list[Unit], boundaries: Boundaries
    ) -> Iterator[tuple[tuple[str, ...], int, int]]:
        """(ids, start, end) of stretches with an unknown word that are one edit from a term."""
        for first, last, form in (*_latin(units, boundaries), *_korean(units, boundaries)):
            ids: dict[str, None] = {}
            for reduced in _without_one(form):
                for near in self._reduced.get(reduced, ()):
                    if _within_one_edit(form, near):
                        ids.update(self._ids[near])
            if ids:
                yield tuple(ids), units[first].start, units[last].end


def _latin(units: list[Unit], boundaries: Boundaries) -> Iterator[tuple[int, int, str]]:
    for i, unit in enumerate(units):
        if unit.hangul or len(unit.raw) < 4 or is_english_word(unit.raw):
            continue
        for first in range(max(0, i - _WORDS + 1), i + 1):
            for last in range(i, min(len(units), first + _WORDS)):
                window = units[first : last + 1]
                together = not any(boundaries.broken[first + 1 : last + 1])
                if together and not any(each.hangul for each in window):
                    raw = "".join(each.raw for each in window)
                    if LATIN_LETTERS - 1 <= len(raw) <= 40:
                        for form in sorted({raw, english_key(raw)}):
                            yield first, last, form


def _korean(units: list[Unit], boundaries: Boundaries) -> Iterator[tuple[int, int, str]]:
    unknown = [t.start for t in boundaries.tokens if not t.known and t.end - t.start >= 2]
    place = {unit.start: i for i, unit in enumerate(units)}
    for start in unknown:
        i = place.get(start)
        if i is None:
            continue
        first = i
        while i - first < _EOJEOL and units_joined(units, first):
            first -= 1
        end = i + 1
        while end < min(len(units), i + _EOJEOL) and units_joined(units, end):
            end += 1
        yield from _stems(units, first, end)
        after = end + 1
        while after < min(len(units), end + _EOJEOL) and units_joined(units, after):
            after += 1
        if end < len(units) and units[end].hangul and not boundaries.broken[end]:
            yield from _stems(units, first, after)
        if first > 0 and units[first - 1].hangul and not boundaries.broken[first]:
            before = first - 1
            while first - before < _EOJEOL and units_joined(units, before):
                before -= 1
            yield from _stems(units, before, end)


def _stems(units: list[Unit], first: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The eojeols [first, end) as they stand and without the last one's particle."""
    raw = "".join(unit.raw for unit in units[first:end])
    for form in {raw, korean_stem(raw)}:
        if KOREAN_SYLLABLES <= len(form) <= 20 and raw.startswith(form):
            yield first, first + len(form) - 1, jamo_of(form)


def _without_one(form: str) -> set[str]:
    return {form, *(form[:i] + form[i + 1 :] for i in range(len(form)))}


def _within_one_edit(one: str, other: str) -> bool:
    """One letter more, fewer, another, or two neighbours swapped."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    i = 0
    while i < len(one) and one[i] == other[i]:
        i += 1
    if len(one) < len(other):
        return one[i:] == other[i + 1 :]
    swapped = one[i + 1 : i + 2] + one[i : i + 1] + one[i + 2 :]
    return one[i + 1 :] == other[i + 1 :] or swapped == other[i:]
