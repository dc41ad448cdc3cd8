"""A company's rubrics, and which positions use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interviews.models import Position, Rubric


@dataclass(frozen=True, slots=True)
class RubricRow:
    """``parts``: (words' key, share) of 100."""

    rubric: Rubric
    positions: tuple[Position, ...]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The four shares with where each begins, for a bar of 100."""
        begin, bars = 0, []
        for place, (key, share) in enumerate(self.rubric.document["parts"].items(), start=1):
            bars.append({"key": key, "share": share, "x": begin, "hue": place})
            begin += share
        return bars


def rubric_rows() -> list[RubricRow]:
    """Newest first. Two queries."""
    users: dict[Any, list[Position]] = {}
    for position in Position.objects.filter(rubric__isnull=False).order_by("title"):
        users.setdefault(position.rubric_id, []).append(position)
    return [
        RubricRow(rubric, tuple(users.get(rubric.id, ())))
        for rubric in Rubric.objects.select_related("created_by")
    ]
