"""What people do with a competency score: say something beside it, have it made again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hireapp.core.errors import DomainError, Forbidden, Invalid
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import interview_for_member
from interviews.selectors.report import viewer_of
from interviews.services.competency_score import score_override, scores_replay_ask
from interviews.web.portal.requests import PortalRequest, actor_of


@portal_view(Can.RATE)
@require_POST
def override(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    """A person's number, or only a note, for one competency. Blind review: own card first."""
    interview = interview_for_member(interview_id)
    viewer = viewer_of(interview, user_id=request.user.id, role=request.membership.role)
    if not viewer.sees_machine:
        raise Forbidden
    try:
        score_override(
            interview=interview,
            competency=request.POST.get("competency", "")[:40],
            value=_value(request.POST.get("value", "").strip()),
            reason=request.POST.get("reason", ""),
            author=request.user,
        )
        messages.success(request, _("Your view stands beside the score, with your name."))
    except DomainError as error:
        messages.error(request, str(error.sentence))
    return _back(request, interview_id)


def _value(text: str) -> int | None:
    """None for a note without a number."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise Invalid(_("A score is a whole number from 0 to 100."))
    return int(text)


@portal_view(Can.RATE)
@require_POST
def replay(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    interview = interview_for_member(interview_id)
    scores_replay_ask(interview=interview, actor=actor_of(request))
    messages.success(request, _("The scores are made again and compared. Reload in a moment."))
    return _back(request, interview_id)


def _back(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    question = request.POST.get("q", "")
    fits = question.isascii() and question.replace("-", "").isdigit() and len(question) < 9
    query = f"?q={question}" if fits else ""
    return redirect(f"{reverse('report:detail', args=[interview_id])}{query}#competencies")
