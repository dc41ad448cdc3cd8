"""The "try it" box of a job's page: paste an answer, see what grows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.errors import NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.selectors.content import content_of
from interviews.selectors.job_page import node_paths
from interviews.services.content_try import content_try_begin, content_try_of
from interviews.web.portal.catalogue import job_and_state
from interviews.web.portal.content_texts import page_language
from interviews.web.portal.requests import PortalRequest

MOST_LOOKS = 40  # at 0.7 s each


@require_POST
@portal_view(Can.VIEW)
def job_try(request: PortalRequest, job_code: str) -> HttpResponse:
    shown, _state = job_and_state(job_code)
    text = request.POST.get("answer", "").strip()
    if not text:
        return _part(request, {"problem": _("Paste or type an answer first.")}, status=422)
    try_id = content_try_begin(
        job_code=shown.code, user_id=request.user.id, language=page_language(), text=text
    )
    return _part(request, {"job": shown, "try_id": try_id, "look": 1})


@require_safe
@portal_view(Can.VIEW)
def job_try_result(request: PortalRequest, job_code: str, try_id: UUID) -> HttpResponse:
    """Only for the person who asked; asks again until the answer is read."""
    found = content_try_of(try_id)
    shown, state = job_and_state(job_code)
    if found.user != str(request.user.id) or found.job != shown.code:
        raise NotFound
    look = request.GET.get("look", "1")
    looks = int(look) if look.isdecimal() and len(look) < 4 else 1
    if found.nodes is None:
        if looks >= MOST_LOOKS:
            return _part(request, {"problem": _("This takes too long just now. Try again later.")})
        return _part(request, {"job": shown, "try_id": try_id, "look": looks + 1})
    paths = node_paths(content_of(state.in_use), page_language())
    grown = [(node, paths[node], words) for node, words in found.nodes.items() if node in paths]
    return _part(request, {"grown": grown, "done": True})


def _part(request: PortalRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "portal/jobs/try.html", context, status=status)
