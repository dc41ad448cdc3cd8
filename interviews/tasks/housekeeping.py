"""Beat's tasks: due work, company by company. One company's trouble does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.db import DatabaseError

from hireapp.celery import app
from hireapp.core.errors import DomainError
from hireapp.core.scope import company_scope
from hireapp.tenancy.resolvers import company_ids
from interviews.services.analysis_sweep import (
    analysis_dispatch_due,
    analysis_enqueue_missing,
    spoken_questions_dispatch_due,
)
from interviews.services.follow_up import follow_ups_settle_overdue
from interviews.services.interview_expiry import interviews_expire
from interviews.services.invitation import invitations_dispatch_due
from interviews.services.listening import listenings_dispatch_due
from interviews.services.profile_sweep import profiles_dispatch_due, themes_dispatch_due
from interviews.services.question_learning import question_trainings_dispatch_due
from interviews.services.resume import resumes_dispatch_due
from interviews.services.room import rooms_end_forgotten
from interviews.services.room_letter import interviewer_mails_dispatch_due
from interviews.services.room_recording import rooms_close_due
from interviews.services.room_voice import voices_dispatch_due
from interviews.services.score_sweep import scores_dispatch_due

log = logging.getLogger(__name__)


#: What may be due; each says how many rows it acted upon.
DUE = (
    analysis_enqueue_missing,
    analysis_dispatch_due,
    invitations_dispatch_due,
    interviewer_mails_dispatch_due,
    spoken_questions_dispatch_due,
    listenings_dispatch_due,
    resumes_dispatch_due,
    follow_ups_settle_overdue,
    question_trainings_dispatch_due,
    scores_dispatch_due,
    profiles_dispatch_due,
    themes_dispatch_due,
    rooms_end_forgotten,
    rooms_close_due,
    voices_dispatch_due,
)


@app.task(name="interviews.housekeeping.dispatch_due_work", acks_late=False, expires=60)
def dispatch_due_work() -> int:
    """Sends again what the broker lost; safe to run as often as wanted."""
    return _for_every_company(DUE)


@app.task(name="interviews.housekeeping.expire_interviews", acks_late=False, expires=600)
def expire_interviews() -> int:
    return _for_every_company((interviews_expire,))


def _for_every_company(works: Iterable[Callable[[], int]]) -> int:
    """Each piece of work in a transaction of its own; the number of rows acted upon."""
    acted = 0
    works = tuple(works)
    for company_id in company_ids():
        for work in works:
            try:
                with company_scope(company_id):
                    acted += work()
            except (DatabaseError, DomainError):
                log.exception("%s failed for company %s", work.__name__, company_id)
    return acted
