"""Where the candidate is, and what they agree to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analysis.types import Purpose
from hireapp.core.countries import country_choices, country_name
from hireapp.core.errors import Invalid
from interviews.candidate_door import Visit, candidate_view, origin_of
from interviews.models import ConsentAct, Interview, InterviewStatus
from interviews.selectors.candidate_session import candidate_session
from interviews.selectors.consent import Notice, NoticeRow, notice_for
from interviews.services.candidate_rights import interview_open
from interviews.services.consent import NoticeChanged, candidate_set_country, consent_give
from interviews.web.candidate.context import (
    address,
    is_live,
    is_talked_through,
    minutes_left,
    page_context,
    place_of,
    steps,
)

# Before anything may be asked: no country in the form yet, and "rather not say".
UNSAID, RATHER_NOT = "", "--"
ASKABLE = frozenset({InterviewStatus.INVITED, InterviewStatus.OPENED, InterviewStatus.HUMAN_PATH})


def _may_be_asked(interview: Interview) -> bool:
    return interview.status in ASKABLE and not is_talked_through(interview)


@require_http_methods(["GET", "POST"])
@candidate_view()
def notice(request: HttpRequest, visit: Visit) -> HttpResponse:
    """First the country (law takes the strictest of three places), then the notice itself."""
    interview_open(interview=visit.interview)
    if not _may_be_asked(visit.interview):
        return HttpResponseRedirect(place_of(visit))
    if request.method == "POST":
        return _give(request, visit)
    if request.GET.get("place") != "said":
        return _ask_place(request, visit)
    return _show(request, visit)


@require_http_methods(["GET", "POST"])
@candidate_view()
def place(request: HttpRequest, visit: Visit) -> HttpResponse:
    # GET: the language switch comes back here.
    if request.method == "GET" or not _may_be_asked(visit.interview):
        return HttpResponseRedirect(address(visit, "consent"))
    chosen = request.POST.get("country", UNSAID)
    if chosen != RATHER_NOT and chosen not in {code for code, _name in country_choices() if code}:
        return _ask_place(request, visit, missing=True)
    candidate_set_country(
        interview=visit.interview, country=UNSAID if chosen == RATHER_NOT else chosen
    )
    return HttpResponseRedirect(f"{address(visit, 'consent')}?place=said")


def _ask_place(request: HttpRequest, visit: Visit, *, missing: bool = False) -> HttpResponse:
    choices = [
        (UNSAID, _("Please choose")),
        (RATHER_NOT, _("I prefer not to say")),
        *[(code, name) for code, name in country_choices() if code],
    ]
    context = _context(visit, countries=choices, missing=missing)
    context["chosen"] = visit.interview.candidate.country
    # 200 also when something is missing: nothing was written that would have to be undone.
    return TemplateResponse(request, "candidate/place.html", context)


def _show(
    request: HttpRequest,
    visit: Visit,
    *,
    problem: Invalid | NoticeChanged | None = None,
    chosen: frozenset[str] = frozenset(),
) -> HttpResponse:
    shown = notice_for(visit.interview, language=_language())
    context = _context(
        visit,
        notice=shown,
        required=[_switch(row, chosen) for row in shown.required],
        optional=[_switch(row, chosen) for row in shown.optional],
        country=country_name(visit.interview.candidate.country),
        problem=problem,
    )
    return TemplateResponse(request, "candidate/consent.html", context)


def _give(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A switch that is off says no; nothing is on before the candidate touched it."""
    shown = notice_for(visit.interview, language=_language())
    agreed = frozenset(request.POST.getlist("agree"))
    origin = origin_of(request, notice_sha256=request.POST.get("notice", ""))
    try:
        consent_give(interview=visit.interview, acts=_acts(shown, agreed), origin=origin)
    except NoticeChanged as changed:
        return _show(request, visit, problem=changed, chosen=agreed)
    if is_live(visit.interview):
        return HttpResponseRedirect(address(visit, "room"))
    if str(Purpose.RECORDING) not in agreed:
        return HttpResponseRedirect(address(visit, "person"))
    return HttpResponseRedirect(address(visit, "interview"))


def _acts(shown: Notice, agreed: frozenset[str]) -> dict[Purpose, ConsentAct]:
    return {
        row.purpose: ConsentAct.GRANTED if str(row.purpose) in agreed else ConsentAct.REFUSED
        for row in shown.rows
    }


def switch_facts(row: NoticeRow) -> list[tuple[str, Any]]:
    """What stands under a switch, as pairs."""
    return [
        (_("Looked at"), row.info.looks_at),
        (_("Not looked at"), row.info.not_looked_at),
        (_("Why"), row.info.why),
        (_("Who sees it"), row.who),
        (_("Kept for"), _("%(days)d days") % {"days": row.info.kept_days}),
    ]


def _switch(row: NoticeRow, chosen: frozenset[str]) -> dict[str, Any]:
    return {
        "id": f"agree-{row.purpose}".replace(".", "-"),
        "purpose": str(row.purpose),
        "title": row.info.title,
        "facts": switch_facts(row),
        "checked": str(row.purpose) in chosen,
    }


def _context(visit: Visit, **more: Any) -> dict[str, Any]:
    session = candidate_session(visit.interview)
    return page_context(
        visit,
        steps=steps(visit.interview),
        minutes=None if is_live(visit.interview) else minutes_left(session, before_questions=True),
        how_url=address(visit, "how"),
        **more,
    )


def _language() -> str:
    return (get_language() or "en")[:2]
