"""What the component templates need beyond Django's own filters."""

from __future__ import annotations

from django import template

register = template.Library()

HANGUL = range(0xAC00, 0xD7A4)


@register.filter
def initials(name: str) -> str:
    """Two signs for an avatar: given name of a Korean (김민수 -> 민수), else first and last letter.

    A Korean family name alone says little: half of all Koreans share five of them.
    """
    words = name.replace("@", " ").split()
    if not words:
        return "?"
    if len(words) == 1 and all(ord(sign) in HANGUL for sign in words[0]):
        return words[0][-2:]
    first, last = words[0][0], words[-1][0]
    return (first + last if len(words) > 1 else first).upper()


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds as 1:23 or 1:02:03; a dash where there is no length."""
    if seconds is None:
        return "–"
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
