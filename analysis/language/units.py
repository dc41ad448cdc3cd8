"""A text as the smallest pieces that a term can be made of: Latin words and Hangul syllables.

Koreans write the same compound with and without spaces, English speakers the same one with a space,
a hyphen or nothing. So spaces and hyphens are no pieces; each piece remembers what stood before it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from analysis.language.inflection import english_key

# c++, c# and n+1 keep their signs; 2nd and k8s are words with digits.
_UNIT = re.compile(r"[가-힣]|[^\W_가-힣ㄱ-ㆎ]+(?:['’][^\W\d_가-힣]+)?[+#]{0,2}")
_HESITATIONS = frozenset({"uh", "um", "uhm", "er", "erm", "hmm", "mm", "mhm", "ah"})


@dataclass(frozen=True, slots=True)
class Unit:
    """``raw``: lower case; ``key``: forms folded; ``surface``: text[start:end].

    ``spaced``: a space stands before it; ``joined``: nothing stands before it but another piece.
    """

    raw: str
    key: str
    surface: str
    start: int
    end: int
    hangul: bool
    spaced: bool
    joined: bool


def units_of(text: str) -> list[Unit]:
    """The pieces of ``text`` in order; sounds of hesitation are left out ("code uh review")."""
    found: list[Unit] = []
    before = 0
    for match in _UNIT.finditer(text):
        surface = match.group()
        raw = _folded(surface)
        between = text[before : match.start()]
        if raw in _HESITATIONS:
            continue  # ``before`` stays: what comes next is not joined to what came before
        hangul = "가" <= surface <= "힣" and len(surface) == 1
        found.append(
            Unit(
                raw,
                raw if hangul else english_key(raw),
                surface,
                *match.span(),
                hangul,
                spaced=not found or any(c.isspace() for c in between),
                joined=bool(found) and not between,
            )
        )
        before = match.end()
    return found


def _folded(surface: str) -> str:
    """Lower case, full-width letters narrowed, possessives and the plural of MRIs off."""
    narrow = unicodedata.normalize("NFKC", surface) if not surface.isascii() else surface
    if len(narrow) > 2 and narrow[-1] == "s" and narrow[:-1].isupper() and narrow.isalpha():
        narrow = narrow[:-1]
    raw = narrow.casefold().replace("’", "'")
    return raw.removesuffix("'s").removesuffix("'")


def jamo_of(syllables: str) -> str:
    """Hangul letter by letter: a recogniser that mishears one sound changes one letter."""
    return unicodedata.normalize("NFD", syllables)
