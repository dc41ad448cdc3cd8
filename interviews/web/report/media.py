"""The recording and its captions."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET, require_safe

from hireapp.core.errors import NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from hireapp.vault.models import MediaObject
from hireapp.vault.objects import object_reader
from hireapp.vault.ranges import range_response
from interviews.models import Transcript
from interviews.selectors.spoken import spoken_lines
from interviews.web.portal.requests import PortalRequest
from interviews.web.report.answers import submitted_answer


@portal_view(Can.VIEW)
@require_safe
def video(request: PortalRequest, interview_id: UUID, answer_id: UUID) -> HttpResponseBase:
    """The copy that can be sought; the recording as it arrived until there is one."""
    answer = submitted_answer(interview_id, answer_id)
    media_id = answer.playback_id or answer.media_id
    assert media_id is not None  # a submitted answer has its recording: a constraint says so
    media = MediaObject.objects.get(id=media_id)
    return range_response(request, object_reader(media.id), content_type=media.content_type)


@portal_view(Can.VIEW)
@require_GET
def captions(request: PortalRequest, interview_id: UUID, answer_id: UUID) -> HttpResponse:
    """The transcript as WebVTT."""
    answer = submitted_answer(interview_id, answer_id)
    transcript = Transcript.objects.filter(answer=answer).first()
    if transcript is None:
        raise NotFound
    cues = ["WEBVTT", ""]
    for line in spoken_lines(transcript.words):
        cues += [f"{_stamp(line.start)} --> {_stamp(line.words[-1].end)}", _safe(line.text), ""]
    response = HttpResponse("\n".join(cues), content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    minutes, left = divmod(whole, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{left:02d}.{rest:03d}"


def _safe(text: str) -> str:
    """WebVTT reads & and < as markup (W3C WebVTT, 4.2)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
