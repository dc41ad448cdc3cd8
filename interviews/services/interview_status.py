"""The status machine of an interview: the only place where its status changes."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict
from interviews.events import announce_interview
from interviews.models import Interview, InterviewStatus

S = InterviewStatus

MOVES: dict[str, frozenset[str]] = {
    S.INVITED: frozenset({S.OPENED, S.WITHDRAWN, S.EXPIRED, S.CANCELLED, S.HUMAN_PATH}),
    S.OPENED: frozenset({S.CONSENTED, S.WITHDRAWN, S.EXPIRED, S.CANCELLED, S.HUMAN_PATH}),
    S.CONSENTED: frozenset({S.IN_PROGRESS, S.WITHDRAWN, S.EXPIRED, S.CANCELLED, S.HUMAN_PATH}),
    S.IN_PROGRESS: frozenset({S.FINISHED, S.WITHDRAWN, S.EXPIRED, S.CANCELLED, S.HUMAN_PATH}),
    # Consent to the recording was taken back: there is nothing left to review, a person takes over.
    S.FINISHED: frozenset({S.ANALYSED, S.WITHDRAWN, S.HUMAN_PATH}),
    S.ANALYSED: frozenset(
        {S.FINISHED, S.WITHDRAWN, S.HUMAN_PATH}
    ),  # analysed again: back to finished
    S.HUMAN_PATH: frozenset({S.CONSENTED, S.WITHDRAWN, S.CANCELLED}),
    S.WITHDRAWN: frozenset(),
    S.EXPIRED: frozenset({S.INVITED}),  # invited again with a new link
    S.CANCELLED: frozenset(),
}

STAMPS = {
    S.OPENED: "opened_at",
    S.IN_PROGRESS: "started_at",
    S.FINISHED: "finished_at",
    S.ANALYSED: "analysed_at",
}


class WrongStatus(Conflict):
    id = "wrong_status"
    sentence = _("The interview is at another stage by now. Reload the page to see where it is.")


def interview_move(*, interview: Interview, to: InterviewStatus, actor: Actor) -> Interview:
    """Moves an interview, by a conditional update: of two that move at once one is told so."""
    before = interview.status
    if to not in MOVES[before]:
        raise WrongStatus
    changes: dict[str, object] = {"status": to}
    stamp = STAMPS.get(to)
    if stamp and getattr(interview, stamp) is None:
        changes[stamp] = timezone.now()
    moved = Interview.objects.filter(id=interview.id, status=before).update(**changes)
    if not moved:
        raise WrongStatus
    for name, value in changes.items():
        setattr(interview, name, value)
    audit_record(action=f"interview.{to}", actor=actor, target=interview, detail={"from": before})
    announce_interview(interview)
    return interview
