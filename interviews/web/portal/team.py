"""Who works here, and what each role may do."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.errors import Conflict, NotFound
from hireapp.tenancy.models import Role
from hireapp.tenancy.roles import Can
from hireapp.tenancy.services import membership_change_role, membership_end
from hireapp.tenancy.views import portal_view
from interviews.selectors.team import ABILITY_WORDS, members, membership_for_owner, role_table
from interviews.services.team import member_add, member_write_again
from interviews.web.portal.forms import MemberForm, RoleForm
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling


@require_safe
@portal_view(Can.VIEW)
def team(request: PortalRequest) -> HttpResponse:
    return _page(request, MemberForm())


def _page(request: PortalRequest, form: MemberForm) -> HttpResponse:
    return render(
        request,
        "portal/team.html",
        {
            "nav_active": "team",
            "members": members(),
            "roles": role_table(),
            "abilities_words": list(ABILITY_WORDS.values()),
            "role_choices": Role.choices,
            "form": form,
            "may_administer": may(request, Can.ADMINISTER),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@portal_view(Can.ADMINISTER)
def member_new(request: PortalRequest) -> HttpResponse:
    form = MemberForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            member_add(
                email=facts["email"],
                name=facts["name"],
                role=Role(facts["role"]),
                actor=actor_of(request),
            )
        except Conflict as error:
            form.add_error("email", str(error.sentence))
        else:
            messages.success(request, _("Added. They get an e-mail that says how to sign in."))
            return redirect("portal:team")
    return _page(request, form)


@require_POST
@portal_view(Can.ADMINISTER)
def member_role(request: PortalRequest, membership_id: UUID) -> HttpResponse:
    membership = membership_for_owner(membership_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise NotFound
    with telling(request, _("The role is changed.")):
        membership_change_role(
            membership=membership, role=Role(form.cleaned_data["role"]), actor=actor_of(request)
        )
    return redirect("portal:team")


@require_POST
@portal_view(Can.ADMINISTER)
def member_end(request: PortalRequest, membership_id: UUID) -> HttpResponse:
    membership = membership_for_owner(membership_id)
    with telling(request, _("The membership has ended.")):
        membership_end(membership=membership, actor=actor_of(request))
    return redirect("portal:team")


@require_POST
@portal_view(Can.ADMINISTER)
def member_mail(request: PortalRequest, membership_id: UUID) -> HttpResponse:
    with telling(request, _("The e-mail is on its way.")):
        member_write_again(membership=membership_for_owner(membership_id))
    return redirect("portal:team")
