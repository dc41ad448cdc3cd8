"""Positions: the list, one with its candidates, its form, closing and reopening."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import position_for_member
from interviews.models import Job, Language, Position
from interviews.selectors.catalogue import job_choices
from interviews.selectors.interviews import InterviewFilter
from interviews.selectors.positions import funnel_of, position_page
from interviews.selectors.rooms import rooms_ahead
from interviews.services.position import (
    position_close,
    position_create,
    position_reopen,
    position_update,
)
from interviews.web.portal.forms import PositionForm
from interviews.web.portal.interviews import interview_list_context
from interviews.web.portal.listing import page_links
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling

#: What the form of a new position proposes.
FOLLOW_UPS = 2


@require_safe
@portal_view(Can.VIEW)
def positions(request: PortalRequest) -> HttpResponse:
    query, status = request.GET.get("q", "").replace("\x00", ""), request.GET.get("status", "")
    page = position_page(query=query, status=status, page=request.GET.get("page", "1"))
    return render(
        request,
        "portal/positions.html",
        {
            "nav_active": "positions",
            "page": page,
            "pagination": page_links(request, page),
            "query": query,
            "status": status,
            "filtered": bool(query or status),
            "statuses": [("", _("All")), ("open", _("Open")), ("closed", _("Closed"))],
            "may_manage": may(request, Can.MANAGE),
        },
    )


@require_safe
@portal_view(Can.VIEW)
def position(request: PortalRequest, position_id: UUID) -> HttpResponse:
    """The candidates of one position as a table; htmx asks for its parts alone."""
    shown = position_for_member(position_id)
    wanted = InterviewFilter.from_address(request.GET)
    context = interview_list_context(request, wanted, position=shown)
    part = {"interviews": "table", "stages": "stages"}.get(request.htmx.target or "")
    if part:
        return render(request, f"portal/interviews/{part}.html", context)
    return render(
        request,
        "portal/position.html",
        context
        | {
            "nav_active": "positions",
            "funnel": funnel_of(shown),
            "question_count": shown.questions.count(),
            "rooms": rooms_ahead(shown, user_id=request.user.id),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(Can.MANAGE)
def position_new(request: PortalRequest) -> HttpResponse:
    language = Language.KOREAN if request.LANGUAGE_CODE.startswith("ko") else Language.ENGLISH
    start = {
        "language": language,
        "country": request.company.country,
        "link_valid_days": 14,
        "follow_ups": FOLLOW_UPS,
        "follow_up_depth": 1,
    }
    form = PositionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        made = position_create(actor=actor_of(request), **form.cleaned_data)
        return redirect("portal:questions", made.id)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(Can.MANAGE)
def position_edit(request: PortalRequest, position_id: UUID) -> HttpResponse:
    shown = position_for_member(position_id)
    # The form writes into its instance: a copy, so that the service sees what is in the database.
    form = PositionForm(request.POST or None, instance=position_for_member(position_id))
    if request.method == "POST" and form.is_valid():
        with telling(request, _("Saved.")):
            position_update(position=shown, actor=actor_of(request), **form.cleaned_data)
        return redirect("portal:position", shown.id)
    return _form_page(request, form, shown)


def _form_page(request: PortalRequest, form: PositionForm, shown: Position | None) -> HttpResponse:
    chosen = form["job"].value()
    return render(
        request,
        "portal/position_form.html",
        {
            "nav_active": "positions",
            "form": form,
            "position": shown,
            "groups": job_choices(),
            "chosen": str(getattr(chosen, "pk", chosen) or ""),
        },
        status=422 if form.errors else 200,
    )


@require_safe
@portal_view(Can.MANAGE)
def jobs(request: PortalRequest) -> HttpResponse:
    """The job list narrowed by words, for the search field of the form."""
    groups = job_choices(request.GET.get("jobs", "").replace("\x00", "")[:100])
    chosen = request.GET.get("job", "").replace("\x00", "")
    listed = {job.code for group in groups for job in group.jobs}
    kept = None if chosen in listed else Job.objects.filter(code=chosen).first()
    return render(
        request,
        "portal/positions/jobs.html",
        {"groups": groups, "chosen": chosen, "kept": kept},
    )


@require_POST
@portal_view(Can.MANAGE)
def position_status(request: PortalRequest, position_id: UUID) -> HttpResponse:
    shown = position_for_member(position_id)
    if request.POST.get("status") == "open":
        with telling(request, _("The position is open again.")):
            position_reopen(position=shown, actor=actor_of(request))
    else:
        with telling(request, _("The position is closed. Interviews under way go on.")):
            position_close(position=shown, actor=actor_of(request))
    return redirect("portal:position", shown.id)
