"""The job catalogue: the list, a job's content with its trees, its versions, and a copy to keep."""

from __future__ import annotations

from dataclasses import dataclass

import yaml
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.errors import NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.models import Job
from interviews.selectors.catalogue import job_choices
from interviews.selectors.content import (
    ContentState,
    content_document,
    content_of,
    content_state,
    own_version_numbers,
)
from interviews.selectors.content_diff import content_differences
from interviews.selectors.job_page import job_view
from interviews.services.content import content_restore
from interviews.web.portal.content_texts import page_language
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling


@require_safe
@portal_view(Can.VIEW)
def catalogue(request: PortalRequest) -> HttpResponse:
    """34 jobs in 14 groups; words narrow them down."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    return render(
        request,
        "portal/jobs.html",
        {
            "nav_active": "catalogue",
            "query": query,
            "groups": job_choices(query),
            "own": own_version_numbers(),
        },
    )


@dataclass(frozen=True, slots=True)
class Tab:
    id: str
    label: str
    count: int | None
    selected: bool = False


@require_safe
@portal_view(Can.VIEW)
def job(request: PortalRequest, job_code: str) -> HttpResponse:
    """What is in use. ``?version=``: an earlier one, or the shared original."""
    shown, state = job_and_state(job_code)
    wanted = request.GET.get("version", "")
    if wanted and wanted not in known_versions(state):
        raise NotFound
    view = job_view(content_of(wanted or state.in_use), page_language())
    return render(
        request,
        "portal/job.html",
        {
            "nav_active": "catalogue",
            "job": shown,
            "state": state,
            "view": view,
            "older": bool(wanted) and wanted != state.in_use,
            "may_manage": may(request, Can.MANAGE),
            "other_language": "en" if page_language() == "ko" else "ko",
            "tabs": [
                Tab("trees", _("Keyword trees"), len(view.trees), selected=True),
                Tab("competencies", _("Competencies"), len(view.competencies)),
                Tab("description", _("Job description"), None),
            ],
        },
    )


@require_safe
@portal_view(Can.VIEW)
def job_history(request: PortalRequest, job_code: str) -> HttpResponse:
    """The company's versions and what differs between two of them; at first against the shared."""
    shown, state = job_and_state(job_code)
    versions = known_versions(state)
    before = request.GET.get("from", state.shared)
    after = request.GET.get("to", state.in_use)
    if before not in versions or after not in versions:
        raise NotFound
    language = page_language()
    return render(
        request,
        "portal/job_history.html",
        {
            "nav_active": "catalogue",
            "job": shown,
            "state": state,
            "versions": list(versions.items()),
            "before": before,
            "after": after,
            "differences": content_differences(content_of(before), content_of(after), language),
            "may_manage": may(request, Can.MANAGE),
        },
    )


@require_POST
@portal_view(Can.MANAGE)
def job_restore(request: PortalRequest, job_code: str) -> HttpResponse:
    """An earlier version, or the shared original, becomes the newest version."""
    shown, state = job_and_state(job_code)
    version = request.POST.get("version", "")
    if version not in known_versions(state):
        raise NotFound
    with telling(request):
        if content_restore(job=shown, version=version, actor=actor_of(request)) is None:
            messages.info(request, _("This version is already in use."))
        else:
            messages.success(request, _("Restored as a new version. Earlier ones stay."))
    return redirect("portal:job", shown.code)


@require_safe
@portal_view(Can.VIEW)
def job_download(request: PortalRequest, job_code: str) -> HttpResponse:
    """What is in use, as a YAML file: to read, to keep, to edit and to upload again."""
    shown, state = job_and_state(job_code)
    text = yaml.safe_dump(
        dict(content_document(state.in_use)), allow_unicode=True, sort_keys=False, width=100
    )
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="job-{shown.code}.yaml"'
    return response


def job_and_state(job_code: str) -> tuple[Job, ContentState]:
    """A job of the catalogue that has content. Raises NotFound."""
    found = Job.objects.select_related("group").filter(code=job_code).first()
    if found is None:
        raise NotFound
    state = content_state(job_code)
    if not state.in_use:
        raise NotFound
    return found, state


def known_versions(state: ContentState) -> dict[str, str]:
    """Version → its words, newest first; of the same content only the newest."""
    named: dict[str, str] = {}
    for row in state.own:
        named.setdefault(row.version, _("Version %(n)d") % {"n": row.number})
    if state.shared:
        named[state.shared] = _("Shared original")
    if state.origin:
        named.setdefault(state.origin, _("Shared original when it was copied"))
    return named
