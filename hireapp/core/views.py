"""The styleguide: every component in every state, in both themes and languages."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hireapp.core.design_samples import SAMPLES

ROOMS = {"candidate": "styleguide_candidate.html", "entrance": "404.html"}


class SampleForm(forms.Form):
    """One of each kind of field; sent empty it shows every error."""

    title = forms.CharField(
        label=_("Position title"), help_text=_("Candidates see this."), max_length=80
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    limit = forms.IntegerField(label=_("Answer limit"), min_value=15, max_value=600, initial=120)
    language = forms.ChoiceField(label=_("Language"), choices=[("ko", "한국어"), ("en", "English")])
    note = forms.CharField(
        label=_("Note to the candidate"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    kind = forms.ChoiceField(
        label=_("Who asks"),
        widget=forms.RadioSelect,
        choices=[("ai", _("AI interviewer")), ("human", _("A person"))],
    )
    agree = forms.BooleanField(
        label=_("Send a reminder one day before"), help_text=_("One e-mail, no more.")
    )


def styleguide(request: HttpRequest) -> HttpResponse:
    """Only routed when DEBUG: it shows no data, but it is nobody's business either."""
    room = request.GET.get("room")
    return render(
        request,
        ROOMS.get(room or "", "styleguide.html"),
        {
            "form": SampleForm(),
            "refused": SampleForm(data={"email": "min-su", "limit": "5"}, prefix="refused"),
            **SAMPLES,
        },
    )
