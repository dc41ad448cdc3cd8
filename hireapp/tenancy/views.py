"""How a portal page says what it needs, and runs inside its company's scope."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse

from hireapp.core.errors import Forbidden
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company
from hireapp.tenancy.resolvers import MembershipFact, memberships_of
from hireapp.tenancy.roles import Can, can

SESSION_KEY = "company_id"
View = Callable[..., HttpResponseBase]


def portal_view(needs: Can) -> Callable[[View], View]:
    """Marks a page: signed in, member of a company, with this ability.

    Sets ``request.membership`` and ``request.company``. The transaction lasts for the view
    alone: a streamed body is sent after it has ended, so what a stream needs is read before.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            membership = current_membership(request)
            if membership is None:
                return redirect("portal:company_new")
            request.membership = membership  # type: ignore[attr-defined]
            with company_scope(membership.company_id):
                request.company = Company.objects.get(id=membership.company_id)  # type: ignore[attr-defined]
                if not can(membership.role, needs):
                    raise Forbidden
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
                return response

        guarded.needs = needs  # type: ignore[attr-defined]
        return guarded

    return mark


def current_membership(request: HttpRequest) -> MembershipFact | None:
    """The membership the user works under: the one chosen in the session, else the first."""
    assert request.user.is_authenticated
    memberships = memberships_of(request.user.id)
    request.memberships = memberships  # type: ignore[attr-defined]
    chosen = request.session.get(SESSION_KEY)
    for membership in memberships:
        if chosen and membership.company_id == UUID(chosen):
            return membership
    return memberships[0] if memberships else None
