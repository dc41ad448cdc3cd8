"""The short questionnaire behind the link: optional, seen, changed and deleted by the candidate."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hireapp.core.errors import Invalid
from interviews.candidate_door import Visit, candidate_view
from interviews.models import Questionnaire
from interviews.services.questionnaire import (
    questionnaire_delete,
    questionnaire_open,
    questionnaire_submit,
)
from interviews.web.candidate.context import address, page_context, place_of
from ncs.workstyle import HIGHEST, LOWEST, workstyle


@require_http_methods(["GET", "POST"])
@candidate_view()
def questionnaire(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not questionnaire_open(visit.interview):
        return HttpResponseRedirect(place_of(visit))
    if request.method == "POST":
        return _submit(request, visit)
    filled = Questionnaire.objects.filter(interview=visit.interview).first()
    return _page(request, visit, filled.answers if filled is not None else {}, filled=filled)


@require_POST
@candidate_view(past_expiry=True)
def delete(request: HttpRequest, visit: Visit) -> HttpResponse:
    questionnaire_delete(interview=visit.interview)
    messages.success(request, _("The questionnaire is deleted."))
    return HttpResponseRedirect(address(visit, "data"))


def _submit(request: HttpRequest, visit: Visit) -> HttpResponse:
    marks = {
        side.id: int(value)
        for side in workstyle().items
        if (value := request.POST.get(side.id, "")).isascii() and value.isdigit() and len(value) < 3
    }
    try:
        questionnaire_submit(interview=visit.interview, answers=marks)
    except Invalid as problem:
        return _page(request, visit, marks, problem=problem)
    messages.success(request, _("Saved. You can see, change or delete it under “Your data”."))
    return HttpResponseRedirect(place_of(visit))


def _page(
    request: HttpRequest,
    visit: Visit,
    marks: dict[str, int],
    *,
    filled: Questionnaire | None = None,
    problem: Invalid | None = None,
) -> HttpResponse:
    context = page_context(
        visit,
        items=questionnaire_items(marks),
        scale=[(n, words) for n, words in enumerate(scale_words(), LOWEST)],
        filled=filled,
        problem=problem,
        skip_url=place_of(visit),
    )
    return TemplateResponse(request, "candidate/questionnaire.html", context)


def questionnaire_items(marks: dict[str, int]) -> list[dict[str, Any]]:
    """Every line with its mark, None where it was left out."""
    language = "ko" if (get_language() or "en").startswith("ko") else "en"
    return [
        {"id": side.id, "text": side.item[language], "mark": marks.get(side.id)}
        for side in workstyle().items
    ]


def scale_words() -> list[str]:
    words = [
        _("Not at all like me"),
        _("Rather not"),
        _("In between"),
        _("Rather yes"),
        _("Very much like me"),
    ]
    assert len(words) == HIGHEST - LOWEST + 1
    return words
