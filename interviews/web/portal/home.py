"""The first page, and the company a person works in."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hireapp.core.errors import NotFound
from hireapp.tenancy.models import User
from hireapp.tenancy.resolvers import memberships_of
from hireapp.tenancy.roles import Can
from hireapp.tenancy.services import company_create
from hireapp.tenancy.views import SESSION_KEY, portal_view
from interviews.selectors.home import work_for
from interviews.selectors.positions import positions_for_home
from interviews.selectors.rooms import rooms_soon
from interviews.web.portal.forms import CompanyNewForm
from interviews.web.portal.requests import PortalRequest, may


@require_safe
@portal_view(Can.VIEW)
def home(request: PortalRequest) -> HttpResponse:
    context = {
        "nav_active": "home",
        "work": work_for(user_id=request.user.id, role=request.membership.role),
        "may_manage": may(request, Can.MANAGE),
    }
    if request.htmx.target == "work":
        return render(request, "portal/home/work.html", context)
    context |= {"positions": positions_for_home(), "rooms": rooms_soon(request.user.id)}
    return render(request, "portal/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def company_new(request: HttpRequest) -> HttpResponse:
    """For a person without a company, or with one more to set up."""
    form = CompanyNewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        company = company_create(
            name=form.cleaned_data["name"],
            country=form.cleaned_data["country"],
            owner=request.user,
        )
        request.session[SESSION_KEY] = str(company.id)
        return redirect("portal:home")
    return render(
        request, "portal/company_new.html", {"form": form}, status=422 if form.errors else 200
    )


@login_required
@require_POST
def company_switch(request: HttpRequest) -> HttpResponse:
    """Works in another of one's own companies from the next page on."""
    try:
        wanted = UUID(request.POST.get("company", ""))
    except ValueError:
        raise NotFound from None
    assert isinstance(request.user, User)
    if wanted not in {membership.company_id for membership in memberships_of(request.user.id)}:
        raise NotFound
    request.session[SESSION_KEY] = str(wanted)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect("portal:home")
    return redirect(target)
