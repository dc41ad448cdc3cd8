"""A withdrawal reaches what stands in Valkey: what waits to be looked at or listened to, and what
was told to the screen already.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

import redis

from analysis.types import Purpose
from interviews.live.agreed import withdrawal_count
from interviews.live.keys import RoomKeys
from interviews.live.purposes import MATCHING, PICTURE, SOUND
from interviews.live.stretches import KINDS

#: Events that rest on a purpose: one taken back takes them along. A voice tells a rate of words.
#: What the interviewer wrote down goes with the recording; it is a row until all is deleted.
RESTS_ON = {
    "signals": PICTURE,
    "voice": SOUND,
    "words": MATCHING,
    "answer": MATCHING,
    "suggestions": MATCHING,
    "note": frozenset(),
}
_PAGE = 500


def forget(
    client: redis.Redis, keys: RoomKeys, seat_id: UUID, purposes: Collection[Purpose]
) -> int:
    """Takes away what ``purposes`` gave of a seat; returns how many events went.

    First nobody may tell any more what they found out until now (``live/agreed.py``).
    """
    withdrawal_count(client, keys, seat_id)
    gone = set(purposes)
    if Purpose.RECORDING in gone or gone & PICTURE:
        client.delete(keys.frame(seat_id))
    if Purpose.RECORDING in gone or gone & (SOUND | MATCHING):
        client.delete(keys.sound(seat_id), keys.heard(seat_id))
    if Purpose.RECORDING in gone or gone & MATCHING:  # its rows go as well
        client.delete(keys.told(seat_id))
    for kind, rests in KINDS.items():
        if Purpose.RECORDING in gone or gone & rests:
            client.delete(keys.stretches(seat_id, kind))
    kinds = {kind for kind, rests in RESTS_ON.items() if Purpose.RECORDING in gone or rests & gone}
    ids = [id_ for id_, event in _events(client, keys) if _concerns(event, seat_id, kinds)]
    for first in range(0, len(ids), _PAGE):
        client.xdel(keys.events, *ids[first : first + _PAGE])
    return len(ids)


def _concerns(event: dict[str, Any], seat_id: UUID, kinds: set[str]) -> bool:
    told = event["note"] if event["type"] == "note" else event
    return told.get("seat") == str(seat_id) and event["type"] in kinds


def _events(client: redis.Redis, keys: RoomKeys) -> Iterator[tuple[bytes, dict[str, Any]]]:
    after = "-"
    while True:
        page: Any = client.xrange(keys.events, min=after, count=_PAGE)
        for id_, fields in page:
            yield id_, json.loads(fields[b"e"])
        if len(page) < _PAGE:
            return
        after = f"({page[-1][0].decode()}"
