"""Candidates: the list, one with their interviews, what is on file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hireapp.core.countries import country_name
from hireapp.core.errors import Conflict
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import candidate_for_member
from interviews.selectors.candidates import candidate_page, candidate_row, interviews_of
from interviews.selectors.resume import resume_view
from interviews.services.candidate import candidate_update
from interviews.web.portal.forms import CandidateForm
from interviews.web.portal.listing import page_links
from interviews.web.portal.requests import PortalRequest, actor_of, may


@require_safe
@portal_view(Can.VIEW)
def candidates(request: PortalRequest) -> HttpResponse:
    query = request.GET.get("q", "")
    page = candidate_page(
        user_id=request.user.id,
        names=may(request, Can.MANAGE),
        query=query,
        page=request.GET.get("page", "1"),
    )
    return render(
        request,
        "portal/candidates.html",
        {
            "nav_active": "candidates",
            "page": page,
            "pagination": page_links(request, page),
            "query": query,
        },
    )


@require_safe
@portal_view(Can.VIEW)
def candidate(request: PortalRequest, candidate_id: UUID) -> HttpResponse:
    """Name and interviews. Interviews still blind to this person do not link to their report."""
    found = candidate_for_member(candidate_id)
    names = may(request, Can.MANAGE)
    rows = interviews_of(found, user_id=request.user.id)
    return render(
        request,
        "portal/candidate.html",
        {
            "nav_active": "candidates",
            "candidate": candidate_row(found.id, user_id=request.user.id, names=names),
            "country": country_name(found.country),
            "rows": rows,
            "any_hidden": any(row.hidden for row in rows),
            "resume": resume_view(found),
            "resume_blind": any(row.hidden for row in rows),
            "may_manage": names,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(Can.MANAGE)
def candidate_edit(request: PortalRequest, candidate_id: UUID) -> HttpResponse:
    found = candidate_for_member(candidate_id)
    # The form writes into its instance: a copy, so that the service sees what is in the database.
    form = CandidateForm(request.POST or None, instance=candidate_for_member(candidate_id))
    if request.method == "POST" and form.is_valid():
        try:
            candidate_update(candidate=found, actor=actor_of(request), **form.cleaned_data)
        except Conflict as error:
            form.add_error("email", str(error.sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect("portal:candidate", found.id)
    return render(
        request,
        "portal/candidate_form.html",
        {"nav_active": "candidates", "form": form, "candidate": found},
        status=422 if form.errors else 200,
    )
