"""The candidate's page of a live interview: device check, lobby, room and end in one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from hireapp.policy.purposes import PURPOSES
from interviews.access import seat_for_interview
from interviews.candidate_door import Visit, candidate_view
from interviews.live.purposes import LIVE
from interviews.models import Seat
from interviews.selectors.consent import notice_for
from interviews.selectors.room import seat_state
from interviews.selectors.seats import met_by
from interviews.web.candidate.context import address, is_live, page_context, place_of, steps
from interviews.web.candidate.interview import (
    AUDIO_BITS_PER_SECOND,
    UNDER_WAY,
    VIDEO_BITS_PER_SECOND,
)
from interviews.web.candidate.room_words import room_words


@require_GET
@candidate_view()
def room(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What happens here is said by the socket; the page itself knows what was agreed to."""
    if not is_live(visit.interview) or visit.interview.status not in UNDER_WAY:
        return HttpResponseRedirect(place_of(visit))
    seat = seat_for_interview(visit.interview)
    shown = notice_for(visit.interview, language=(get_language() or "en")[:2])
    context = page_context(
        visit,
        steps=steps(visit.interview),
        room=seat.room,
        interviewer=str(seat.room.interviewer.name or visit.company.name),
        others=met_by(seat),
        intro=shown.intro,
        words=room_words(),
        settings=_settings(request, visit, seat),
    )
    return TemplateResponse(request, "candidate/room.html", context)


def _settings(request: HttpRequest, visit: Visit, seat: Seat) -> dict[str, Any]:
    return {
        "csrf": get_token(request),
        "interview": str(visit.interview.id),
        "socket": f"/ws/i/{visit.token}/room/",
        "company": visit.company.name,
        "room_status": seat.room.status,
        "plan": seat.room.calendar_sequence,
        "starts_at": seat.room.starts_at.isoformat(),
        "minutes": seat.room.minutes,
        "seat": seat_state(seat),
        "purposes": {str(p): str(PURPOSES[p].title) for p in PURPOSES if p in LIVE},
        "state_url": address(visit, "api_state"),
        "begin_url": address(visit, "api_begin"),
        "continue_url": address(visit, "api_room_continue"),
        "probe_url": address(visit, "api_probe"),
        "base_url": address(visit, "welcome"),
        "receipt_url": address(visit, "receipt"),
        "data_url": address(visit, "data"),
        "uploads_url": f"/uploads/{visit.token}/",
        "video_bits_per_second": VIDEO_BITS_PER_SECOND,
        "audio_bits_per_second": AUDIO_BITS_PER_SECOND,
    }
