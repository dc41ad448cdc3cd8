"""The interview itself, and the receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from interviews.api.candidate.session import session_json
from interviews.candidate_door import Visit, candidate_view
from interviews.models import InterviewStatus, Questionnaire
from interviews.selectors.candidate_session import candidate_session, held_answers
from interviews.services.questionnaire import questionnaire_open
from interviews.web.candidate.context import (
    address,
    is_live,
    minutes_left,
    page_context,
    place_of,
    steps,
)
from interviews.web.candidate.words import interview_words

UNDER_WAY = frozenset({InterviewStatus.CONSENTED, InterviewStatus.IN_PROGRESS})
DONE = frozenset({InterviewStatus.FINISHED, InterviewStatus.ANALYSED})
# What the browser is asked for: enough to see a face by, little enough for a phone's network.
VIDEO_BITS_PER_SECOND = 600_000
AUDIO_BITS_PER_SECOND = 64_000


@require_GET
@candidate_view()
def interview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One page from the device check to the last answer: the camera is asked for once."""
    if visit.interview.status not in UNDER_WAY or is_live(visit.interview):
        return HttpResponseRedirect(place_of(visit))
    session = candidate_session(visit.interview)
    context = page_context(
        visit,
        steps=steps(visit.interview),
        session=session,
        minutes=minutes_left(session, before_questions=False),
        words=interview_words(),
        settings={
            "token": visit.token,
            "csrf": get_token(request),
            "language": visit.interview.language,
            "page_language": (get_language() or "en")[:2],
            "session": session_json(session),
            "state_url": address(visit, "api_state"),
            "begin_url": address(visit, "api_begin"),
            "probe_url": address(visit, "api_probe"),
            "base_url": address(visit, "welcome"),
            "receipt_url": address(visit, "receipt"),
            "uploads_url": f"/uploads/{visit.token}/",
            "video_bits_per_second": VIDEO_BITS_PER_SECOND,
            "audio_bits_per_second": AUDIO_BITS_PER_SECOND,
        },
    )
    return TemplateResponse(request, "candidate/interview.html", context)


@require_GET
@candidate_view(past_expiry=True)
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was received, with fingerprints; made to be printed or kept."""
    if visit.interview.status not in DONE:
        return HttpResponseRedirect(place_of(visit))
    context = page_context(
        visit,
        steps=steps(visit.interview),
        answers=held_answers(visit.interview, fingerprints=True),
        pause_url="",
        questionnaire_url=_questionnaire_url(visit),
    )
    return TemplateResponse(request, "candidate/receipt.html", context)


def _questionnaire_url(visit: Visit) -> str:
    """While it may be filled in, and is not yet."""
    held = Questionnaire.objects.filter(interview=visit.interview).exists()
    may = questionnaire_open(visit.interview) and not held
    return address(visit, "questionnaire") if may else ""
