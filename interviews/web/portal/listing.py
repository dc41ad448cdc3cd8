"""Addresses of lists: filters, order and page live in the query string."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from interviews.selectors.paging import Page


@dataclass(frozen=True, slots=True)
class Column:
    """``direction`` is set for the column that sorts; ``url`` turns the order round."""

    label: str | Promise
    url: str
    direction: str
    number: bool


def address(request: HttpRequest, **changes: str) -> str:
    """This page with other parameters; empty ones are left out. Any change goes to page one."""
    parameters = request.GET.copy()
    parameters.pop("page", None)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value:
            parameters[name] = value
    return f"{request.path}?{parameters.urlencode()}" if parameters else request.path


def sort_columns(
    request: HttpRequest,
    sort: str,
    columns: Iterable[tuple[str, str | Promise, bool]],
) -> list[Column]:
    """``columns``: sort key, words, whether it holds numbers or times (newest or most first)."""
    made = []
    for key, label, number in columns:
        first, other = (f"-{key}", key) if number else (key, f"-{key}")
        target = other if sort == first else first
        direction = ""
        if sort.removeprefix("-") == key:
            direction = "descending" if sort.startswith("-") else "ascending"
        made.append(Column(label, address(request, sort=target), direction, number))
    return made


def page_links(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """For the pagination component; empty where there is but one page."""
    if not (page.has_previous or page.has_next):
        return {}
    here = address(request)
    joint = "&" if "?" in here else "?"
    return {
        "previous_url": f"{here}{joint}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{here}{joint}page={page.number + 1}" if page.has_next else "",
        "words": _("%(first)d–%(last)d of %(total)d")
        % {"first": page.first, "last": page.last, "total": page.total},
    }
