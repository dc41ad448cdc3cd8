"""Tasks about rooms as a whole."""

from __future__ import annotations

from uuid import UUID

from hireapp.celery import app
from interviews.dispatch import HEAR_VOICE
from interviews.tasks.voice_work import voice_work


@app.task(name=HEAR_VOICE, acks_late=False, expires=3600)
def hear_voice(company_id: str, voice_id: str) -> None:
    """The words of a piece of the interviewer's voice; asked for again when it was lost."""
    voice_work(UUID(company_id), UUID(voice_id))
