"""The form that plans a live interview."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from hireapp.core.errors import Invalid
from interviews.models import MOST_SEATS, Candidate
from interviews.selectors.rooms import MOST_OFFERED, candidate_choices, interviewer_choices
from interviews.web.portal.paste import PastedPerson, read_people

# Named first; the rest of the world follows in alphabetical order.
NEAR = ("Asia/Seoul", "Asia/Tokyo", "Asia/Singapore", "Europe/Berlin", "America/New_York")
_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")


@cache
def zone_choices() -> list[tuple[str, str]]:
    others = sorted(
        name for name in available_timezones() if name.startswith(_REGIONS) and name not in NEAR
    )
    return [(name, name.replace("_", " ")) for name in (*NEAR, "UTC", *others)]


class RoomForm(forms.Form):
    """``candidates`` are drawn by the page as a list with a search; ``people`` are new ones, or
    known ones who are not in the list. ``most``: how many are offered, where not all are; else 0.
    """

    date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Candidates also see the time in their own."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=240)
    interviewer = forms.ChoiceField(label=_("Interviewer"))
    candidates = forms.MultipleChoiceField(label=_("Candidates"), required=False)
    people = forms.CharField(
        label=_("New candidates"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: name, e-mail."),
    )
    candidates_meet = forms.BooleanField(
        label=_("Candidates see and hear each other"),
        required=False,
        help_text=_("Switched off, each candidate sees the interviewer alone."),
    )
    interviewer_recorded = forms.BooleanField(
        label=_("Record the interviewer's voice"),
        required=False,
        help_text=_("Everybody is told before they join. The picture is never recorded."),
    )

    def __init__(self, *args: Any, position: Any, room: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = _ids(self["candidates"].value() or [])
        # In blind review nobody is offered who sits there: beside a code it would name them.
        found = candidate_choices(position, None if position.blind else room, chosen)
        self.fewest = 0 if room else 1  # who is invited stays so
        self.offered, self.most = found[:MOST_OFFERED], 0
        if len(found) > MOST_OFFERED:
            self.most = MOST_OFFERED
        self.fields["interviewer"].choices = interviewer_choices()  # type: ignore[attr-defined]
        self.fields["candidates"].choices = [(id_, name) for id_, name, _mail in self.offered]  # type: ignore[attr-defined]
        self.new: list[PastedPerson] = []

    @property
    def chosen(self) -> list[str]:
        return [str(value) for value in self["candidates"].value() or []]

    def clean_people(self) -> str:
        text: str = self.cleaned_data["people"]
        self.new = read_people(text)
        for person in self.new:
            if person.problem:
                self.add_error("people", _line(person))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"date", "time", "time_zone"} <= cleaned.keys():
            local = datetime.combine(cleaned["date"], cleaned["time"])
            cleaned["starts_at"] = local.replace(tzinfo=ZoneInfo(cleaned["time_zone"]))
        people = len(set(cleaned.get("candidates", ()))) + len(self.new)
        if "candidates" in cleaned and not self.fewest <= people <= MOST_SEATS:
            self.add_error("candidates", _("Choose between one and five candidates."))
        return cleaned

    def known(self) -> list[Candidate]:
        """The chosen ones that are there already, in the order of the list."""
        ids = [UUID(id_) for id_ in self.cleaned_data["candidates"]]
        found = {one.id: one for one in Candidate.objects.filter(id__in=ids)}
        if len(found) != len(set(ids)):
            raise Invalid
        return [found[id_] for id_ in ids]


def _ids(values: Iterable[str]) -> list[UUID]:
    """Those that are ids: an address, or a form, may hold anything."""
    ids = []
    for value in values:
        with contextlib.suppress(ValueError):
            ids.append(UUID(value))
    return ids


def _line(person: PastedPerson) -> str:
    words = _("Line %(line)d: %(problem)s") % {"line": person.line, "problem": person.problem}
    return str(words)
