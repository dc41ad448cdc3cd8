"""Candidates of a position side by side."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hireapp.audit.services import audit_record
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import position_for_member
from interviews.selectors.comparison import MOST, comparison_of, interviews_named
from interviews.web.portal.requests import PortalRequest, actor_of


@require_safe
@portal_view(Can.VIEW)
def compare(request: PortalRequest, position_id: UUID) -> HttpResponse:
    """``?i=<interview>&i=…`` in the order in which they stand; noted in the audit log."""
    position = position_for_member(position_id)
    comparison = comparison_of(
        position,
        chosen=interviews_named(request.GET.getlist("i")),
        user_id=request.user.id,
        role=request.membership.role,
    )
    if comparison.columns:
        audit_record(
            action="candidates.compared",
            actor=actor_of(request),
            target=position,
            detail={"interviews": [str(column.row.id) for column in comparison.columns]},
        )
    context = {
        "nav_active": "positions",
        "position": position,
        "comparison": comparison,
        "chosen": {column.row.id for column in comparison.columns},
        "most": MOST,
    }
    return render(request, "portal/compare.html", context)
