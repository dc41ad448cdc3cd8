"""The short, optional questionnaire: filled in, changed or taken back by the candidate alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose
from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from interviews.access import interview_locked
from interviews.models import Interview, InterviewStatus, Questionnaire
from interviews.selectors.consent import allowed_now
from interviews.services.profile import profile_due
from ncs.workstyle import HIGHEST, LOWEST, workstyle

S = InterviewStatus
OPEN = frozenset({S.CONSENTED, S.IN_PROGRESS, S.FINISHED, S.ANALYSED})


class QuestionnaireClosed(Conflict):
    id = "questionnaire_closed"
    sentence = _("The questionnaire needs your consent to “What you said, compared with the job”.")


def questionnaire_open(interview: Interview) -> bool:
    """Whether the candidate may fill it in now."""
    return interview.status in OPEN and Purpose.ANSWER_MATCHING in allowed_now(interview)


def questionnaire_submit(*, interview: Interview, answers: Mapping[str, int]) -> Questionnaire:
    """Keeps the answers, side id → 1..5. Lines may be left out; a second time replaces the first.

    Handing it in is the consent to it; what it says stands above the button.
    """
    locked = interview_locked(interview.id)
    if not questionnaire_open(locked):
        raise QuestionnaireClosed
    known = {side.id for side in workstyle().items}
    if not answers:
        raise Invalid(_("Nothing is marked yet. You can also skip the questionnaire."))
    if not set(answers) <= known or not all(LOWEST <= v <= HIGHEST for v in answers.values()):
        raise Invalid(_("Please choose one of the five marks."))
    kept: Questionnaire
    kept, _made = Questionnaire.objects.update_or_create(
        interview=interview,
        defaults={
            "version": workstyle().version,
            "answers": dict(answers),
            "submitted_at": timezone.now(),
        },
    )
    _note(interview, "questionnaire.submitted", len(answers))
    profile_due(interview=locked)
    return kept


def questionnaire_delete(*, interview: Interview) -> None:
    """Takes it back, and what was made with it; harmless when there is none."""
    locked = interview_locked(interview.id)
    removed, _rows = Questionnaire.objects.filter(interview=interview).delete()
    if removed:
        _note(interview, "questionnaire.deleted", 0)
        profile_due(interview=locked)


def _note(interview: Interview, action: str, lines: int) -> None:
    actor = Actor.candidate(interview.candidate)
    audit_record(action=action, actor=actor, target=interview, detail={"lines": lines})
