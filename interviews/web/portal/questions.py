"""The question list of a position: add, edit, put in order, delete."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.errors import NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import position_for_member
from interviews.models import Position, Question
from interviews.services.position import (
    MAX_QUESTIONS,
    question_add,
    question_delete,
    question_move,
    question_update,
)
from interviews.web.portal.forms import QuestionForm
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling
from ncs.suggestions import SUGGESTIONS


@require_safe
@portal_view(Can.VIEW)
def questions(request: PortalRequest, position_id: UUID) -> HttpResponse:
    """The list. ``?edit=<id>`` opens a question's form in its place."""
    shown = position_for_member(position_id)
    return _page(request, shown, edited=request.GET.get("edit", ""))


@require_POST
@portal_view(Can.MANAGE)
def question_new(request: PortalRequest, position_id: UUID) -> HttpResponse:
    shown = position_for_member(position_id)
    form = QuestionForm(request.POST, auto_id="add_%s")
    if not form.is_valid():
        return _page(request, shown, add_form=form)
    with telling(request):
        question_add(position=shown, actor=actor_of(request), **form.cleaned_data)
    return redirect("portal:questions", shown.id)


@require_POST
@portal_view(Can.MANAGE)
def question_edit(request: PortalRequest, position_id: UUID, question_id: UUID) -> HttpResponse:
    shown = position_for_member(position_id)
    question = _question(shown, question_id)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, edited=str(question.id), edit_form=form)
    with telling(request, _("Saved. Invitations already sent keep the question as it was.")):
        question_update(question=question, actor=actor_of(request), **form.cleaned_data)
    return redirect("portal:questions", shown.id)


@require_POST
@portal_view(Can.MANAGE)
def question_remove(request: PortalRequest, position_id: UUID, question_id: UUID) -> HttpResponse:
    shown = position_for_member(position_id)
    with telling(request, _("The question is deleted.")):
        question_delete(question=_question(shown, question_id), actor=actor_of(request))
    return redirect("portal:questions", shown.id)


@require_POST
@portal_view(Can.MANAGE)
def question_place(request: PortalRequest, position_id: UUID, question_id: UUID) -> HttpResponse:
    """Puts a question at another place; htmx gets the list back and keeps the focus."""
    shown = position_for_member(position_id)
    question = _question(shown, question_id)
    to = request.POST.get("to", "")
    if not to.isdecimal() or len(to) > 3:
        raise NotFound
    question_move(question=question, to=int(to), actor=actor_of(request))
    if request.htmx:
        return render(request, "portal/questions/list.html", _context(request, shown))
    return redirect("portal:questions", shown.id)


@require_POST
@portal_view(Can.MANAGE)
def question_suggest(request: PortalRequest, position_id: UUID) -> HttpResponse:
    """Adds the general suggestions that were chosen, to be edited."""
    shown = position_for_member(position_id)
    offered = SUGGESTIONS[shown.language]
    chosen = [text for n, text in enumerate(offered) if str(n) in request.POST.getlist("n")]
    if not chosen:
        messages.info(request, _("Choose at least one suggestion."))
    with telling(request):
        for text in chosen:
            question_add(position=shown, text=text, actor=actor_of(request))
    return redirect("portal:questions", shown.id)


def _question(position: Position, question_id: UUID) -> Question:
    question: Question | None = position.questions.filter(id=question_id).first()
    if question is None:
        raise NotFound
    return question


def _context(request: PortalRequest, shown: Position) -> dict[str, object]:
    listed = list(shown.questions.all())
    seconds = sum(q.thinking_seconds + q.answer_seconds for q in listed)
    return {
        "nav_active": "positions",
        "position": shown,
        "questions": listed,
        "minutes": -(-seconds // 60),
        "may_manage": may(request, Can.MANAGE),
        "full": len(listed) >= MAX_QUESTIONS,
        "suggestions": SUGGESTIONS[shown.language],
    }


def _page(
    request: PortalRequest,
    shown: Position,
    *,
    edited: str = "",
    add_form: QuestionForm | None = None,
    edit_form: QuestionForm | None = None,
) -> HttpResponse:
    context = _context(request, shown)
    if edited and edit_form is None and may(request, Can.MANAGE):
        found = [q for q in shown.questions.all() if str(q.id) == edited]
        edit_form = QuestionForm(instance=found[0]) if found else None
    refused = (add_form and add_form.errors) or (edit_form and edit_form.errors)
    return render(
        request,
        "portal/questions.html",
        context
        | {
            "edited": edited if edit_form else "",
            "edit_form": edit_form,
            "add_form": add_form or QuestionForm(auto_id="add_%s"),
        },
        status=422 if refused else 200,
    )
