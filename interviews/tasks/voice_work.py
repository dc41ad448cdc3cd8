"""The interviewer's voice, listened to after the interview: words and times, nothing else."""

from __future__ import annotations

import logging
import math
from functools import partial
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings

from analysis.pipeline import analyse_recording
from analysis.types import AnalysisError, Purpose, Word
from hireapp.vault.keys import KeyDestroyed
from hireapp.vault.objects import ObjectReader, object_reader
from interviews.services.room_voice import voice_claim_hearing, voice_words_store
from interviews.tasks.database import in_scope

log = logging.getLogger(__name__)

ONLY_WORDS = frozenset({Purpose.RECORDING, Purpose.TRANSCRIPT})


def voice_work(company_id: UUID, voice_id: UUID) -> None:
    """Does nothing when there is nothing to do."""
    claimed = in_scope(company_id, partial(_claim, voice_id))
    if claimed is None:
        return
    reader, language = claimed
    words: list[list[object]] = []
    try:
        found = analyse_recording(
            cast(BinaryIO, reader),
            language=language,
            purposes=ONLY_WORDS,
            only=frozenset({"transcript"}),
            threads=settings.ANALYSIS_THREADS,
        )
        words = [_row(word) for word in (found.transcript.words if found.transcript else ())]
    except AnalysisError as error:
        log.warning("voice %s cannot be heard: %s", voice_id, error.code)
    in_scope(company_id, partial(voice_words_store, voice_id=voice_id, words=words))


def _row(word: Word) -> list[object]:
    times = (word.start, word.end, word.confidence)
    return [word.word, *(None if math.isnan(value) else round(value, 3) for value in times)]


def _claim(voice_id: UUID) -> tuple[ObjectReader, str] | None:
    voice = voice_claim_hearing(voice_id=voice_id)
    if voice is None or voice.media is None:
        return None
    try:
        return object_reader(voice.media.id), voice.room.position.language
    except KeyDestroyed:
        return None
