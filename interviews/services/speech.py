"""The server's voice saying an interview's questions, kept with the interview's own key."""

from __future__ import annotations

from uuid import UUID

from hireapp.vault.keys import KeyDestroyed
from hireapp.vault.models import ObjectKind
from hireapp.vault.objects import object_store
from interviews.models import Interview, InterviewQuestion, InterviewStatus, Language

OVER = frozenset(
    {
        InterviewStatus.FINISHED,
        InterviewStatus.ANALYSED,
        InterviewStatus.WITHDRAWN,
        InterviewStatus.CANCELLED,
    }
)


def speech_wanted(interview_id: UUID) -> list[tuple[UUID, str]]:
    """Questions that have no voice yet, in their order; none once nobody will hear them."""
    interview = Interview.objects.filter(id=interview_id, language=Language.ENGLISH).first()
    if interview is None or interview.status in OVER:
        return []
    questions = InterviewQuestion.objects.filter(interview=interview, spoken__isnull=True)
    return list(questions.order_by("order").values_list("id", "text"))


def speech_store(*, question_id: UUID, sound: bytes, content_type: str) -> bool:
    """Keeps the voice of one question; of two workers that made it the first one's counts."""
    question = (
        InterviewQuestion.objects.select_for_update()
        .filter(id=question_id, spoken__isnull=True)
        .first()
    )
    if question is None:
        return False
    try:
        question.spoken = object_store(
            subject_id=question.interview_id,
            kind=ObjectKind.SPEECH,
            content_type=content_type,
            data=sound,
        )
    except KeyDestroyed:  # everything was deleted in the meantime
        return False
    question.save(update_fields=["spoken"])
    return True
