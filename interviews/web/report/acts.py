"""What people do on the report: rate, decide, correct, ask for another try."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hireapp.core.errors import DomainError, Invalid
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import interview_for_member, suggestion_for_member
from interviews.models import Interview, InterviewQuestion
from interviews.services.analysis_run import analysis_rerun
from interviews.services.decision import decision_record
from interviews.services.rating import Mark, scorecard_save, scorecard_submit
from interviews.services.suggestion import suggestion_prefer
from interviews.services.transcript import transcript_edit
from interviews.web.portal.requests import PortalRequest, actor_of
from interviews.web.report.answers import is_label, json_problems, submitted_answer


@portal_view(Can.RATE)
@require_POST
@json_problems
def scorecard(request: PortalRequest, interview_id: UUID) -> HttpResponseBase:
    """Saves the draft, and submits it with ``act=submit``. Autosave asks for JSON."""
    interview = interview_for_member(interview_id)
    automatic = "application/json" in request.headers.get("Accept", "")
    try:
        scorecard_save(
            interview=interview,
            rater=request.user,
            marks=_marks(request, interview),
            comment=request.POST.get("comment"),
        )
        if request.POST.get("act") == "submit":
            scorecard_submit(interview=interview, rater=request.user)
            messages.success(request, _("Your scorecard is submitted."))
        elif not automatic:
            messages.success(request, _("Draft saved."))
    except DomainError as error:
        if automatic:
            raise
        messages.error(request, str(error.sentence))
    if automatic:
        return JsonResponse({"saved_at": timezone.now().isoformat()})
    return _back(request, interview_id)


def _marks(request: PortalRequest, interview: Interview) -> dict[UUID, Mark]:
    """Fields ``score-<question id>`` and ``comment-<question id>``; "" is "not rated"."""
    marks: dict[UUID, Mark] = {}
    for question in InterviewQuestion.objects.filter(interview=interview):
        score = request.POST.get(f"score-{question.id}")
        comment = request.POST.get(f"comment-{question.id}")
        if score is None and comment is None:
            continue
        if score and score not in "12345":
            raise Invalid(_("A rating is a whole number from 1 to 5."))
        marks[question.id] = Mark(int(score) if score else None, comment or "")
    return marks


@portal_view(Can.DECIDE)
@require_POST
def decision(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    interview = interview_for_member(interview_id)
    try:
        decision_record(
            interview=interview,
            author=request.user,
            outcome=request.POST.get("outcome", ""),
            reason=request.POST.get("reason", ""),
            spoke_with_candidate=request.POST.get("spoke") == "yes",
        )
        messages.success(request, _("Your decision is recorded with your name and reason."))
    except DomainError as error:
        messages.error(request, str(error.sentence))
    return _back(request, interview_id, "#decision")


@portal_view(Can.RATE)
@require_POST
def transcript(request: PortalRequest, interview_id: UUID, answer_id: UUID) -> HttpResponse:
    answer = submitted_answer(interview_id, answer_id)
    transcript_edit(answer=answer, text=request.POST.get("text", ""), author=request.user)
    messages.success(request, _("The correction stands beside the machine’s text."))
    return _back(request, interview_id)


@portal_view(Can.MANAGE)
@require_POST
def retry(request: PortalRequest, interview_id: UUID, answer_id: UUID) -> HttpResponse:
    answer = submitted_answer(interview_id, answer_id)
    try:
        analysis_rerun(answer=answer, actor=actor_of(request))
        messages.success(request, _("The answer is analysed again. This page follows it."))
    except DomainError as error:
        messages.error(request, str(error.sentence))
    return _back(request, interview_id)


@portal_view(Can.RATE)
@require_POST
def suggestion(request: PortalRequest, interview_id: UUID, suggestion_id: UUID) -> HttpResponse:
    """``preferred``: the place of the question that this person would have asked, -1 for none."""
    ranked = suggestion_for_member(interview_id, suggestion_id)
    try:
        preferred = int(request.POST.get("preferred", ""))
    except ValueError:
        raise Invalid from None
    suggestion_prefer(suggestion=ranked, preferred=preferred, author=request.user)
    messages.success(request, _("Thank you. The interviewer’s next version can learn from it."))
    return _back(request, interview_id, "#why")


def _back(request: PortalRequest, interview_id: UUID, place: str = "") -> HttpResponse:
    """To the question the form was sent from."""
    question = request.POST.get("q", "")
    address = reverse("report:detail", args=[interview_id])
    query = f"?q={question}" if is_label(question) else ""
    return redirect(f"{address}{query}{place}")
