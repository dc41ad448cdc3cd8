"""Where a term may begin and end inside Korean eojeols, and where a sentence breaks.

A two-syllable term is inside many longer words (장고 in 냉장고). It counts where Kiwi sees a
morpheme begin and end, or where it begins an eojeol and only particles or 하다 follow: Kiwi does
not know the newest product names, particles it does know.
"""

from __future__ import annotations

import re

from analysis.language.morphemes import Token, tokeniser
from analysis.language.tokens import korean_stem
from analysis.language.units import Unit

_BREAK = re.compile(r"[.,;:?!…]\s|\n")
_ANY_NOUN = "명사"  # stands for the term, so that no particle is looked for inside it
_ENDING = 10  # syllables that particles and endings have at most, with room
_BINDING = ("J", "E", "XS", "VC", "VX")  # tags that cannot begin a word
# What may stand inside a compound that is said as a phrase: 서비스를 분리, 장애에 대한 대응.
_INSIDE = frozenset([*"을를이가의에은는도과와로", "으로", "에서", "들의", "들을"])


class Boundaries:
    """Facts about the pieces of one text, by index of the piece."""

    def __init__(self, text: str, units: list[Unit]) -> None:
        self._units = units
        korean = any(unit.hangul for unit in units)
        self.tokens: list[Token] = tokeniser("ko")(text) if korean else []
        begins = {t.start for t in self.tokens if not t.tag.startswith(_BINDING)}
        self._morpheme_starts = begins
        self._morpheme_ends = {t.end for t in self.tokens if t.tag[0] in "NSX" or t.tag == "ETN"}
        self.starts = [self._may_start(i) for i in range(len(units))]
        self.broken = [
            i > 0 and bool(_BREAK.search(text, units[i - 1].end, unit.start))
            for i, unit in enumerate(units)
        ]
        self.particle_until = self._particles()

    def _may_start(self, i: int) -> bool:
        unit = self._units[i]
        if not unit.hangul or not unit.joined or not self._units[i - 1].hangul:
            return True
        return unit.start in self._morpheme_starts

    def _particles(self) -> list[int]:
        """For each piece: the first piece of the next eojeol if only a particle stands between."""
        units = self._units
        until = [0] * len(units)
        after = len(units)  # first piece of the next eojeol
        for i in range(len(units) - 1, -1, -1):
            if i + 1 < len(units) and not (units[i + 1].hangul and units[i + 1].joined):
                after = i + 1
            unit = units[i]
            short = after - i <= 3 and after < len(units)
            if unit.hangul and unit.joined and short and not self.broken[after]:
                own = "".join(each.raw for each in units[i:after])
                until[i] = after if own in _INSIDE else 0
        return until

    def may_end(self, first: int, after: int) -> bool:
        """Whether pieces [first, after) can be a whole word or compound."""
        units = self._units
        last = units[after - 1]
        if not last.hangul:
            return True
        short = after - first == 1
        closed = after == len(units) or not units[after].joined or not units[after].hangul
        ends = last.end in self._morpheme_ends
        if short:
            return ends and units[first].start in self._morpheme_starts and not units[first].joined
        return closed or ends or self._particle_follows(after)

    def _particle_follows(self, after: int) -> bool:
        """Whether the eojeol goes on with a particle or an ending of 하다 only."""
        end = after
        while end < min(len(self._units), after + _ENDING) and units_joined(self._units, end):
            end += 1
        rest = "".join(unit.raw for unit in self._units[after:end])
        return korean_stem(_ANY_NOUN + rest) == _ANY_NOUN

    def may_be_split(self, run: int, after: int) -> bool:
        """Whether a space may stand inside a term that has none: between two real parts only.

        수 전압 must not say 수전, 코드 리뷰 does say 코드리뷰: both parts have two syllables.
        """
        rest = 1
        while after + rest < len(self._units) and units_joined(self._units, after + rest):
            rest += 1
        return after - run >= 2 and rest >= 2


def units_joined(units: list[Unit], i: int) -> bool:
    """Piece ``i`` is a syllable that continues the eojeol of the syllable before it."""
    return units[i].hangul and units[i].joined and units[i - 1].hangul
