"""Listening to one seat of a live room: how the voice sounds, then the words, piece by piece.

A message says that there is new sound; what is heard is everything that nobody has heard yet. So a
message that is late, or twice, loses nothing.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any
from uuid import UUID

import numpy as np
import redis
from django.conf import settings

from analysis.language.frequent import frequent_words
from analysis.live.hearing import Block, Heard, LiveHearing, Voice, rate_wpm
from analysis.live.purposes import SOUND
from analysis.networks import pitch_tracker, recogniser, shared_store, voice_activity
from analysis.questions.interviewer import shared_interviewer
from analysis.types import Purpose, Transcript, Word
from interviews.dispatch import RANK, send_on_commit
from interviews.live.connection import valkey
from interviews.live.counts import count_lost
from interviews.live.keys import RoomKeys
from interviews.live.listening import LockLost, SeatLock, state_read, state_write
from interviews.live.samples import SOUND_BLOCKS, Sound, samples_forget, sound_since
from interviews.live.stream import tell
from interviews.selectors.dialogue import NEEDED
from interviews.selectors.live import AnalysedSeat, analysed_seat, heard_rows
from interviews.services.live_hearing import HeardAnswer, live_words_store
from interviews.tasks.database import in_scope

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RankWhen:
    """Questions are ranked again after a pause of ``pause_s`` that follows ``least_words`` new
    words, and every ``longest_s`` seconds of speech of somebody who does not pause.
    """

    pause_s: float = 0.8
    least_words: int = 6
    longest_s: float = 12.0


RANK_WHEN = RankWhen()
#: A rate older than this says nothing about now.
RATE_SECONDS = 10.0
#: Times of Valkey's stream and of blocks differ by less than this.
SLACK_S = 1.0


@cache
def ear() -> LiveHearing:
    """Loaded once per process; the recogniser is that of ``questions.listen``."""
    store, threads = shared_store(), settings.LISTENER_THREADS
    return LiveHearing(
        voice_activity(store, threads),
        recogniser(store, threads, "cpu"),
        pitch_tracker(store, threads),
    )


def get_ready_to_hear() -> None:
    """Loads the models before anybody speaks: to hear, and to choose questions."""
    ear().prepare()
    shared_interviewer().prepare()


def hear_work(company_id: UUID, room_id: UUID, seat_id: UUID) -> None:
    """Hears what is new of a seat. Somebody else is at it already: leaves it to them."""
    keys, client = RoomKeys(company_id, room_id), valkey()
    client.delete(keys.hear_pending(seat_id))  # what comes from now on is worth a message
    with SeatLock(client, keys, seat_id) as lock:
        if not lock:
            return
        seat = in_scope(company_id, partial(analysed_seat, room_id, seat_id))
        if seat is None or not seat.purposes & SOUND:
            samples_forget(client, keys, seat_id)
            return
        try:
            _Listener(client, keys, seat, lock).listen()
        except LockLost:
            log.info("seat %s is listened to by another worker", seat_id)


class _Listener:
    """One pass over what is new, with the seat's lock held."""

    def __init__(
        self, client: redis.Redis, keys: RoomKeys, seat: AnalysedSeat, lock: SeatLock
    ) -> None:
        self._client, self._keys, self._seat, self._lock = client, keys, seat, lock
        self._state = state_read(client, keys, seat.seat_id)

    def listen(self) -> None:
        sounds = sound_since(self._client, self._keys, self._seat.seat_id, self._state.id)
        if not sounds:
            return
        self._count_lost(sounds[0])
        blocks = [Block(s.begins_at, np.frombuffer(s.pcm, "<i2")) for s in sounds]
        voice = ear().voice(blocks, since=self._state.voiced)
        may_keep = True
        if Purpose.TRANSCRIPT in self._seat.purposes:
            may_keep = self._words(sounds, blocks)
        else:
            self._advance(sounds, blocks[-1].ends_at)
        if not may_keep:
            samples_forget(self._client, self._keys, self._seat.seat_id)
            return
        if voice is not None:
            self._tell_voice(voice)
            self._rank_if_due(voice)
        state_write(self._client, self._keys, self._seat.seat_id, self._state)

    def _words(self, sounds: Sequence[Sound], blocks: Sequence[Block]) -> bool:
        """Everything that is complete; False when it may not be kept any more."""
        more = True
        while more:
            heard = ear().words(
                blocks,
                since=self._state.until,
                language=self._seat.language,
                between=self._lock.renew,
            )
            more = heard.more
            if heard.words and not self._keep(heard):
                return False
            self._advance(sounds, heard.until)
            speech_s = self._state.speech_s + heard.speech_s
            self._state = replace(self._state, speech_s=round(speech_s, 3))
            state_write(self._client, self._keys, self._seat.seat_id, self._state)
            self._lock.renew()
        return True

    def _keep(self, heard: Heard) -> bool:
        """Stores words and tells them; False when that is not allowed any more."""
        kept = in_scope(self._keys.company_id, partial(self._stored, heard))
        if kept is None:
            return False
        answers, rows = kept
        words = [_word(row) for row in rows]
        self._state = replace(
            self._state,
            words=self._state.words + sum(len(each.rows) for each in answers),
            rate_wpm=_finite(rate_wpm(words[-60:])) or 0.0,
            rated_at=heard.until,
        )
        frequent = frequent_words(Transcript(self._seat.language, tuple(words)))
        for each in answers:
            tell(
                self._keys,
                {
                    "type": "words",
                    "seat": str(self._seat.seat_id),
                    "answer": str(each.answer_id),
                    "words": [list(row) for row in each.rows],
                    "frequent": [[entry["word"], entry["count"]] for entry in frequent],
                },
            )
        return True

    def _stored(self, heard: Heard) -> tuple[tuple[HeardAnswer, ...], list[Sequence[Any]]] | None:
        """In the company's scope, in one transaction."""
        stored = live_words_store(seat_id=self._seat.seat_id, words=heard.words, until=heard.until)
        if stored is None:
            return None
        interview, answers = stored
        return answers, heard_rows(interview)

    def _advance(self, sounds: Sequence[Sound], until: float) -> None:
        """Blocks that end before ``until`` need not be read again."""
        done = [s.id for s in sounds if s.begins_at + len(s.pcm) / 32_000 <= until + 1e-3]
        last = done[-1] if done else self._state.id
        self._state = replace(self._state, id=last, until=max(until, self._state.until))

    def _tell_voice(self, voice: Voice) -> None:
        self._state = replace(self._state, voiced=voice.ends_at)
        if Purpose.VOICE_PROSODY not in self._seat.purposes:
            return
        fresh = voice.ends_at - self._state.rated_at < RATE_SECONDS
        tell(
            self._keys,
            {
                "type": "voice",
                "seat": str(self._seat.seat_id),
                "from": round(voice.begins_at, 3),
                "until": round(voice.ends_at, 3),
                "speaking": voice.speaking,
                "level_db": _finite(voice.level_db, 1),
                "pitch_hz": _finite(voice.pitch_hz, 1),
                "rate_wpm": round(self._state.rate_wpm) or None if fresh else None,
                "state": None,  # there is no nine-state map yet
            },
        )

    def _rank_if_due(self, voice: Voice) -> None:
        state = self._state
        paused = voice.quiet_s >= RANK_WHEN.pause_s and state.words >= RANK_WHEN.least_words
        long = state.words > 0 and state.speech_s >= RANK_WHEN.longest_s
        if self._seat.purposes >= NEEDED and (paused or long):
            company_id, interview_id = self._keys.company_id, self._seat.interview_id
            in_scope(company_id, partial(send_on_commit, RANK, company_id, interview_id))
            self._state = replace(state, words=0, speech_s=0.0)

    def _count_lost(self, first: Sound) -> None:
        """Sound that was pushed out before anybody could listen: only a full stream pushes out."""
        gap = first.begins_at - self._state.until
        full = self._client.xlen(self._keys.sound(self._seat.seat_id)) >= SOUND_BLOCKS
        if self._state.until and full and gap > SLACK_S:
            count_lost(self._client, self._keys, self._seat.seat_id, gap)


def _word(row: Sequence[Any]) -> Word:
    return Word(str(row[0]), *(math.nan if value is None else float(value) for value in row[1:4]))


def _finite(value: float, digits: int = 3) -> float | None:
    return round(value, digits) if math.isfinite(value) else None
