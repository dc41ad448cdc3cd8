"""Drafts: the list, the editor with its preview, and what can be done with one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hireapp.core.errors import NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import position_for_member
from interviews.models import Draft, DraftKind, Position
from interviews.selectors.drafts import (
    FILE_TYPES,
    draft_blocks,
    draft_docx,
    draft_for_member,
    draft_hints,
    draft_page,
    draft_plain,
    forbidden_questions,
)
from interviews.services.draft import (
    draft_delete,
    draft_duplicate,
    draft_reword,
    draft_update,
    draft_use,
)
from interviews.services.rewording import rewording_offered
from interviews.web.portal.listing import page_links
from interviews.web.portal.requests import PortalRequest, actor_of
from interviews.web.portal.telling import telling
from interviews.web.tools.forms import DraftForm


@require_safe
@portal_view(Can.MANAGE)
def index(request: PortalRequest) -> HttpResponse:
    """The tools, and the company's drafts."""
    kind = request.GET.get("kind", "")
    page = draft_page(kind=kind, page=request.GET.get("page", "1"))
    return render(
        request,
        "portal/tools/index.html",
        {
            "nav_active": "tools",
            "page": page,
            "pagination": page_links(request, page),
            "kind": kind,
            "kinds": [("", _("All")), *DraftKind.choices],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(Can.MANAGE)
def editor(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    draft = draft_for_member(draft_id)
    form = DraftForm(request.POST or None, initial={"title": draft.title, "text": draft.text})
    if request.method == "POST" and form.is_valid():
        with telling(request, _("Saved.")):
            draft_update(draft=draft, **form.cleaned_data)
        return redirect("tools:draft", draft.id)
    shown = request.POST.get("text", draft.text) if request.method == "POST" else draft.text
    context = {
        "nav_active": "tools",
        "draft": draft,
        "form": form,
        "usable": draft.kind != DraftKind.OUTREACH,
        "positions": _positions(draft),
        "rewording": rewording_offered(),
        "formats": [(name, f"?as={name}") for name in FILE_TYPES],
    }
    return render(
        request,
        "portal/tools/draft.html",
        context | _shown(draft, shown),
        status=422 if form.errors else 200,
    )


@require_POST
@portal_view(Can.MANAGE)
def preview(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """What is in the editor, as a reader sees it; nothing is saved."""
    draft = draft_for_member(draft_id)
    context = _shown(draft, request.POST.get("text", "")[:20_000])
    return render(request, "portal/tools/preview.html", context | {"draft": draft})


@require_POST
@portal_view(Can.MANAGE)
def duplicate(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    draft = draft_for_member(draft_id)
    title = _("Copy of %(title)s") % {"title": draft.title}
    made = draft_duplicate(draft=draft, title=title, actor=actor_of(request))
    messages.success(request, _("This is the copy."))
    return redirect("tools:draft", made.id)


@require_POST
@portal_view(Can.MANAGE)
def delete(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    draft_delete(draft=draft_for_member(draft_id), actor=actor_of(request))
    messages.success(request, _("The draft is deleted."))
    return redirect("tools:index")


@require_safe
@portal_view(Can.MANAGE)
def download(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """``?as=txt``, ``md`` or ``docx``; always an attachment."""
    draft = draft_for_member(draft_id)
    kind = request.GET.get("as", "txt")
    if kind not in FILE_TYPES:
        raise NotFound
    body = draft_docx(draft) if kind == "docx" else _as_text(draft, kind).encode()
    response = HttpResponse(body, content_type=FILE_TYPES[kind])
    name = quote(f"{draft.title}.{kind}", safe="")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _as_text(draft: Draft, kind: str) -> str:
    return draft_plain(draft.text) if kind == "txt" else str(draft.text)


@require_POST
@portal_view(Can.MANAGE)
def use(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """Into the position that was chosen: all of it or nothing."""
    draft = draft_for_member(draft_id)
    try:
        position = position_for_member(UUID(request.POST.get("position", "")))
    except ValueError:
        messages.error(request, _("Choose a position."))
        return redirect("tools:draft", draft.id)
    count = 0
    with telling(request):
        count = draft_use(draft=draft, position=position, actor=actor_of(request))
    if not count:
        return redirect("tools:draft", draft.id)
    if draft.kind == DraftKind.DESCRIPTION:
        messages.success(request, _("The description is in the position."))
        return redirect("portal:position", position.id)
    said = ngettext("%(n)d question was added.", "%(n)d questions were added.", count)
    messages.success(request, said % {"n": count})
    return redirect("portal:questions", position.id)


@require_POST
@portal_view(Can.MANAGE)
def reword(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    draft = draft_for_member(draft_id)
    with telling(
        request, _("A version in better words is being made. It will stand in the list of drafts.")
    ):
        draft_reword(draft=draft)
    return redirect("tools:draft", draft.id)


def _shown(draft: Draft, text: str) -> dict[str, Any]:
    return {
        "blocks": draft_blocks(text),
        "hints": draft_hints(text),
        "forbidden": forbidden_questions(text) if draft.kind == DraftKind.QUESTIONS else [],
        "characters": len(text),
    }


def _positions(draft: Draft) -> list[tuple[str, str]]:
    """Open positions; the draft's own first."""
    if draft.kind == DraftKind.OUTREACH:
        return []
    rows = Position.objects.filter(status="open").order_by("title")
    listed = [(str(key), title) for key, title in rows.values_list("id", "title")]
    return sorted(listed, key=lambda each: each[0] != str(draft.position_id))
