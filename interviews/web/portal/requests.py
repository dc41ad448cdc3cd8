"""What a portal page may rely on in its request (see ``hireapp.tenancy.views.portal_view``)."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from hireapp.audit.services import Actor
from hireapp.tenancy.models import Company, User
from hireapp.tenancy.resolvers import MembershipFact
from hireapp.tenancy.roles import Can, can


class PortalRequest(HttpRequest):
    """A request of a signed-in member, inside the scope of their company."""

    user: User
    company: Company
    membership: MembershipFact
    memberships: list[MembershipFact]
    htmx: HtmxDetails


def actor_of(request: PortalRequest) -> Actor:
    return Actor.user(request.user)


def may(request: PortalRequest, ability: Can) -> bool:
    return can(request.membership.role, ability)
