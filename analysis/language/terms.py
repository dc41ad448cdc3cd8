"""Finding known terms in what was said, however it was written, inflected or slightly misheard.

Terms of both languages stand in one trie of pieces (``units``), built once. A search walks it from
every place where a word can begin, so its time grows with the text and not with the terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from analysis.language.boundaries import Boundaries
from analysis.language.function_words import ENGLISH
from analysis.language.inflection import english_key, in_dictionary
from analysis.language.misheard import Misheard
from analysis.language.units import Unit, units_of

_JOINED = 3  # words that may be written as one: time out, end to end
_DETERMINERS = frozenset(
    ["a", "all", "an", "any", "each", "every", "its", "my", "our", "some", "that", "the", "their"]
)
_BEFORE_VERB = frozenset(
    ["to", "i", "we", "they", "you", "can", "could", "would", "should", "must", "will", "did"]
)
_KEPT_TEXTS = 256  # an interview's answers are searched again and again while it goes on


@dataclass(frozen=True, slots=True)
class Found:
    """Characters [start, end) say a term of each of ``ids``. ``exact``: not slightly misheard."""

    ids: tuple[str, ...]
    start: int
    end: int
    exact: bool = True


@dataclass(slots=True)
class _Node:
    """``gap``: a term has a space here. ``ids``: terms that end here. ``capitals``: those that
    count only when their first letters are capitals (IT, not it), and how many letters that is."""

    following: dict[str, _Node] = field(default_factory=dict)
    ids: dict[str, None] = field(default_factory=dict)
    capitals: dict[str, int] = field(default_factory=dict)
    gap: bool = False


class TermIndex:
    """``terms``: id → its terms in any language. The longest term wins, matches never overlap.

    ``names``: terms that are also words (Excel) count only with a capital. In a job's own terms
    they count in any case: transcripts have few capitals, and in that job excel means Excel.
    """

    def __init__(self, terms: Mapping[str, Iterable[str]], *, names: bool = False) -> None:
        self._names = names
        self._root = _Node()
        self._turned: dict[tuple[str, str], dict[str, None]] = {}
        self._misheard = Misheard()
        for term_id, own in terms.items():
            for term in own:
                self._add(term_id, term, units_of(term))
        self.find = lru_cache(maxsize=_KEPT_TEXTS)(self._find)

    def _add(self, term_id: str, term: str, units: list[Unit]) -> None:
        if not units:
            return
        self._insert(term_id, term, units)
        if len(units) > 1 and not any(unit.hangul for unit in units):
            written_as_one = "".join(unit.raw for unit in units)
            self._insert(term_id, term, units_of(written_as_one))
        if len(units) == 2 and not any(unit.hangul for unit in units):
            self._turned.setdefault((units[1].key, units[0].key), {})[term_id] = None
        self._misheard.add(term_id, units)

    def _insert(self, term_id: str, term: str, units: list[Unit]) -> None:
        node = self._root
        for i, unit in enumerate(units):
            if i and not unit.joined:
                node.gap = True
            node = node.following.setdefault(unit.key, _Node())
        if capitals := self._capitals(term, units):
            node.capitals[term_id] = capitals
        else:
            node.ids[term_id] = None

    def _capitals(self, term: str, units: list[Unit]) -> int:
        """How many capitals ``term`` needs to be told from an everyday word."""
        if len(units) > 1 or units[0].hangul:
            return 0
        if units[0].raw in ENGLISH:
            return 2 if term.isupper() else 1
        if term.isupper():
            return 2 if in_dictionary(units[0].raw) else 0
        return int(self._names and term[0].isupper() and in_dictionary(units[0].raw))

    def _find(self, text: str) -> tuple[Found, ...]:
        """What of the terms is said in ``text``, in its order; several ids where they share one."""
        units = units_of(text)
        if not units:
            return ()
        boundaries = Boundaries(text, units)
        chosen = _longest(self._exact(units, boundaries))
        taken = [False] * len(text)
        for found in chosen:
            taken[found.start : found.end] = [True] * (found.end - found.start)
        misheard = (
            Found(ids, start, end, exact=False)
            for ids, start, end in self._misheard.search(units, boundaries)
            if not any(taken[start:end])
        )
        return tuple(sorted([*chosen, *_longest(misheard)], key=lambda found: found.start))

    def _exact(self, units: list[Unit], boundaries: Boundaries) -> Iterator[Found]:
        for i, unit in enumerate(units):
            if boundaries.starts[i]:
                yield from self._from(i, units, boundaries)
            if not unit.hangul:
                yield from self._turned_around(i, units)

    def _from(self, first: int, units: list[Unit], boundaries: Boundaries) -> Iterator[Found]:
        """Every term that begins with the piece ``first``."""
        walks = [(self._root, first, first)]  # node, next piece, first piece of the unbroken run
        while walks:
            node, i, run = walks.pop()
            if i > first:
                yield from self._ending(node, first, i, units, boundaries)
            if i >= len(units) or (i > first and boundaries.broken[i]):
                continue
            unit = units[i]
            inserted = i > first and unit.hangul and unit.spaced and not node.gap
            if inserted and not boundaries.may_be_split(run, i):
                continue
            run = i if unit.spaced and unit.hangul else run
            if unit.key in node.following:
                walks.append((node.following[unit.key], i + 1, run))
            if node.gap and i > first and (after := boundaries.particle_until[i]):
                walks.append((node, after, after))  # 서비스를 분리: 를 does not separate them
            for n, joined in _joined(units, i, boundaries):
                if joined in node.following:
                    walks.append((node.following[joined], i + n, run))

    def _ending(
        self, node: _Node, first: int, after: int, units: list[Unit], boundaries: Boundaries
    ) -> Iterator[Found]:
        if not (node.ids or node.capitals) or not boundaries.may_end(first, after):
            return
        start, end = units[first].start, units[after - 1].end
        if node.ids:
            yield Found(tuple(node.ids), start, end)
        surface = units[first].surface
        if own := tuple(id for id, n in node.capitals.items() if surface[:n].isupper()):
            yield Found(own, start, end)

    def _turned_around(self, i: int, units: list[Unit]) -> Iterator[Found]:
        """A verb and its object for a compound: "tuned the queries" says "query tuning"."""
        verb = units[i]
        j = i + 1
        while j < len(units) and units[j].raw in _DETERMINERS and j - i <= 2:
            j += 1
        if j >= len(units):
            return
        ids = self._turned.get((verb.key, units[j].key))
        inflected = verb.raw != verb.key and verb.raw.endswith(("ed", "ing"))
        as_verb = j > i + 1 or inflected or (i > 0 and units[i - 1].raw in _BEFORE_VERB)
        if ids and as_verb:
            yield Found(tuple(ids), verb.start, units[j].end)


def _joined(units: list[Unit], i: int, boundaries: Boundaries) -> Iterator[tuple[int, str]]:
    """(number of words, key) of what begins at ``i`` if it were written as one word."""
    raw = "" if units[i].hangul else units[i].raw
    for n in range(2, _JOINED + 1):
        last = i + n - 1
        if not raw or last >= len(units) or units[last].hangul or boundaries.broken[last]:
            return
        raw += units[last].raw
        yield n, english_key(raw)


def _longest(candidates: Iterable[Found]) -> list[Found]:
    """Longest first, then first; what overlaps a longer one is dropped, equal spans become one."""
    by_span: dict[tuple[int, int], dict[str, None]] = {}
    exact: dict[tuple[int, int], bool] = {}
    for found in candidates:
        span = found.start, found.end
        by_span.setdefault(span, {}).update(dict.fromkeys(found.ids))
        exact[span] = found.exact
    chosen: list[Found] = []
    taken: set[int] = set()
    for start, end in sorted(by_span, key=lambda span: (span[0] - span[1], span[0])):
        if not any(at in taken for at in range(start, end)):
            taken.update(range(start, end))
            chosen.append(Found(tuple(by_span[start, end]), start, end, exact[start, end]))
    return chosen
