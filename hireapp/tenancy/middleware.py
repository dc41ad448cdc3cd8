"""Finds the company of a signed-in user and runs the page inside its scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse

from hireapp.core.errors import Forbidden, NotFound
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company
from hireapp.tenancy.resolvers import MembershipFact, memberships_of
from hireapp.tenancy.roles import Can, can

SESSION_KEY = "company_id"


class CompanyMiddleware:
    """Sets ``request.membership``; a view marked by ``portal_view`` runs in the company's scope.

    The transaction lasts for the view alone: a streamed body is sent after it has ended, so
    whatever a stream needs is read before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        needs: Can | None = getattr(view, "needs", None)
        if needs is None:
            return None
        if not request.user.is_authenticated:
            return None  # portal_view sends to the sign-in page
        membership = current_membership(request)
        if membership is None:
            raise NotFound
        if not can(membership.role, needs):
            raise Forbidden
        request.membership = membership  # type: ignore[attr-defined]
        with company_scope(membership.company_id):
            request.company = Company.objects.get(id=membership.company_id)  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            if render is not None:
                response = render()
            if response.status_code >= 500:
                connection.set_rollback(True)
            return response


def current_membership(request: HttpRequest) -> MembershipFact | None:
    """The membership the user works under: the one chosen in the session, else the first."""
    memberships = memberships_of(request.user.id)  # type: ignore[union-attr, arg-type]
    request.memberships = memberships  # type: ignore[attr-defined]
    chosen = request.session.get(SESSION_KEY)
    for membership in memberships:
        if chosen and membership.company_id == UUID(chosen):
            return membership
    return memberships[0] if memberships else None
