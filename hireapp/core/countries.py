"""Countries by ISO 3166-1 alpha-2 code, with their names in Korean and English (CLDR 47)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

FILE = Path(__file__).with_name("countries.tsv")
# Where the product is used most comes first in a list of 249.
FIRST = ("KR", "US", "JP", "GB", "DE")


@cache
def _names() -> dict[str, tuple[str, str]]:
    """``code -> (English, Korean)``."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {code: (english, korean) for code, english, korean in (x.split("\t") for x in lines)}


def country_name(code: str) -> str:
    """In the reader's language; a code that is not known stands for itself."""
    if not code:
        return _("Not known")
    return _name(code) if code in _names() else code


def country_choices() -> list[tuple[str, str]]:
    """For a select: "not known", the frequent ones, then all by name."""
    rest = sorted((code for code in _names() if code not in FIRST), key=_name)
    return [("", _("Not known"))] + [(code, _name(code)) for code in (*FIRST, *rest)]


def _name(code: str) -> str:
    english, korean = _names()[code]
    return korean if (get_language() or "").startswith("ko") else english
