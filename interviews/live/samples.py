"""Frames and sound from the tap to whoever looks and listens. Newest wins; old ones go by
themselves.

Times are epoch seconds of the machine that received them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import redis
import redis.asyncio

from interviews.live.keys import RoomKeys
from interviews.live.sealed import NotSealed, seal, unseal

FRAME_MS = 2000  # a frame older than this is nobody's
SOUND_BLOCKS = 240  # of half a second: two minutes
SOUND_SECONDS = 180  # how long the last of it stays
RATE = 16_000  # Hz, mono, 16 bits

_TIME = struct.Struct("<d")


@dataclass(frozen=True, slots=True)
class Frame:
    """``jpeg``: at most 640 px wide."""

    seat_id: UUID
    sampled_at: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Sound:
    """``pcm``: 16 bits, little endian, mono, 16 kHz, beginning at ``begins_at``; empty where a
    connection has ended. ``id``: its place in the stream, to go on from."""

    id: str
    begins_at: float
    pcm: bytes

    @property
    def ends_at(self) -> float:
        return self.begins_at + len(self.pcm) / 2 / RATE


async def frame_put(
    valkey: redis.asyncio.Redis, keys: RoomKeys, seat_id: UUID, sampled_at: float, jpeg: bytes
) -> None:
    key = keys.frame(seat_id)
    await valkey.set(key, seal(keys, key, _TIME.pack(sampled_at) + jpeg), px=FRAME_MS)


def frames_take(valkey: redis.Redis, keys: RoomKeys, seats: Iterable[UUID]) -> list[Frame]:
    """The newest frame of each seat that has one, each taken once."""
    wanted = list(seats)
    pipe = valkey.pipeline(transaction=False)
    for seat_id in wanted:
        pipe.getdel(keys.frame(seat_id))
    found = []
    for seat_id, sealed in zip(wanted, pipe.execute(), strict=True):
        if sealed is None:
            continue
        try:
            data = unseal(keys, keys.frame(seat_id), sealed)
        except NotSealed:
            continue
        found.append(Frame(seat_id, _TIME.unpack(data[:8])[0], data[8:]))
    return found


async def sound_put(
    valkey: redis.asyncio.Redis, keys: RoomKeys, seat_id: UUID, begins_at: float, pcm: bytes
) -> None:
    key = keys.sound(seat_id)
    pipe = valkey.pipeline(transaction=False)
    sealed = seal(keys, key, _TIME.pack(begins_at) + pcm)
    pipe.xadd(key, {"s": sealed}, maxlen=SOUND_BLOCKS, approximate=False)
    pipe.expire(key, SOUND_SECONDS)
    await pipe.execute()


def sound_since(valkey: redis.Redis, keys: RoomKeys, seat_id: UUID, after: str) -> list[Sound]:
    """What came after the block ``after`` ("0-0": all there is), oldest first."""
    key = keys.sound(seat_id)
    found = []
    blocks: Any = valkey.xrange(key, min=f"({after}")
    for id_, fields in blocks:
        try:
            data = unseal(keys, key, fields[b"s"])
        except NotSealed:
            continue
        found.append(Sound(id_.decode(), _TIME.unpack(data[:8])[0], data[8:]))
    return found


def samples_forget(valkey: redis.Redis, keys: RoomKeys, seat_id: UUID) -> None:
    """Withdrawal, and the end of the interview: nothing waits for its time to run out."""
    valkey.delete(keys.frame(seat_id), keys.sound(seat_id), keys.heard(seat_id))
