"""What every candidate page shows around its content, and where a candidate belongs now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.candidate_door import Visit
from interviews.models import InterviewStatus
from interviews.selectors.candidate_session import SETUP_MINUTES, CandidateSession

S = InterviewStatus
# Where a status leads; what is not here has ended.
PAGE_OF = {
    S.INVITED: "welcome",
    S.OPENED: "welcome",
    S.CONSENTED: "interview",
    S.IN_PROGRESS: "interview",
    S.HUMAN_PATH: "person",
    S.FINISHED: "receipt",
    S.ANALYSED: "receipt",
    S.WITHDRAWN: "data",
    S.EXPIRED: "data",
    S.CANCELLED: "data",
}


def address(visit: Visit, page: str, **kwargs: Any) -> str:
    """The address of another page of this link."""
    return reverse(f"candidate:{page}", kwargs={"token": visit.token, **kwargs})


def place_of(visit: Visit) -> str:
    """Where this candidate should be now."""
    return address(visit, PAGE_OF[InterviewStatus(visit.interview.status)])


def steps() -> list[str]:
    return [
        _("Welcome"),
        _("Your choices"),
        _("Camera and sound"),
        _("Practice"),
        _("Questions"),
        _("Receipt"),
    ]


def minutes_left(session: CandidateSession, *, before_questions: bool) -> int:
    return session.minutes_left + (SETUP_MINUTES if before_questions else 0)


def page_context(visit: Visit, **more: Any) -> dict[str, Any]:
    """``company``, ``interview``, ``token`` and the four words that are always at the top."""
    return {
        "company": visit.company,
        "interview": visit.interview,
        "position": visit.interview.position,
        "token": visit.token,
        "pause_url": address(visit, "pause"),
        "help_url": address(visit, "help"),
        "person_url": address(visit, "person"),
        "data_url": address(visit, "data"),
        **more,
    }
