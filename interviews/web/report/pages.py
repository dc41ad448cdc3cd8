"""The report page, and the small part of it that follows a running analysis."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import interview_for_member
from interviews.models import DecisionOutcome
from interviews.selectors.profile_view import profile_of
from interviews.selectors.report import Report, report_of
from interviews.selectors.resume import resume_view
from interviews.selectors.rooms import room_of
from interviews.services.rating import report_opened
from interviews.web.portal.requests import PortalRequest
from interviews.web.report.answers import is_label

SCORES = (1, 2, 3, 4, 5)


@portal_view(Can.VIEW)
@require_GET
def detail(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    """The whole page; ``?q=2`` opens the second question, ``?q=2-1`` its follow-up.

    Every view is noted.
    """
    interview = interview_for_member(interview_id)
    report_opened(interview=interview, user=request.user)
    report = _report(request, interview)
    context = _context(report) | {
        "resume": resume_view(interview.candidate, interview),
        "profile": profile_of(report),
        "room": room_of(interview),
    }
    return render(request, "portal/report/detail.html", context)


@portal_view(Can.VIEW)
@require_GET
def progress(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    """How far the analysis is; asked again whenever the interview changes."""
    report = _report(request, interview_for_member(interview_id))
    return render(request, "portal/report/progress.html", {"report": report})


def _report(request: PortalRequest, interview: Any) -> Report:
    asked = request.GET.get("q", "")
    return report_of(
        interview,
        user_id=request.user.id,
        role=request.membership.role,
        question=asked if is_label(asked) else None,
    )


def _context(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "interview": report.interview,
        "viewer": report.viewer,
        "here": report.here,
        "nav_active": "interviews",
        "scores": SCORES,
        "outcomes": DecisionOutcome.choices,
        "words": json.dumps(_words(), ensure_ascii=False),
        "tabs": _tabs(report),
    }


def _tabs(report: Report) -> list[dict[str, Any]]:
    problems = len(report.here.problems) if report.here is not None else 0
    return [
        {"id": "tab-transcript", "label": _("Transcript"), "selected": True},
        {
            "id": "tab-questions",
            "label": _("Questions"),
            "selected": False,
            "count": len(report.answers),
        },
        {
            "id": "tab-notes",
            "label": _("Notes"),
            "selected": False,
            "count": problems or None,
        },
    ]


def _words() -> dict[str, str]:
    """What the page's modules say."""
    return {
        "unknown": _("not measured"),
        # xgettext:no-python-format
        "sure": _("{percent} % sure"),
        "seconds": _("{n} s"),
        "at": _("at {time}"),
        "timeline": _("Timeline: arrow keys move, plus and minus zoom, 0 shows everything"),
        "reset": _("Show everything"),
        "failed": _("The timeline could not be loaded. Reload the page; the recording is safe."),
        "saving": _("Saving…"),
        "saved": _("Draft saved at {time}"),
        "unsaved": _("Not saved. Check the connection; what you wrote is still here."),
        "look": _("To look at"),
        "word": _("“{word}”, {count} times"),
        "overlay_none": _("No points were kept for this answer."),
        "play": _("Play"),
        "pause": _("Pause"),
    }
