"""One answer from claim to decision. No transaction is open while anything is heard or chosen."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings

from analysis.networks import recogniser, shared_store, voice_activity
from analysis.questions.interviewer import shared_interviewer
from analysis.types import AnalysisError, Stopped
from analysis.voice.draft import DraftListener, Heard
from hireapp.vault.keys import KeyDestroyed
from hireapp.vault.objects import ObjectReader, object_reader
from interviews.models import AnswerStatus, Listening
from interviews.services.follow_up import Ranking, follow_up_settle
from interviews.services.listening import (
    listening_again,
    listening_alive,
    listening_claim,
    listening_release,
    listening_store,
)
from interviews.services.rewording import reworded, rewording_offered
from interviews.tasks.database import in_scope
from interviews.tasks.ranking_work import rank, situation_of
from interviews.tasks.speech import say, voice

log = logging.getLogger(__name__)
#: Seconds between signs of life while a piece is recognised.
SIGN_EVERY_S = 2.0
#: Somebody waits: longer than this better words are not worth.
REWORDING_S = 1.5


@cache
def ear() -> DraftListener:
    """Loaded once per process, at its first piece; the candidate is still speaking then."""
    store, threads = shared_store(), settings.LISTENER_THREADS
    return DraftListener(voice_activity(store, threads), recogniser(store, threads, "cpu"))


@dataclass(frozen=True, slots=True)
class Claimed:
    """An answer that is ours to listen to, and its recording as far as it has come."""

    listening: Listening
    reader: ObjectReader | None

    @property
    def submitted(self) -> bool:
        return bool(self.listening.answer.status == AnswerStatus.SUBMITTED)


def listen_work(company_id: UUID, answer_id: UUID) -> None:
    """Claims an answer and sees it through, as often as more comes. May be called twice."""
    claimed = in_scope(company_id, partial(_claim, answer_id))
    while claimed is not None:
        try:
            if not _hear(company_id, claimed):
                return
            if not claimed.submitted:
                get_ready()
            elif claimed.listening.settled_at is None:
                _decide(company_id, claimed.listening)
        except Stopped:
            log.info("answer %s is listened to by another worker, or gone", answer_id)
            return
        if in_scope(company_id, partial(listening_release, listening=claimed.listening)):
            return
        claimed = in_scope(company_id, partial(_again, claimed.listening))


def get_ready() -> None:
    """Loads the models while the candidate still speaks, not when somebody waits."""
    try:
        ear()
        shared_interviewer().prepare()
        voice()
    except Exception:  # said again, and settled, once there is something to decide
        log.exception("the interviewer cannot be loaded")


def _claim(answer_id: UUID) -> Claimed | None:
    listening = listening_claim(answer_id=answer_id)
    return None if listening is None else _with_reader(listening)


def _again(listening: Listening) -> Claimed | None:
    again = listening_again(listening=listening)
    return None if again is None else _with_reader(again)


def _with_reader(listening: Listening) -> Claimed:
    media = listening.answer.media
    if media is None:
        return Claimed(listening, None)
    try:
        return Claimed(listening, object_reader(media.id))
    except KeyDestroyed:
        return Claimed(listening, None)


def _hear(company_id: UUID, claimed: Claimed) -> bool:
    """Listens to what is new and keeps it. False: the answer is not ours to listen to any more."""
    listening = claimed.listening
    since = listening.heard_s
    heard = Heard((), since)
    if claimed.reader is not None and claimed.reader.size:
        try:
            heard = ear()(
                cast(BinaryIO, claimed.reader),
                language=listening.answer.interview.language,
                since_s=since,
                final=claimed.submitted,
                between=_SignsOfLife(company_id, listening),
            )
        except AnalysisError as error:  # the beginning has not come yet, or it is no recording
            log.info("answer %s cannot be heard: %s", listening.answer_id, error.code)
    keep = partial(listening_store, listening=listening, words=heard.words, until_s=heard.until_s)
    return in_scope(company_id, keep)


class _SignsOfLife:
    """Called between two pieces of work: keeps the lease, and stops when the claim is lost."""

    def __init__(self, company_id: UUID, listening: Listening) -> None:
        self._alive = partial(in_scope, company_id, partial(listening_alive, listening=listening))
        self._last = time.monotonic()

    def __call__(self, share: float) -> None:
        if time.monotonic() - self._last < SIGN_EVERY_S:
            return
        if not self._alive():
            raise Stopped
        self._last = time.monotonic()


def _decide(company_id: UUID, listening: Listening) -> None:
    """Chooses, gives the question its voice, and settles. Whatever fails, nobody waits for ever."""
    ranking: Ranking | None = None
    sound: bytes | None = None
    try:
        ranking = rank(in_scope(company_id, partial(situation_of, listening.answer)))
        ranking = _worded(ranking, listening.answer.interview.language)
        if ranking.ranked:
            sound = say(ranking.ranked[0]["text"], listening.answer.interview.language)
    except Exception:  # the interview goes on without a follow-up
        log.exception("no follow-up to answer %s", listening.answer_id)
    settle = partial(follow_up_settle, listening=listening, ranking=ranking, sound=sound)
    in_scope(company_id, settle)


def _worded(ranking: Ranking, language: str) -> Ranking:
    """The best question in better words, where an operator has set an address for that. It is the
    same question: only its text is sent, and only its text may come back.
    """
    if not ranking.ranked or not rewording_offered():
        return ranking
    best, *others = ranking.ranked
    kept = [best["term"]] if best.get("term") else []
    text = reworded(best["text"], language=language, must_keep=kept, seconds=REWORDING_S)
    return replace(ranking, ranked=[{**best, "text": text, "written": best["text"]}, *others])
