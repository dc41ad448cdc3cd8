"""Finding known terms in what was said, however it was written, inflected or slightly misheard.

Terms of both languages stand in one trie of pieces (``units``), built once. A search walks it from
every place where a word can begin, so its time grows with the text and not with the terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True, slots=True)
class _Single:
    """A term of one Latin word: what it takes to be it and not an everyday word of the same key.

    ``capitals``: its first letters that must be capitals (IT, not it). ``fixed``: no other form
    counts (SHAP is no shape). A term in -ing is a verb: a package is not packaging.
    """

    id: str
    raw: str
    capitals: int
    fixed: bool

    def is_said(self, unit: Unit, before: Unit | None) -> bool:
        if not unit.surface[: self.capitals].isupper() and self.capitals:
            return False
        if self.fixed or unit.raw == self.raw:
            return unit.raw in (self.raw, f"{self.raw}s")
        if self.raw.endswith("ing"):
            as_verb = before is not None and before.raw in _BEFORE_VERB
            return as_verb or unit.raw.endswith(("ing", "ings", "ed"))
        return True


@dataclass(slots=True)
class _Node:
    """``gap``: a term has a space here. ``ids``: terms that end here, ``singles`` too."""

    following: dict[str, _Node] = field(default_factory=dict)
    ids: dict[str, None] = field(default_factory=dict)
    singles: list[_Single] = field(default_factory=list)
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
            written_as_one = units_of("".join(unit.raw for unit in units))
            self._insert(term_id, term, written_as_one, short=min(len(u.raw) for u in units) < 3)
        if len(units) == 2 and not any(unit.hangul for unit in units):
            self._turned.setdefault((units[1].key, units[0].key), {})[term_id] = None
        self._misheard.add(term_id, units)

    def _insert(self, term_id: str, term: str, units: list[Unit], *, short: bool = False) -> None:
        node = self._root
        for i, unit in enumerate(units):
            if i and not unit.joined:
                node.gap = True
            node = node.following.setdefault(unit.key, _Node())
        if len(units) > 1 or units[0].hangul:
            node.ids[term_id] = None
            return
        raw = units[0].raw
        everyday = raw in ENGLISH or raw.removesuffix("s") in ENGLISH
        everyday |= self._names and in_dictionary(raw)
        acronym = term.isupper()
        capitals = (2 if acronym else 1) if everyday and term[0].isupper() else 0
        node.singles.append(_Single(term_id, raw, capitals, fixed=acronym or short))

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
        # node, next piece, first piece of the run without a space, whether a term may end here
        walks = [(self._root, first, first, False)]
        while walks:
            node, i, run, ends = walks.pop()
            if ends:
                yield from self._ending(node, first, i, units, boundaries)
            if i >= len(units) or (i > first and boundaries.broken[i]):
                continue
            unit = units[i]
            inserted = i > first and unit.hangul and unit.spaced and not node.gap
            if inserted and not boundaries.may_be_split(run, i):
                continue
            run = i if unit.spaced and unit.hangul else run
            if unit.key in node.following:
                walks.append((node.following[unit.key], i + 1, run, True))
            if node.gap and i > first and (after := boundaries.particle_until[i]):
                walks.append(
                    (node, after, after, False)
                )  # 서비스를 분리: 를 does not separate them
            for n, joined in _joined(units, i, boundaries):
                if joined in node.following:
                    walks.append((node.following[joined], i + n, run, True))

    def _ending(
        self, node: _Node, first: int, after: int, units: list[Unit], boundaries: Boundaries
    ) -> Iterator[Found]:
        if not (node.ids or node.singles) or not boundaries.may_end(first, after):
            return
        before = units[first - 1] if first else None
        said = units[first] if after == first + 1 else _as_one(units[first:after])
        ids = [*node.ids, *(each.id for each in node.singles if each.is_said(said, before))]
        if ids:
            yield Found(tuple(ids), units[first].start, units[after - 1].end)

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
    for n in range(2, _JOINED + 1):
        parts = units[i : i + n]
        if len(parts) < n or any(p.hangul for p in parts) or any(boundaries.broken[i + 1 : i + n]):
            return
        # "is a" never says ISA, nor "and one" andon; "time out" does say timeout.
        if not all(part.raw in ENGLISH for part in parts):
            yield n, english_key("".join(part.raw for part in parts))


def _as_one(units: list[Unit]) -> Unit:
    """Several words as if they were written as one."""
    raw = "".join(unit.raw for unit in units)
    surface = "".join(unit.surface for unit in units)
    return replace(units[0], raw=raw, key=english_key(raw), surface=surface, end=units[-1].end)


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
