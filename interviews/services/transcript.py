"""A person's correction of a transcript stands beside the machine's, never over it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Invalid, NotFound
from interviews.models import Answer, Transcript
from interviews.services.competency_score import answer_score_due
from interviews.services.profile import profile_due
from interviews.services.themes import themes_due

MOST_LETTERS = 50_000


def transcript_edit(*, answer: Answer, text: str, author: Any) -> Transcript:
    """Keeps a correction with author and time. An empty text takes the correction back."""
    text = text.strip().replace("\r\n", "\n")
    if len(text) > MOST_LETTERS:
        raise Invalid(_("This text is too long."))
    transcript: Transcript | None = (
        Transcript.objects.select_for_update().filter(answer=answer).first()
    )
    if transcript is None:
        raise NotFound
    if text == transcript.text.strip():
        text = ""
    transcript.edited_text = text
    transcript.edited_by = author if text else None
    transcript.edited_at = timezone.now() if text else None
    transcript.save(update_fields=["edited_text", "edited_by", "edited_at"])
    answer_score_due(answer=answer)
    profile_due(interview=answer.interview)
    themes_due(interview=answer.interview)
    audit_record(
        action="transcript.edited",
        actor=Actor.user(author),
        target=answer,
        detail={"letters": len(text)},
    )
    return transcript
