"""The company's settings: facts, what the law lets it look at, how long things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.countries import country_name
from hireapp.policy.purposes import PURPOSES, PurposeInfo
from hireapp.policy.rules import EU_AND_EEA, UNKNOWN, Decision, Outcome, Places, decide_all
from hireapp.tenancy.models import Company
from hireapp.tenancy.roles import Can
from hireapp.tenancy.services import company_set_opt_ins, company_update
from hireapp.tenancy.views import portal_view
from interviews.web.portal.forms import CompanyForm
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling

OUTCOME_WORDS: dict[Outcome, str | Promise] = {
    Outcome.NEEDS_CONSENT: gettext_lazy("With the candidate’s consent"),
    Outcome.NOT_OPTED_IN: gettext_lazy("Off: the company has not switched it on"),
    Outcome.FORBIDDEN: gettext_lazy("Forbidden"),
}


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One purpose: what happens here, and where a place is in the EU or not known."""

    info: PurposeInfo
    here: Decision
    here_words: str | Promise
    elsewhere: tuple[tuple[Decision, str | Promise], ...]


@dataclass(frozen=True, slots=True)
class OptIn:
    """A purpose that is off by default. ``forbidden``: the law leaves nothing to switch."""

    info: PurposeInfo
    on: bool
    forbidden: bool
    decision: Decision


@require_safe
@portal_view(Can.VIEW)
def settings(request: PortalRequest) -> HttpResponse:
    return _page(request, CompanyForm(instance=request.company))


@require_POST
@portal_view(Can.ADMINISTER)
def company_save(request: PortalRequest) -> HttpResponse:
    form = CompanyForm(request.POST, instance=Company.objects.get(id=request.company.id))
    if not form.is_valid():
        return _page(request, form)
    with telling(request, _("Saved.")):
        company_update(company=request.company, actor=actor_of(request), **form.cleaned_data)
    return redirect("portal:settings")


@require_POST
@portal_view(Can.ADMINISTER)
def purposes_save(request: PortalRequest) -> HttpResponse:
    """Switches purposes that are off by default; unknown names and forbidden ones are left out."""
    switchable = {
        line.info.purpose.value for line in _opt_ins(request.company) if not line.forbidden
    }
    wanted = [name for name in request.POST.getlist("purpose") if name in switchable]
    with telling(request, _("Saved. It counts for consent given from now on.")):
        company_set_opt_ins(company=request.company, purposes=wanted, actor=actor_of(request))
    return redirect("portal:settings")


def _page(request: PortalRequest, form: CompanyForm) -> HttpResponse:
    company = request.company
    return render(
        request,
        "portal/settings.html",
        {
            "nav_active": "settings",
            "form": form,
            "country": country_name(company.country),
            "in_eu": company.country in EU_AND_EEA,
            "unknown": company.country == UNKNOWN,
            "policy": _policy(company),
            "opt_ins": _opt_ins(company),
            "purposes": list(PURPOSES.values()),
            "may_administer": may(request, Can.ADMINISTER),
        },
        status=422 if form.errors else 200,
    )


def _decisions(company: Company, country: str, opted_in: frozenset[str]) -> dict[Any, Decision]:
    places = Places(employer=company.country, job=company.country, candidate=country)
    return decide_all(places=places, opted_in=opted_in)


def _policy(company: Company) -> list[PolicyLine]:
    """The rules' own answers for three candidates: here, in the EU, at an unknown place."""
    opted_in = frozenset(company.opted_in_purposes)
    here, europe, unknown = (
        _decisions(company, country, opted_in) for country in (company.country, "DE", UNKNOWN)
    )
    return [
        PolicyLine(
            info,
            here[purpose],
            OUTCOME_WORDS[here[purpose].outcome],
            tuple((d[purpose], OUTCOME_WORDS[d[purpose].outcome]) for d in (europe, unknown)),
        )
        for purpose, info in PURPOSES.items()
    ]


def _opt_ins(company: Company) -> list[OptIn]:
    """As if everything were switched on: what is forbidden even then is forbidden by law."""
    emotion = {p: info for p, info in PURPOSES.items() if info.emotion}
    decisions = _decisions(company, company.country, frozenset(emotion))
    return [
        OptIn(
            info,
            on=purpose in company.opted_in_purposes,
            forbidden=decisions[purpose].outcome is Outcome.FORBIDDEN,
            decision=decisions[purpose],
        )
        for purpose, info in emotion.items()
    ]
