"""What the candidate's page of a live interview asks beside its socket."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from interviews.candidate_door import Visit, candidate_endpoint
from interviews.services.room_recording import recording_continue


@require_POST
@candidate_endpoint()
def go_on(request: HttpRequest, visit: Visit) -> JsonResponse:
    """→ ``{"question": id}``: what to record now, after a crash or a long answer."""
    question = recording_continue(interview=visit.interview)
    return JsonResponse({"question": str(question.id)})
