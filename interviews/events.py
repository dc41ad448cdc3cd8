"""What changed, told to open pages over the channel layer once it is committed.

Group names carry the company, so that no announcement can reach another one's page. A page that
missed one asks again when it reconnects: announcements are hints, rows are the truth.
"""

from __future__ import annotations

import logging
from typing import TypedDict
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from interviews.models import Interview, InterviewKind, Room

log = logging.getLogger(__name__)


class InterviewChanged(TypedDict):
    type: str  # "interview.changed": the consumer's method
    interview_id: str
    position_id: str


class RoomChanged(TypedDict):
    type: str  # "room.changed": the consumer's method
    room_id: str


def progress_group(company_id: UUID) -> str:
    return f"progress.{company_id.hex}"


def room_group(company_id: UUID, room_id: UUID) -> str:
    """Every socket of a room, and the media tap that sits in it."""
    return f"room.{company_id.hex}.{room_id.hex}"


def announce_room(room: Room) -> None:
    """Tells everybody in the room that its rows have changed (status, seats, questions asked)."""
    _send_on_commit(
        room_group(room.company_id, room.id), RoomChanged(type="room.changed", room_id=str(room.id))
    )


def announce_room_of(interview: Interview) -> None:
    """The same for the room that a live interview is held in: a consent has changed, or more."""
    if interview.kind != InterviewKind.LIVE:
        return
    room = Room.objects.filter(seats__interview=interview).first()
    if room is not None:
        announce_room(room)


def announce_interview(interview: Interview) -> None:
    """Tells the company's open pages that this interview has changed, after commit."""
    message: InterviewChanged = {
        "type": "interview.changed",
        "interview_id": str(interview.id),
        "position_id": str(interview.position_id),
    }
    _send_on_commit(progress_group(interview.company_id), message)


def _send_on_commit(group: str, message: InterviewChanged | RoomChanged) -> None:
    layer = get_channel_layer()
    assert layer is not None  # CHANNEL_LAYERS names one

    def send() -> None:
        try:
            async_to_sync(layer.group_send)(group, dict(message))
        except (RedisError, ConnectionError, OSError) as error:
            log.warning("could not announce to %s: %s", group, error)

    transaction.on_commit(send)
