"""Interviews whose links have all run out."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hireapp.audit.services import SYSTEM
from interviews.access import interviews_locked
from interviews.models import CandidateLink, Interview, InterviewStatus
from interviews.services.interview_status import WrongStatus, interview_move

#: ``access.interview_for_candidate``: what is under way may be finished a day later.
GRACE = timedelta(days=1)


def interviews_expire() -> int:
    """Moves interviews without a link that still works to expired; answers given stay."""
    now = timezone.now()
    links = CandidateLink.objects.filter(interview=OuterRef("pk"))
    working = links.filter(
        Q(expires_at__gte=now)
        | Q(interview__started_at__isnull=False, expires_at__gte=now - GRACE),
        revoked_at__isnull=True,
    )
    # A revoked link alone expires nothing: the company may send a new one at any time.
    ran_out = links.filter(revoked_at__isnull=True, expires_at__lt=now)
    due = Interview.objects.filter(
        ~Exists(working),
        Exists(ran_out),
        status__in=(
            InterviewStatus.INVITED,
            InterviewStatus.OPENED,
            InterviewStatus.CONSENTED,
            InterviewStatus.IN_PROGRESS,
        ),
    )
    expired = 0
    interviews_locked(due.values_list("id", flat=True))
    for interview in due:
        try:
            interview_move(interview=interview, to=InterviewStatus.EXPIRED, actor=SYSTEM)
        except WrongStatus:
            continue  # the candidate moved it at this very moment
        expired += 1
    return expired
