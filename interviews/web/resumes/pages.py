"""A candidate's résumé: put there, followed while it is read, opened, deleted."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.errors import PROBLEM_JSON, DomainError, NotFound, problem
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import candidate_for_member
from interviews.models import Candidate
from interviews.selectors.candidates import candidate_row, interviews_of
from interviews.selectors.resume import resume_for_member, resume_view
from interviews.services.resume import EmptyFile, resume_delete, resume_opened, resume_upload
from interviews.web.portal.requests import PortalRequest, actor_of, may


@portal_view(Can.MANAGE)
@require_POST
def upload(request: PortalRequest, candidate_id: UUID) -> HttpResponse:
    """A form, or the page's own module, which asks for JSON and shows progress."""
    found = candidate_for_member(candidate_id)
    automatic = "application/json" in request.headers.get("Accept", "")
    file = request.FILES.get("resume")
    try:
        if file is None:
            raise EmptyFile
        resume_upload(
            candidate=found, file_name=file.name or "", data=file.read(), actor=actor_of(request)
        )
    except DomainError as error:
        if automatic:
            body = problem(error, request.path)
            return JsonResponse(body, status=error.status, content_type=PROBLEM_JSON)
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("The résumé is kept, encrypted, and is being read."))
    if automatic:
        return JsonResponse({"location": _place(found)})
    return redirect(_place(found))


@portal_view(Can.VIEW)
@require_safe
def state(request: PortalRequest, candidate_id: UUID) -> HttpResponse:
    """The part of the candidate's page that follows the reading."""
    found = candidate_for_member(candidate_id)
    _refuse_while_blind(request, found)
    return render(request, "portal/resume/section.html", resume_context(request, found))


@portal_view(Can.VIEW)
@require_safe
def original(request: PortalRequest, candidate_id: UUID) -> HttpResponseBase:
    """The file as it came. Always an attachment: a browser shall not run what a stranger wrote."""
    found = candidate_for_member(candidate_id)
    _refuse_while_blind(request, found)
    resume = resume_for_member(found)
    reader = resume_opened(resume=resume, actor=actor_of(request))
    response = HttpResponse(reader.read(), content_type=resume.media.content_type)
    name = quote(resume.file_name, safe="")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@portal_view(Can.MANAGE)
@require_POST
def delete(request: PortalRequest, candidate_id: UUID) -> HttpResponse:
    found = candidate_for_member(candidate_id)
    resume_delete(resume=resume_for_member(found), actor=actor_of(request))
    messages.success(request, _("The résumé and everything read from it are deleted."))
    return redirect(_place(found))


def resume_context(request: PortalRequest, found: Candidate) -> dict[str, Any]:
    """For the candidate's page. Facts wait until this person's own blind reviews are done."""
    hidden = any(row.hidden for row in interviews_of(found, user_id=request.user.id))
    return {
        "candidate": candidate_row(
            found.id, user_id=request.user.id, names=may(request, Can.MANAGE)
        ),
        "resume": resume_view(found),
        "resume_blind": hidden,
        "may_manage": may(request, Can.MANAGE),
    }


def _refuse_while_blind(request: PortalRequest, found: Candidate) -> None:
    names = may(request, Can.MANAGE)
    if candidate_row(found.id, user_id=request.user.id, names=names).hidden:
        raise NotFound


def _place(found: Candidate) -> str:
    return reverse("portal:candidate", args=[found.id]) + "#resume"
