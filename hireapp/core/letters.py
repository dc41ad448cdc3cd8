"""Text arrives in Unicode's composed form (NFC), whatever keyboard or file it came from.

macOS and some phones send Hangul as single jamo (NFD): it looks the same, but is found by no
search, equal to no name and matched by no term. NUL, which no keyboard makes and PostgreSQL keeps
in no text, is left out. Here is the one door for forms, addresses and file names; texts that come
another way pass ``composed`` themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import is_normalized, normalize

from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


def composed(text: str) -> str:
    return normalize("NFC", text).replace(NUL, "")


class ComposedLetters:
    """Middleware, after the CSRF protection: that one reads the form of every request first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        request.GET = _composed(request.GET)  # type: ignore[assignment]
        if request.method != "POST":
            return
        request.POST = _composed(request.POST)  # type: ignore[assignment]
        for _field, files in request.FILES.lists():
            for file in files:
                file.name = composed(file.name or "")


def _composed(fields: QueryDict) -> QueryDict:
    """The same fields where nothing is to be changed, as almost always."""
    if all(_is_composed(value) for _key, values in fields.lists() for value in values):
        return fields
    changed = fields.copy()
    for key, values in fields.lists():
        changed.setlist(key, [composed(value) for value in values])
    return changed


def _is_composed(text: str) -> bool:
    return is_normalized("NFC", text) and NUL not in text
