"""What every candidate page shows around its content, and where a candidate belongs now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.candidate_door import Visit
from interviews.models import Interview, InterviewKind, InterviewStatus
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

# A live interview is with a person already, and those who wait for it wait in its lobby.
LIVE_PAGE_OF = PAGE_OF | {S.CONSENTED: "room", S.IN_PROGRESS: "room"}


def address(visit: Visit, page: str, **kwargs: Any) -> str:
    """The address of another page of this link."""
    return reverse(f"candidate:{page}", kwargs={"token": visit.token, **kwargs})


def place_of(visit: Visit) -> str:
    """Where this candidate should be now."""
    return address(visit, page_of(visit.interview))


def page_of(interview: Interview) -> str:
    pages = LIVE_PAGE_OF if is_live(interview) else PAGE_OF
    return pages[InterviewStatus(interview.status)]


def is_live(interview: Interview) -> bool:
    return bool(interview.kind == InterviewKind.LIVE)


def is_talked_through(interview: Interview) -> bool:
    """A live interview that was held begins for nobody again, whatever they choose afterwards."""
    return is_live(interview) and interview.finished_at is not None


def steps(interview: Interview) -> list[str]:
    if is_live(interview):
        return [
            _("Welcome"),
            _("Your choices"),
            _("Camera and sound"),
            _("Interview"),
            _("Receipt"),
        ]
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
    live = is_live(visit.interview)
    # With a person already; afterwards a review by another may be asked for.
    person = not live or visit.interview.finished_at is not None
    return {
        "live": live,
        "company": visit.company,
        "interview": visit.interview,
        "position": visit.interview.position,
        "token": visit.token,
        "pause_url": "" if live else address(visit, "pause"),
        "help_url": address(visit, "help"),
        "person_url": address(visit, "person") if person else "",
        "data_url": address(visit, "data"),
        **more,
    }
