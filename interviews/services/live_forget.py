"""A live interview's part of a withdrawal. Rows go where they always go; this is the rest."""

from __future__ import annotations

import logging
from collections.abc import Collection
from functools import partial

import redis
from django.db import transaction

from analysis.types import Purpose
from interviews.live.connection import valkey
from interviews.live.forgetting import forget
from interviews.live.keys import RoomKeys
from interviews.models import Interview, InterviewKind, Seat

log = logging.getLogger(__name__)


def live_forget_on_commit(*, interview: Interview, purposes: Collection[Purpose]) -> None:
    """Forgets samples that wait and what was told of them, once the withdrawal is committed."""
    if interview.kind != InterviewKind.LIVE:
        return
    seat = Seat.objects.filter(interview=interview).first()
    if seat is not None:
        transaction.on_commit(partial(_forget, seat, frozenset(purposes)))


def _forget(seat: Seat, purposes: frozenset[Purpose]) -> None:
    try:
        forget(valkey(), RoomKeys(seat.company_id, seat.room_id), seat.id, purposes)
    except redis.RedisError as error:  # samples run out within minutes, the stream with the day
        log.warning("samples of seat %s are left to their time: %s", seat.id, error)
