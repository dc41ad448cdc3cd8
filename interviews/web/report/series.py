"""What was measured over time, as JSON for the page's timeline and overlay."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from analysis.types import Purpose
from hireapp.core.errors import Forbidden, Invalid, NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from hireapp.vault.objects import object_reader
from interviews.models import AnalysisResult, Answer
from interviews.selectors.competency_lane import competency_lane
from interviews.selectors.consent import decisions_for
from interviews.selectors.report import viewer_of, visible_purposes
from interviews.selectors.signals_file import Signals, quantised, signals_decode, signals_for
from interviews.selectors.timeline import timeline
from interviews.web.portal.requests import PortalRequest
from interviews.web.report.answers import json_problems, submitted_answer


class PurposeForbidden(Forbidden):
    id = "purpose_forbidden"
    sentence = _("The policy does not allow this measurement for this interview.")


class RateFirst(Forbidden):
    id = "rate_first"
    sentence = _("This position is reviewed blind: submit your scorecard, then the numbers show.")


@portal_view(Can.VIEW)
@require_GET
@json_problems
def signals(request: PortalRequest, interview_id: UUID, answer_id: UUID) -> HttpResponseBase:
    """The timeline. ``?purpose=`` narrows it to one; a forbidden one answers with its rule."""
    answer = submitted_answer(interview_id, answer_id)
    asked = _asked_purpose(request, answer)
    result = _result(request, answer)
    purposes = visible_purposes(answer.interview, result)
    body: Any = timeline(
        signals=_decoded(result),
        segments=result.segments,
        problems=result.problems,
        duration=result.clip["duration_s"],
        purposes=purposes & asked if asked is not None else purposes,
    )
    if asked is None and (lane := competency_lane(answer.id, purposes)) is not None:
        body["lanes"].insert(1, lane)
    return _private(JsonResponse(body))


@portal_view(Can.VIEW)
@require_GET
@json_problems
def landmarks(request: PortalRequest, interview_id: UUID, answer_id: UUID) -> HttpResponseBase:
    """The overlay: little-endian uint16 in base64, (N, points, 2) and (N, 2, 2); 65535 is none."""
    answer = submitted_answer(interview_id, answer_id)
    result = _result(request, answer)
    visible = signals_for(_decoded(result), visible_purposes(answer.interview, result))
    marks = visible.landmarks
    if marks is None or "face" not in visible.tables:
        raise NotFound
    body = {
        "t": [round(float(t), 2) for t in visible.tables["face"].t],
        "indices": list(marks.indices),
        "points": _packed(marks.points),
        "gaze_origin": _packed(marks.gaze_origin),
        "gaze_tip": _packed(marks.gaze_tip),
    }
    return _private(JsonResponse(body))


def _asked_purpose(request: PortalRequest, answer: Answer) -> frozenset[Purpose] | None:
    asked = request.GET.get("purpose")
    if asked is None:
        return None
    try:
        purpose = Purpose(asked)
    except ValueError:
        raise Invalid(_("There is no such purpose.")) from None
    decision = decisions_for(answer.interview)[purpose]
    if not decision.may_be_asked:
        raise PurposeForbidden(rule=decision.rule_id, law=decision.law, purpose=str(purpose))
    return frozenset({purpose})


def _result(request: PortalRequest, answer: Answer) -> AnalysisResult:
    viewer = viewer_of(answer.interview, user_id=request.user.id, role=request.membership.role)
    if not viewer.sees_machine:
        raise RateFirst
    result = AnalysisResult.objects.filter(answer=answer).first()
    if result is None:
        raise NotFound
    return result


def _decoded(result: AnalysisResult) -> Signals:
    return signals_decode(object_reader(result.signals_id).read())


def _packed(shares: Any) -> str:
    return base64.b64encode(quantised(shares).astype("<u2").tobytes()).decode()


def _private(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "private, no-store"
    return response
