"""Answers, as the recorder of the candidate page drives them. Each act may be repeated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.errors import Invalid, NotFound
from hireapp.core.json_body import json_object
from hireapp.vault.objects import object_reader
from hireapp.vault.ranges import range_response
from interviews.access import answer_for_candidate
from interviews.api.candidate.session import session_json
from interviews.candidate_door import Visit, candidate_endpoint
from interviews.models import Answer
from interviews.selectors.candidate_session import candidate_session
from interviews.services.answer import answer_begin, answer_discard, answer_submit
from interviews.services.follow_up import follow_up_overdue


class BadBody(Invalid):
    id = "bad_body"
    status = 400
    sentence = _("The page sent something the server does not understand. Reload the page.")


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        return json_object(request.body)
    except ValueError:
        raise BadBody from None


def _answer_json(answer: Answer) -> dict[str, Any]:
    media = answer.media
    return {
        "id": str(answer.id),
        "question": str(answer.question_id),
        "take": answer.take,
        "status": answer.status,
        "offset": media.size if media else 0,
    }


def _seconds(body: dict[str, Any]) -> float | None:
    seconds = body.get("seconds")
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise BadBody
    try:
        return float(seconds)
    except OverflowError:
        raise BadBody from None


@require_POST
@candidate_endpoint()
def begin(request: HttpRequest, visit: Visit) -> JsonResponse:
    """``{"question": id}`` → the take to record now."""
    asked = _body(request).get("question")
    try:
        question_id = UUID(asked if isinstance(asked, str) else "")
    except ValueError:
        raise BadBody from None
    answer = answer_begin(interview=visit.interview, question_id=question_id)
    return JsonResponse(_answer_json(answer), status=201 if answer.media_id is None else 200)


@require_POST
@candidate_endpoint()
def submit(request: HttpRequest, visit: Visit, answer_id: UUID) -> JsonResponse:
    """``{"seconds": 41.2, "interrupted": false}`` → the answer and where the interview is now."""
    body = _body(request)
    answer = answer_submit(
        interview=visit.interview,
        answer_id=answer_id,
        seconds=_seconds(body),
        interrupted=body.get("interrupted") is True,
    )
    visit.interview.refresh_from_db(fields=["status"])
    session = candidate_session(visit.interview)
    return JsonResponse({"answer": _answer_json(answer), "session": session_json(session)})


@require_POST
@candidate_endpoint()
def discard(request: HttpRequest, visit: Visit, answer_id: UUID) -> JsonResponse:
    """``{"interrupted": false}`` → the discarded answer and where the interview is now."""
    answer = answer_discard(
        interview=visit.interview,
        answer_id=answer_id,
        interrupted=_body(request).get("interrupted") is True,
    )
    session = candidate_session(visit.interview)
    return JsonResponse({"answer": _answer_json(answer), "session": session_json(session)})


@require_POST
@candidate_endpoint()
def go_on(request: HttpRequest, visit: Visit, answer_id: UUID) -> JsonResponse:
    """The wait for a follow-up is over, if its time is → where the interview is now."""
    follow_up_overdue(interview=visit.interview, answer_id=answer_id)
    visit.interview.refresh_from_db(fields=["status"])
    return JsonResponse({"session": session_json(candidate_session(visit.interview))})


@require_safe
@candidate_endpoint(past_expiry=True)
def media(request: HttpRequest, visit: Visit, answer_id: UUID) -> HttpResponseBase:
    """The candidate's own recording, to watch or (``?download``) to keep."""
    answer = answer_for_candidate(visit.interview, answer_id)
    wanted = answer.media if "download" in request.GET else (answer.playback or answer.media)
    if wanted is None or wanted.size == 0:
        raise NotFound
    response = range_response(request, object_reader(wanted.id), content_type=wanted.content_type)
    if "download" in request.GET:
        ending = "mp4" if wanted.content_type == "video/mp4" else "webm"
        name = f"answer-{answer.question.label}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
