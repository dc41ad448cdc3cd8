"""One page of a list, and the words for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet

PAGE_SIZE = 50
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """``first`` and ``last`` count from 1; both 0 on an empty list."""

    items: list[Item]
    number: int
    total: int
    first: int
    last: int
    has_previous: bool
    has_next: bool


def page_of(
    rows: QuerySet[Any], number: str | int, shape: Callable[[Any], Item], size: int = PAGE_SIZE
) -> Page[Item]:
    """Two queries. A number that is none, or too large, gives the nearest page there is."""
    page = Paginator(rows, size).get_page(number)
    return Page(
        items=[shape(row) for row in page.object_list],
        number=page.number,
        total=page.paginator.count,
        first=page.start_index(),
        last=page.end_index(),
        has_previous=page.has_previous(),
        has_next=page.has_next(),
    )
