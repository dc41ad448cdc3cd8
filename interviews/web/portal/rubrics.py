"""Rubrics: how points are given for what candidates say; edited, frozen, used by positions."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.questions.rubric import (
    LONGEST_NAME,
    LONGEST_SENTENCE,
    SHIPPED_DOCUMENT,
    Part,
    Story,
)
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import rubric_for_member
from interviews.models import Rubric
from interviews.selectors.competencies import PART_WORDS
from interviews.selectors.rubrics import rubric_rows
from interviews.services.rubric import rubric_create, rubric_edit, rubric_freeze
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling

PART_HELP = {
    Part.COVERAGE: gettext_lazy(
        "How many of the competency’s topics are talked about from experience. Synonyms count "
        "once, every further topic counts less, a list of words counts next to nothing."
    ),
    Part.DEPTH: gettext_lazy(
        "Whether a story is told that can be checked: situation, own role, action, reason, "
        "result, numbers. Shared out below."
    ),
    Part.RELEVANCE: gettext_lazy(
        "How close in meaning the answer comes to what the competency is about."
    ),
    Part.QUESTIONS: gettext_lazy(
        "How likely the question model is to go on asking about this competency."
    ),
}
LEVEL_FIELDS = (
    ("name", gettext_lazy("Name of the level"), LONGEST_NAME),
    ("sentence", gettext_lazy("What it means"), LONGEST_SENTENCE),
)
PART_NAMES = {**PART_WORDS, Part.DEPTH: gettext_lazy("Depth of the story")}


class RubricForm(forms.Form):
    """Shares in whole per cent; names and sentences of the levels in both languages."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)

    def __init__(self, *args: Any, document: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        for part in Part:
            self.fields[f"part-{part}"] = _share(
                PART_NAMES[part], document["parts"][part], PART_HELP[part]
            )
        for story in Story:
            words = PART_WORDS[f"{Part.DEPTH}.{story}"]
            self.fields[f"story-{story}"] = _share(words, document["story"][story])
        self.fields["enough"] = forms.IntegerField(
            label=gettext_lazy("Topics that earn three quarters of the coverage"),
            initial=document["enough"],
            min_value=1,
            max_value=20,
        )
        for number, level in enumerate(document["levels"]):
            self.fields[f"level-{number}-start"] = forms.IntegerField(
                label=gettext_lazy("From points"),
                initial=level["start"],
                min_value=0,
                max_value=100,
            )
            for what, words, longest in LEVEL_FIELDS:
                for language, name in (
                    ("ko", gettext_lazy("Korean")),
                    ("en", gettext_lazy("English")),
                ):
                    self.fields[f"level-{number}-{what}-{language}"] = forms.CharField(
                        label=format_lazy("{} ({})", words, name),
                        initial=level[what][language],
                        max_length=longest,
                        widget=forms.Textarea(attrs={"rows": 2, "lang": language})
                        if what == "sentence"
                        else forms.TextInput(attrs={"lang": language}),
                    )

    @property
    def parts(self) -> list[Any]:
        return [self[f"part-{part}"] for part in Part]

    @property
    def stories(self) -> list[Any]:
        return [self[f"story-{story}"] for story in Story]

    @property
    def levels(self) -> list[dict[str, Any]]:
        return [
            {
                "start": self[f"level-{n}-start"],
                "words": [
                    self[f"level-{n}-{what}-{language}"]
                    for what in ("name", "sentence")
                    for language in ("ko", "en")
                ],
            }
            for n in range(len(self.document["levels"]))
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for prefix, names, words in (
            ("part", list(Part), _("The four shares add up to %(sum)d, not 100.")),
            ("story", list(Story), _("The shares of the story add up to %(sum)d, not 100.")),
        ):
            values = [data.get(f"{prefix}-{name}") for name in names]
            known = [value for value in values if value is not None]
            if len(known) == len(values) and sum(known) != 100:
                raise forms.ValidationError(words % {"sum": sum(known)})
        starts = [data.get(f"level-{n}-start") for n in range(len(self.document["levels"]))]
        known = [start for start in starts if start is not None]
        if starts[0] != 0 or known != sorted(set(known)):
            raise forms.ValidationError(_("Levels begin at 0, and each lies above the last."))
        return data

    def made(self) -> dict[str, Any]:
        """The document that the fields say."""
        data = self.cleaned_data
        return {
            "format": self.document["format"],
            "parts": {str(part): data[f"part-{part}"] for part in Part},
            "story": {str(story): data[f"story-{story}"] for story in Story},
            "enough": data["enough"],
            "levels": [
                {
                    "start": data[f"level-{n}-start"],
                    **{
                        what: {lang: data[f"level-{n}-{what}-{lang}"] for lang in ("ko", "en")}
                        for what in ("name", "sentence")
                    },
                }
                for n in range(len(self.document["levels"]))
            ],
        }


def _share(label: Any, initial: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, initial=initial, min_value=0, max_value=100, help_text=help_text
    )


@require_safe
@portal_view(Can.VIEW)
def rubrics(request: PortalRequest) -> HttpResponse:
    context = {
        "nav_active": "positions",
        "rows": rubric_rows(),
        "shipped": SHIPPED_DOCUMENT,
        "may_manage": may(request, Can.MANAGE),
    }
    return render(request, "portal/rubrics.html", context)


@require_POST
@portal_view(Can.MANAGE)
def rubric_new(request: PortalRequest) -> HttpResponse:
    """A draft that begins as the shipped rubric."""
    made = rubric_create(name=_("Our rubric"), actor=actor_of(request))
    return redirect("portal:rubric", made.id)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(Can.MANAGE)
def rubric(request: PortalRequest, rubric_id: UUID) -> HttpResponse:
    """Reading and editing; what is frozen becomes the next number when it is changed."""
    shown = rubric_for_member(rubric_id)
    form = RubricForm(request.POST or None, document=_own(shown), initial={"name": shown.name})
    if request.method == "POST" and form.is_valid():
        with telling(request, _("Saved.")):
            shown = rubric_edit(
                rubric=shown,
                name=form.cleaned_data["name"],
                document=form.made(),
                actor=actor_of(request),
            )
        return redirect("portal:rubric", shown.id)
    context = {"nav_active": "positions", "rubric": shown, "form": form, "rows": rubric_rows()}
    status = 422 if form.errors else 200
    return render(request, "portal/rubric.html", context, status=status)


@require_POST
@portal_view(Can.MANAGE)
def rubric_frozen(request: PortalRequest, rubric_id: UUID) -> HttpResponse:
    shown = rubric_for_member(rubric_id)
    with telling(request, _("Frozen. Positions can use it now, and it never changes again.")):
        rubric_freeze(rubric=shown, actor=actor_of(request))
    return redirect("portal:rubric", shown.id)


def _own(shown: Rubric) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(shown.document))
    return document
