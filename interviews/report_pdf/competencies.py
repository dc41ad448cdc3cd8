"""The competencies of a report as they stand on paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from interviews.selectors.competencies import CompetencyPanel, CompetencyView


def competency_lines(panel: CompetencyPanel | None) -> dict[str, Any]:
    """Lines with number, story and words; empty where the page shows none to this person."""
    if panel is None:
        return {"lines": [], "untouched": "", "made": ""}
    untouched = ", ".join(view.name for view in panel.untouched)
    return {
        "lines": [_line(view) for view in panel.touched],
        "untouched": _("Not touched: %(names)s") % {"names": untouched} if untouched else "",
        "made": " · ".join(f"{term}: {words}" for term, words in panel.made),
    }


def _line(view: CompetencyView) -> dict[str, Any]:
    told = ", ".join(str(point.label) for point in view.told)
    missing = ", ".join(str(point.label) for point in view.missing)
    return {
        "name": view.name,
        "score": view.score,
        "level": f"{view.level}. {view.sentence}",
        "story": " · ".join(
            words
            for words, parts in (
                (_("Told: %(parts)s") % {"parts": told}, told),
                (_("Not told: %(parts)s") % {"parts": missing}, missing),
            )
            if parts
        ),
        "quotes": [f"{quote.label}: “{quote.text}”" for quote in view.quotes[:2]],
        "views": [
            f"{made.author.name or made.author.email}"
            f"{'' if made.value is None else f' ({made.value})'}: {made.reason}"
            for made in view.overrides
        ],
    }
