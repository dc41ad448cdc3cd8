"""How people who hire think of interviews: stages, as filters over ``interviews_seen_by``."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interviews.models import InterviewStatus

S = InterviewStatus
FINISHED = Q(status__in=[S.FINISHED, S.ANALYSED])
ENDED = Q(status__in=[S.WITHDRAWN, S.EXPIRED, S.CANCELLED])
GIVEN_UP = Q(status__in=[S.WITHDRAWN, S.CANCELLED])
UNDECIDED = Q(outcome__isnull=True)


class Stage(StrEnum):
    """How people who hire think of an interview; ``status`` is how the machine does."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    REVIEW = "review"
    DECIDE = "decide"
    DECIDED = "decided"
    ATTENTION = "attention"
    ENDED = "ended"


STAGE_WORDS: dict[Stage, str | Promise] = {
    Stage.WAITING: _("Not started"),
    Stage.UNDER_WAY: _("Under way"),
    Stage.REVIEW: _("For me to review"),
    Stage.DECIDE: _("To decide"),
    Stage.DECIDED: _("Decided"),
    Stage.ATTENTION: _("Needs attention"),
    Stage.ENDED: _("Ended early"),
}
ASKED_FOR_PERSON = Q(status=S.HUMAN_PATH) | Q(human_requested_at__isnull=False)
STAGES: dict[Stage, Q] = {
    Stage.WAITING: Q(status__in=[S.INVITED, S.OPENED, S.CONSENTED]),
    Stage.UNDER_WAY: Q(status=S.IN_PROGRESS),
    Stage.REVIEW: FINISHED & UNDECIDED & Q(my_card=False),
    Stage.DECIDE: FINISHED & UNDECIDED & Q(cards__gt=0),
    Stage.DECIDED: Q(outcome__isnull=False),
    Stage.ATTENTION: UNDECIDED
    & (~ENDED & Q(failed__gt=0) | ~GIVEN_UP & ASKED_FOR_PERSON),  # also after the link expired
    Stage.ENDED: ENDED,
}
