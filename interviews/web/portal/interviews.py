"""Lists of interviews, over all positions or in one, and single rows for live updates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.models import Position
from interviews.selectors.interviews import (
    InterviewFilter,
    interview_page,
    interview_row,
    stage_counts,
    with_coverage,
)
from interviews.web.portal.listing import address, page_links, sort_columns
from interviews.web.portal.requests import PortalRequest, may

# sort key, words, numbers or times
COLUMNS = (
    ("name", _("Candidate"), False),
    ("position", _("Position"), False),
    ("status", _("Status"), False),
    ("progress", _("Answers"), True),
    ("sent", _("Sent"), True),
    ("opened", _("Opened"), True),
    ("finished", _("Finished"), True),
    ("flags", _("Flags"), True),
    ("rating", _("My rating"), True),
)


@require_safe
@portal_view(Can.VIEW)
def interviews(request: PortalRequest) -> HttpResponse:
    wanted = InterviewFilter.from_address(request.GET)
    context = interview_list_context(request, wanted)
    part = {"interviews": "table", "stages": "stages"}.get(request.htmx.target or "")
    if part:
        return render(request, f"portal/interviews/{part}.html", context)
    return render(request, "portal/interviews.html", context | {"nav_active": "interviews"})


@require_safe
@portal_view(Can.VIEW)
def row(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    """One row again. ``?in=position``: as the table of a position shows it."""
    shown = interview_row(user_id=request.user.id, interview_id=interview_id)
    if request.GET.get("in") == "position":
        (shown,) = with_coverage([shown])
    return render(
        request,
        "portal/interviews/row.html",
        {
            "row": shown,
            "with_position": request.GET.get("in") != "position",
            "may_manage": may(request, Can.MANAGE),
        },
    )


def interview_list_context(
    request: PortalRequest, wanted: InterviewFilter, position: Position | None = None
) -> dict[str, Any]:
    """Everything that the table, its filters and its pages need. Three queries."""
    user_id = request.user.id
    page = interview_page(user_id=user_id, wanted=wanted, position=position)
    counts = stage_counts(user_id=user_id, position=position)
    columns = [c for c in COLUMNS if position is None or c[0] != "position"]
    return {
        "position": position,
        "with_position": position is None,
        "page": page,
        "pagination": page_links(request, page),
        "columns": sort_columns(request, wanted.sort, columns),
        "wanted": wanted,
        "filtered": bool(wanted.status or wanted.query),
        "stages": [
            {"count": count, "url": address(request, status=count.stage)} for count in counts
        ],
        "all_url": address(request, status=""),
        "here": request.get_full_path(),
        "may_manage": may(request, Can.MANAGE),
    }
