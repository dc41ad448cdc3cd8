"""The console for operators: global tables, and one company at a time, audited there.

A company's rows cannot be listed from here: outside its scope they do not exist. An operator
enters one company by its id and a reason; the reason stands in that company's own audit log,
where its owners read it, and what is shown names no candidate.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record, audit_verify
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company, Membership, User
from hireapp.tenancy.resolvers import company_ids
from interviews.models import AnalysisRun, CandidateLink, Interview, Job, JobGroup

ENTERED = "console_company"

admin.site.site_header = "HireApp console"
admin.site.site_title = "HireApp"
admin.site.index_title = _("For operators")
admin.site.unregister(Group)
admin.site.unregister(Authenticator)  # second factors are their owners' business


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that the product makes itself; the console shows them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Accounts: who may sign in. Nobody is deleted here: ratings and decisions keep their names."""

    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "date_joined", "last_login")
    readonly_fields = ("email", "date_joined", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(JobGroup)
class JobGroupAdmin(ReadOnly):
    list_display = ("code", "name_ko", "name_en")


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ("code", "name_ko", "name_en", "group")
    list_filter = ("group",)
    search_fields = ("code", "name_ko", "name_en")


class EnterForm(forms.Form):
    company = forms.UUIDField(label=_("Company id"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The company's owners read it in their audit log."),
    )


@admin.register(Company)
class CompanyAdmin(ReadOnly):
    """The door to one company. Both pages replace Django's, which would list across companies."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        form = EnterForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            company_id = form.cleaned_data["company"]
            if company_id in company_ids():
                _enter(request, company_id, form.cleaned_data["reason"])
                return redirect("admin:tenancy_company_change", company_id)
            form.add_error("company", _("There is no company with this id."))
        context = {"title": _("Companies"), "form": form, "count": len(company_ids())}
        return self._page(request, "admin/enter_company.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.session.get(ENTERED) != object_id:
            messages.error(request, _("Enter this company first, with a reason."))
            return redirect("admin:tenancy_company_changelist")
        with company_scope(UUID(object_id)):
            context = _overview()
        return self._page(request, "admin/company.html", context)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shared = self.admin_site.each_context(request)
        return TemplateResponse(request, template, shared | {"opts": self.opts} | context)


def _enter(request: HttpRequest, company_id: UUID, reason: str) -> None:
    """One company at a time: entering another leaves the one before."""
    with company_scope(company_id):
        audit_record(
            action="operator.entered",
            actor=Actor("operator", str(request.user.pk), str(request.user)),
            target=Company.objects.get(id=company_id),
            detail={"reason": reason},
        )
    request.session[ENTERED] = str(company_id)


def _overview() -> dict[str, Any]:
    """Health of the open company in numbers; no candidate is named. Read to the end here: the
    page is drawn after the scope has closed.
    """
    company = Company.objects.get()
    statuses = Interview.objects.order_by().values("status").annotate(n=Count("id"))
    runs = AnalysisRun.objects.order_by().values("status").annotate(n=Count("id"))
    overdue = CandidateLink.objects.filter(mail_due_at__lt=timezone.now(), revoked_at__isnull=True)
    return {
        "title": company.name,
        "company": company,
        "members": list(Membership.objects.filter(ended_at__isnull=True).select_related("user")),
        "interviews": list(statuses.order_by("status")),
        "runs": list(runs.order_by("status")),
        "failed": list(AnalysisRun.objects.filter(status="failed").order_by("-ended_at")[:20]),
        "mail_overdue": overdue.count(),
        "chain": audit_verify(),
    }
