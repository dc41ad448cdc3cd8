"""The three tools: a form, and a draft made from the job's content in use. No model is asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hireapp.core.errors import Conflict, NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.models import DraftKind, Job, Language, Position
from interviews.selectors.content import content_of, version_in_use
from interviews.services.draft import draft_create
from interviews.web.portal.requests import PortalRequest, actor_of
from interviews.web.tools.forms import DescriptionForm, OutreachForm, QuestionsForm, ToolForm
from ncs import writing
from ncs.content import JobContent

METHODS = ["GET", "HEAD", "POST"]


class NoContent(Conflict):
    id = "job_without_content"
    sentence = gettext_lazy("This job has no content yet. Choose another one.")


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def description(request: PortalRequest) -> HttpResponse:
    form = DescriptionForm(request.POST or None, initial=_start(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        title = _title(said)
        text = writing.description(
            _content(said["job"]),
            writing.Advertisement(
                title=title,
                company=request.company.name,
                place=said["place"],
                employment=said["employment"],
                pay=said["pay"],
                deadline=said["deadline"],
                about=said["about"],
            ),
            said["language"],
        )
        return _made(request, form, DraftKind.DESCRIPTION, title, text)
    return _page(request, form, "description", _("Job description"))


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def questions(request: PortalRequest) -> HttpResponse:
    """``?job=`` or ``?position=`` decides which competencies are offered."""
    start = _start(request)
    job = _chosen_job(request) or start.get("job")
    content = _content(job) if job else None
    interface = "ko" if request.LANGUAGE_CODE.startswith("ko") else "en"
    offered = [(c.id, c.name[interface]) for c in content.competencies] if content else []
    form = QuestionsForm(request.POST or None, initial=start, competencies=offered)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        content = _content(said["job"])
        made = writing.questions(
            content,
            said["competencies"] or [c.id for c in content.competencies],
            said["number"],
            writing.Style(said["style"]),
            said["language"],
        )
        title = _title(said)
        text = writing.question_list(made, title, said["language"])
        return _made(request, form, DraftKind.QUESTIONS, title, text)
    return _page(request, form, "questions", _("Interview questions"), offered=bool(offered))


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def outreach(request: PortalRequest) -> HttpResponse:
    form = OutreachForm(request.POST or None, initial=_start(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        title = _title(said)
        text = writing.outreach(
            _content(said["job"]),
            writing.Message(
                title=title,
                company=request.company.name,
                sender=request.user.name or request.company.name,
                occasion=writing.Occasion(said["occasion"]),
                friendly=said["tone"] == "friendly",
                short=said["length"] == "short",
            ),
            said["language"],
        )
        return _made(request, form, DraftKind.OUTREACH, title, text)
    return _page(request, form, "outreach", _("Message to a candidate"))


def _start(request: PortalRequest) -> dict[str, Any]:
    """From ``?position=``, ``?job=``, and the language of the page."""
    language = Language.KOREAN if request.LANGUAGE_CODE.startswith("ko") else Language.ENGLISH
    start: dict[str, Any] = {"language": language, "number": 8}
    asked = request.GET.get("position", "")
    position = _position(asked)
    if position is not None:
        start |= {"position": position, "job": position.job, "language": position.language}
    elif job := Job.objects.filter(code=request.GET.get("job", "")[:6]).first():
        start["job"] = job
    return start


def _position(asked: str) -> Position | None:
    try:
        return Position.objects.select_related("job").filter(id=asked).first() if asked else None
    except ValidationError:
        raise NotFound from None


def _chosen_job(request: PortalRequest) -> Job | None:
    position = _position(request.POST.get("position", ""))
    if position is not None:
        return position.job
    return Job.objects.filter(code=request.POST.get("job", "")[:6]).first()


def _content(job: Job) -> JobContent:
    version = version_in_use(job.code)
    if not version:
        raise NoContent
    return content_of(version)


def _title(said: dict[str, Any]) -> str:
    if said.get("title"):
        return str(said["title"])
    if said["position"]:
        return str(said["position"].title)
    job: Job = said["job"]
    return str(job.name_ko if said["language"] == "ko" else job.name_en)


def _made(
    request: PortalRequest, form: ToolForm, kind: DraftKind, title: str, text: str
) -> HttpResponse:
    draft = draft_create(
        kind=kind,
        job=form.cleaned_data["job"],
        position=form.cleaned_data["position"],
        language=form.cleaned_data["language"],
        title=title,
        text=text,
        actor=actor_of(request),
    )
    return redirect("tools:draft", draft.id)


def _page(
    request: PortalRequest, form: ToolForm, tool: str, heading: str, *, offered: bool = True
) -> HttpResponse:
    context = {
        "nav_active": "tools",
        "form": form,
        "tool": tool,
        "heading": heading,
        "offered": offered,
    }
    return render(request, "portal/tools/make.html", context, status=422 if form.errors else 200)
