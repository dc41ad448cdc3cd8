"""Listening to one seat of a live room: how the voice sounds, then the words, piece by piece.

A message says that there is new sound; what is heard is everything that nobody has heard yet. So a
message that is late, or twice, loses nothing.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any
from uuid import UUID

import numpy as np
import redis
from django.conf import settings

from analysis.language.frequent import frequent_words
from analysis.live.hearing import Block, Heard, LiveHearing, Voice, rate_wpm
from analysis.networks import pitch_tracker, recogniser, shared_store, voice_activity
from analysis.questions.interviewer import shared_interviewer
from analysis.types import Purpose, Transcript, Word
from interviews.dispatch import RANK, send_on_commit
from interviews.live.agreed import tell_agreed, withdrawals, words_told
from interviews.live.connection import valkey
from interviews.live.counts import count_lost
from interviews.live.keys import RoomKeys
from interviews.live.listening import LOCK_MS, LockLost, SeatLock, state_read, state_write
from interviews.live.purposes import SOUND
from interviews.live.samples import SOUND_BLOCKS, Sound, samples_forget, sound_since
from interviews.selectors.dialogue import NEEDED
from interviews.selectors.live import AnalysedSeat, analysed_seat, heard_rows
from interviews.services.live_hearing import live_words_store
from interviews.tasks.database import in_scope

log = logging.getLogger(__name__)

#: Answer → its words so far, as rows have them; in the order of the answers.
Said = Mapping[UUID, Sequence[Sequence[Any]]]


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
    """Hears what is new of a seat. Somebody else is at it already: leaves it to them, who listen
    once more, for there may be no further message.
    """
    keys, client = RoomKeys(company_id, room_id), valkey()
    again = keys.work(f"hear-again:{seat_id.hex}")
    client.delete(keys.hear_pending(seat_id))  # what comes from now on is worth a message
    with SeatLock(client, keys, seat_id) as lock:
        if not lock:
            client.set(again, b"1", px=LOCK_MS)
            return
        more = True
        while more:
            client.delete(again)
            more = _heard(client, keys, seat_id, lock) and bool(client.exists(again))


def _heard(client: redis.Redis, keys: RoomKeys, seat_id: UUID, lock: SeatLock) -> bool:
    """One pass; False where it is not ours to listen any more."""
    known = withdrawals(client, keys)  # before the rows are asked
    seat = in_scope(keys.company_id, partial(analysed_seat, keys.room_id, seat_id))
    if seat is None or not seat.purposes & SOUND:
        samples_forget(client, keys, seat_id)
        return False
    try:
        _Listener(client, keys, seat, lock, known).listen()
    except LockLost:
        log.info("seat %s is listened to by another worker", seat_id)
        return False
    return True


class _Listener:
    """One pass over what is new, with the seat's lock held."""

    def __init__(
        self,
        client: redis.Redis,
        keys: RoomKeys,
        seat: AnalysedSeat,
        lock: SeatLock,
        withdrawals: Counter[UUID],
    ) -> None:
        self._client, self._keys, self._seat, self._lock = client, keys, seat, lock
        self._withdrawals = withdrawals  # as of when ``seat`` was asked
        self._state = state_read(client, keys, seat.seat_id)

    @property
    def _prosody(self) -> bool:
        return Purpose.VOICE_PROSODY in self._seat.purposes

    def listen(self) -> None:
        sounds = sound_since(self._client, self._keys, self._seat.seat_id, self._state.id)
        if not sounds:
            return
        self._count_lost(sounds[0])
        blocks = [Block(s.begins_at, np.frombuffer(s.pcm, "<i2")) for s in sounds if s.pcm]
        voice = ear().voice(blocks, since=self._state.voiced, prosody=self._prosody)
        self._lock.renew()
        may_keep = True
        if Purpose.TRANSCRIPT in self._seat.purposes:
            may_keep = self._words(sounds, blocks)
        else:
            self._advance(sounds, sounds[-1].ends_at)
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
                over=not sounds[-1].pcm,
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
        known = withdrawals(self._client, self._keys)  # before the rows are asked again
        said = in_scope(self._keys.company_id, partial(self._stored, heard))
        if said is None:
            return False
        words = [_word(row) for rows in said.values() for row in rows]
        told = self._tell_words(said, words, known)
        self._state = replace(self._state, words=self._state.words + told)
        if self._prosody:
            rate = _finite(rate_wpm(words[-60:])) or 0.0
            self._state = replace(self._state, rate_wpm=rate, rated_at=heard.until)
        return True

    def _tell_words(self, said: Said, words: Sequence[Word], known: Counter[UUID]) -> int:
        """What the screen was not told of each answer, also by whoever died before; how many."""
        seat_id = self._seat.seat_id
        before = words_told(self._client, self._keys, seat_id)
        frequent = frequent_words(Transcript(self._seat.language, tuple(words)))
        told = 0
        for answer_id, rows in said.items():
            number = before.get(answer_id, 0)
            new = rows[number:] if number <= len(rows) else rows
            event = {
                "type": "words",
                "seat": str(seat_id),
                "answer": str(answer_id),
                "words": [list(row) for row in new],
                "frequent": [[entry["word"], entry["count"]] for entry in frequent],
            }
            if new and tell_agreed(self._keys, event, known, words=(answer_id, len(rows))):
                told += len(new)
        return told

    def _stored(self, heard: Heard) -> Said | None:
        """In the company's scope, in one transaction: all that was said, with what is new."""
        stored = live_words_store(seat_id=self._seat.seat_id, words=heard.words, until=heard.until)
        return None if stored is None else heard_rows(stored[0])

    def _advance(self, sounds: Sequence[Sound], until: float) -> None:
        """Blocks that end before ``until`` need not be read again."""
        done = [s.id for s in sounds if s.ends_at <= until + 1e-3]
        last = done[-1] if done else self._state.id
        self._state = replace(self._state, id=last, until=max(until, self._state.until))

    def _tell_voice(self, voice: Voice) -> None:
        self._state = replace(self._state, voiced=voice.ends_at)
        if not self._prosody:
            return
        fresh = voice.ends_at - self._state.rated_at < RATE_SECONDS
        event = {
            "type": "voice",
            "seat": str(self._seat.seat_id),
            "from": round(voice.begins_at, 3),
            "until": round(voice.ends_at, 3),
            "speaking": voice.speaking,
            "level_db": _finite(voice.level_db, 1),
            "pitch_hz": _finite(voice.pitch_hz, 1),
            "rate_wpm": round(self._state.rate_wpm) or None if fresh else None,
            "state": None,  # there is no nine-state map yet
        }
        tell_agreed(self._keys, event, self._withdrawals)

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
