"""What every portal template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hireapp.tenancy.models import Role
from hireapp.tenancy.roles import ABILITIES


def company(request: HttpRequest) -> dict[str, Any]:
    """``company``, ``membership`` and ``abilities`` (a set of strings) of the signed-in user."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "company": getattr(request, "company", None),
        "membership": membership,
        "memberships": getattr(request, "memberships", []),
        "role_words": Role(membership.role).label,
        "abilities": {str(ability) for ability in ABILITIES[membership.role]},
    }
