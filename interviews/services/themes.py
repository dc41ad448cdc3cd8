"""Themes of a position: marked as due, made when no more comes in, forgotten with an interview.

An answer only marks the position; the sweeper sends the task once a minute at most, so that
twenty answers in a row are grouped once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from analysis.types import Purpose
from interviews.models import Interview, Position, PositionThemes
from interviews.selectors.profile_inputs import ThemesWork, themes_work
from interviews.selectors.score_inputs import NEEDED


def themes_due(*, interview: Interview) -> None:
    """Something was said, or corrected, in this interview's position."""
    PositionThemes.objects.update_or_create(
        position_id=interview.position_id, defaults={"due": True}
    )


def themes_store(*, work: ThemesWork, made: Mapping[str, Any]) -> PositionThemes | None:
    """Keeps them, in the caller's transaction. None, and still due, when what they were made from
    has changed in the meantime or may no longer be looked at.
    """
    if not Position.objects.filter(id=work.position_id).exists():
        return None
    PositionThemes.objects.get_or_create(position_id=work.position_id)
    row: PositionThemes = PositionThemes.objects.select_for_update().get(
        position_id=work.position_id
    )
    now = themes_work(work.position_id)
    if now is None or now.fingerprint != work.fingerprint:
        return None
    row.document = {**made, "inputs": work.fingerprint}
    row.due, row.made_at = False, timezone.now()
    row.save(update_fields=["document", "due", "made_at"])
    return row


def themes_forget(*, interview: Interview, purposes: Iterable[Purpose]) -> None:
    """Takes what this person said out of the themes, at once, and has them made again."""
    if not (NEEDED | {Purpose.RECORDING}) & frozenset(purposes):
        return
    rows = PositionThemes.objects.select_for_update().filter(position_id=interview.position_id)
    row = rows.first()
    if row is None:
        return
    themes = [_without(theme, str(interview.id)) for theme in row.document.get("themes", ())]
    # A word that is left may have been said by one person only: names go too until made again.
    row.document = {**row.document, "themes": [theme for theme in themes if theme["counts"]]}
    row.due = True
    row.save(update_fields=["document", "due"])


def _without(theme: Mapping[str, Any], speaker: str) -> dict[str, Any]:
    kept = dict(theme)
    if speaker in theme["counts"]:
        kept["counts"] = {who: n for who, n in theme["counts"].items() if who != speaker}
        kept["quotes"] = [quote for quote in theme["quotes"] if quote["interview"] != speaker]
        kept["terms"] = []
    return kept
