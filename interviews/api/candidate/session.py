"""What the interview page asks of the server beside answers: where it is, voices, the network."""

from __future__ import annotations

import math
import os
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from hireapp.core.errors import NotFound
from hireapp.vault.objects import object_reader
from hireapp.vault.ranges import range_response
from interviews.candidate_door import Visit, candidate_endpoint
from interviews.models import InterviewQuestion
from interviews.selectors.candidate_session import (
    CandidateSession,
    QuestionState,
    candidate_session,
)

# The network check: enough to outlast the start of a connection, small enough for a data plan.
PROBE_BYTES = 192 * 1024


def question_json(question: QuestionState) -> dict[str, Any]:
    take = question.take
    return {
        "id": str(question.id),
        "number": question.number,
        "follow_up": question.follow_up,
        "quotes": question.quotes,
        "text": question.text,
        "thinking_seconds": question.thinking_seconds,
        "answer_seconds": question.answer_seconds,
        "spoken": question.spoken,
        "answered": question.answered,
        "retakes_left": question.retakes_left,
        "interruptions_left": question.interruptions_left,
        "take": take
        and {
            "id": str(take.id),
            "status": take.status,
            "offset": take.offset,
            "complete": take.complete,
        },
    }


def session_json(session: CandidateSession) -> dict[str, Any]:
    return {
        "interview": str(session.interview_id),
        "status": session.status,
        "minutes_left": session.minutes_left,
        "thinking": session.thinking
        and {
            "answer": str(session.thinking.answer_id),
            # Rounded up: 0 means that the time is over, and the page goes on by itself.
            "seconds_left": math.ceil(session.thinking.seconds_left * 100) / 100,
        },
        "questions": [question_json(question) for question in session.questions],
    }


@require_GET
@candidate_endpoint()
def state(request: HttpRequest, visit: Visit) -> JsonResponse:
    """Where this interview is, as the server knows it."""
    return JsonResponse(session_json(candidate_session(visit.interview)))


@require_http_methods(["GET", "POST"])
@candidate_endpoint()
def probe(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Bytes down (random, so that nothing on the way compresses them) or up (thrown away)."""
    if request.method == "POST":
        return JsonResponse({"bytes": len(request.body)})
    return HttpResponse(os.urandom(PROBE_BYTES), content_type="application/octet-stream")


@require_safe
@candidate_endpoint()
def speech(request: HttpRequest, visit: Visit, question_id: UUID) -> HttpResponseBase:
    """The server's voice saying a question of this interview."""
    question = InterviewQuestion.objects.filter(
        interview=visit.interview, id=question_id, spoken__completed_at__isnull=False
    ).select_related("spoken")
    found = question.first()
    if found is None or found.spoken is None:
        raise NotFound
    reader = object_reader(found.spoken.id)
    return range_response(request, reader, content_type=found.spoken.content_type)
