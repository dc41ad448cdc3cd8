"""Editing a job's content for one company: a competency, a tree or the description at a time."""

from __future__ import annotations

from typing import Any

import yaml
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hireapp.core.errors import Conflict, NotFound
from hireapp.core.letters import composed
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.models import Job
from interviews.selectors.content import content_document, content_of
from interviews.selectors.job_page import ASKS_WORDS
from interviews.services.content import UnusableContent, content_save
from interviews.web.portal.catalogue import job_and_state
from interviews.web.portal.competency_draft import CompetencyDraft
from interviews.web.portal.content_texts import page_language
from interviews.web.portal.description_draft import DescriptionDraft
from interviews.web.portal.requests import PortalRequest, actor_of
from interviews.web.portal.tree_draft import NodeRow, QuestionRow, TreeDraft
from ncs.content import Document

METHODS = ["GET", "HEAD", "POST"]
LARGEST_UPLOAD = 1_000_000  # bytes; a job's file has about 70,000
Draft = CompetencyDraft | TreeDraft | DescriptionDraft


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def competency_edit(request: PortalRequest, job_code: str, part_id: str) -> HttpResponse:
    shown, state = job_and_state(job_code)
    content = content_of(state.in_use)
    if part_id not in {each.id for each in content.competencies}:
        raise NotFound
    typed = request.method == "POST"
    draft = (
        CompetencyDraft.typed(part_id, request.POST)
        if typed
        else CompetencyDraft.of(content, part_id)
    )
    return _edit(request, shown, state.in_use, draft, "portal/jobs/competency_form.html")


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def tree_edit(request: PortalRequest, job_code: str, part_id: str) -> HttpResponse:
    shown, state = job_and_state(job_code)
    draft = TreeDraft.of(content_of(state.in_use), part_id, page_language())
    if draft is None:
        raise NotFound
    if request.method == "POST":
        draft = TreeDraft.typed(part_id, request.POST)
    return _edit(request, shown, state.in_use, draft, "portal/jobs/tree_form.html")


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def description_edit(request: PortalRequest, job_code: str) -> HttpResponse:
    shown, state = job_and_state(job_code)
    typed = request.method == "POST"
    content = content_of(state.in_use)
    draft = DescriptionDraft.typed(request.POST) if typed else DescriptionDraft.of(content)
    return _edit(request, shown, state.in_use, draft, "portal/jobs/description_form.html")


def _edit(
    request: PortalRequest, shown: Job, in_use: str, draft: Draft, template: str
) -> HttpResponse:
    """Shows the form; a button that adds, removes or moves shows it again; saving checks first."""
    context: dict[str, Any] = {"errors": {}, "problems": []}
    based_on, note, status = in_use, "", 200
    if request.method == "POST":
        # Kept from when the form was opened: a colleague's version is not overwritten unseen.
        based_on = request.POST.get("based_on", "")[:64]
        note = request.POST.get("note", "")[:200]
        if act := request.POST.get("act", ""):
            draft.act(act[:40])
        else:
            content = content_of(in_use)
            errors = draft.errors(content)
            problems: list[str] = []
            if not errors:
                document = draft.into(content_document(in_use), content)
                saved = _save(request, shown, document, based_on, note, problems)
                if saved is not None:
                    return saved
                based_on = in_use
            context = {"errors": errors, "problems": problems}
            status = 422
    return render(
        request,
        template,
        context
        | {
            "nav_active": "catalogue",
            "job": shown,
            "draft": draft,
            "based_on": based_on,
            "note": note,
            "language": page_language(),
            "heading": _heading(draft),
            "node_rows": _node_rows(draft),
            "keyword_names": [
                keyword.terms(page_language())[0]
                for keyword in content_of(in_use).keywords.values()
            ],
            "asks": list(ASKS_WORDS.items()),
            "competencies": _competency_names(in_use),
        },
        status=status,
    )


def _heading(draft: Draft) -> str:
    if isinstance(draft, DescriptionDraft):
        return _("Job description")
    name = draft.name.ko if page_language() == "ko" else draft.name.en
    return name or _("Edit")


def _node_rows(draft: Draft) -> list[tuple[NodeRow, list[tuple[QuestionRow, int, str]]]]:
    """Each node with its questions: the question, its place among all, and "node:question"."""
    rows, at = [], 0
    for n, node in enumerate(draft.nodes if isinstance(draft, TreeDraft) else []):
        questions = [(q, at + m, f"{n}:{m}") for m, q in enumerate(node.questions)]
        rows.append((node, questions))
        at += len(questions)
    return rows


def _save(
    request: PortalRequest,
    shown: Job,
    document: Document,
    based_on: str,
    note: str,
    problems: list[str],
) -> HttpResponse | None:
    """Goes to the job's page; None, and why in ``problems``, when it cannot be saved."""
    try:
        made = content_save(
            job=shown, document=document, based_on=based_on, note=note, actor=actor_of(request)
        )
    except UnusableContent as error:
        problems += error.problems
        return None
    except Conflict as error:
        problems.append(str(error.sentence))
        return None
    if made is None:
        messages.info(request, _("Nothing changed, so there is no new version."))
    else:
        messages.success(
            request,
            _("Saved as version %(n)d. Interviews already invited keep the version they have.")
            % {"n": made.number},
        )
    return redirect("portal:job", shown.code)


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def job_upload(request: PortalRequest, job_code: str) -> HttpResponse:
    """A whole job as YAML or JSON, for those who would rather edit a file."""
    shown, state = job_and_state(job_code)
    problems: list[str] = []
    text = ""
    if request.method == "POST":
        text, document = _uploaded(request, problems)
        if document is not None:
            note = request.POST.get("note", "")
            saved = _save(request, shown, document, state.in_use, note, problems)
            if saved is not None:
                return saved
    return render(
        request,
        "portal/jobs/upload.html",
        {"nav_active": "catalogue", "job": shown, "problems": problems, "text": text},
        status=422 if problems else 200,
    )


def _uploaded(request: PortalRequest, problems: list[str]) -> tuple[str, Document | None]:
    """The text of the file or of the field, and what it says; None with a problem said."""
    file = request.FILES.get("file")
    if file is not None and (file.size or 0) > LARGEST_UPLOAD:
        problems.append(_("The file is larger than 1 MB: this cannot be a job’s content."))
        return "", None
    given = file.read().decode("utf-8", "replace") if file else request.POST.get("text", "")
    raw = composed(given)
    try:
        # JSON is YAML too. Aliases could make a small file grow without end: a job needs none.
        raw = raw[:LARGEST_UPLOAD]
        if any(isinstance(e, yaml.AliasEvent) for e in yaml.parse(raw, yaml.CSafeLoader)):
            raise yaml.YAMLError
        document = yaml.load(raw, yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.append(_("Line %(line)d cannot be read as YAML or JSON.") % {"line": line})
        return raw, None
    if not isinstance(document, dict):
        problems.append(_("Choose a file, or paste the content of a job."))
        return raw, None
    return raw, document


def _competency_names(version: str) -> list[tuple[str, str]]:
    language = page_language()
    return [(each.id, each.name[language]) for each in content_of(version).competencies]
