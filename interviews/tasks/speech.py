"""Questions read aloud by the server's voice (English; Korean is read by the browser)."""

from __future__ import annotations

import logging
from functools import cache, partial
from uuid import UUID

from analysis.voice.synthesis import LANGUAGES, MEDIA_TYPE, Synthesiser, SynthesisError, encode_mp3
from hireapp.celery import app
from interviews.dispatch import SPEAK_QUESTIONS
from interviews.services.speech import speech_store, speech_wanted
from interviews.tasks.database import in_scope

log = logging.getLogger(__name__)
# Loaded once per process, at the first question.
voice = cache(Synthesiser)


def say(text: str, language: str) -> bytes | None:
    """The server's voice as a file (``MEDIA_TYPE``); None: left to the browser's voice."""
    if language not in LANGUAGES:
        return None
    try:
        return encode_mp3(voice()(text), voice().rate)
    except SynthesisError as error:
        log.info("left to the browser's voice: %s", error)
        return None


@app.task(name=SPEAK_QUESTIONS)
def speak_questions(company_id: str, interview_id: str) -> int:
    """Gives every question of an interview a voice; the number that got one. May be repeated."""
    company, spoken = UUID(company_id), 0
    for question_id, text in in_scope(company, partial(speech_wanted, UUID(interview_id))):
        sound = say(text, "en")
        if sound is None:
            continue
        keep = partial(speech_store, question_id=question_id, sound=sound, content_type=MEDIA_TYPE)
        spoken += in_scope(company, keep)
    return spoken
