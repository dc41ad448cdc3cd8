"""How far somebody was listened to, and who is listening: between two messages it stands in Valkey.

Numbers and places only. What was said is a row, or it is nowhere.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from uuid import UUID

import redis

from interviews.live.holding import CLAIM, RELEASE
from interviews.live.keys import RoomKeys

STATE_SECONDS = 3600
LOCK_MS = 15_000
RENEW_S = 2.0


@dataclass(frozen=True, slots=True)
class HeardState:
    """``id``: the last block that was heard to its end. ``until``, ``voiced``: words and voice are
    known until then (epoch s). ``words``, ``speech_s``: new since questions were ranked last.
    ``rate_wpm`` as of ``rated_at``.
    """

    id: str = "0-0"
    until: float = 0.0
    voiced: float = 0.0
    words: int = 0
    speech_s: float = 0.0
    rate_wpm: float = 0.0
    rated_at: float = 0.0


def state_read(client: redis.Redis, keys: RoomKeys, seat_id: UUID) -> HeardState:
    """A new one where nothing was heard yet."""
    found: Any = client.hgetall(keys.heard(seat_id))
    known = {key.decode(): value.decode() for key, value in found.items()}
    if not known:
        return HeardState()
    return HeardState(
        known["id"],
        until=float(known["until"]),
        voiced=float(known["voiced"]),
        words=int(known["words"]),
        speech_s=float(known["speech_s"]),
        rate_wpm=float(known["rate_wpm"]),
        rated_at=float(known["rated_at"]),
    )


def state_write(client: redis.Redis, keys: RoomKeys, seat_id: UUID, state: HeardState) -> None:
    key = keys.heard(seat_id)
    pipe = client.pipeline(transaction=False)
    pipe.hset(key, mapping={name: str(getattr(state, name)) for name in HeardState.__slots__})
    pipe.expire(key, STATE_SECONDS)
    pipe.execute()


class LockLost(Exception):
    """Somebody else listens to this seat by now."""


class SeatLock:
    """One listener a seat. ``with SeatLock(...) as lock``: falsy when somebody else has it."""

    def __init__(self, client: redis.Redis, keys: RoomKeys, seat_id: UUID) -> None:
        self._client, self._key = client, keys.work(f"hear:{seat_id.hex}")
        self._token = secrets.token_hex(8)
        self._held = False
        self._renewed = 0.0

    def __enter__(self) -> SeatLock:
        self._held = bool(self._client.set(self._key, self._token, nx=True, px=LOCK_MS))
        self._renewed = time.monotonic()
        return self

    def __bool__(self) -> bool:
        return self._held

    def renew(self, share: float = 0.0) -> None:
        """Called between two pieces of work; one that ran out is taken again. Raises LockLost."""
        if time.monotonic() - self._renewed < RENEW_S:
            return
        self._renewed = time.monotonic()
        if not self._client.eval(CLAIM, 1, self._key, self._token, str(LOCK_MS)):
            raise LockLost(self._key)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._held:
            self._client.eval(RELEASE, 1, self._key, self._token)
