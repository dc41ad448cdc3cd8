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

from interviews.models import Interview

log = logging.getLogger(__name__)


class InterviewChanged(TypedDict):
    type: str  # "interview.changed": the consumer's method
    interview_id: str
    position_id: str


def progress_group(company_id: UUID) -> str:
    return f"progress.{company_id.hex}"


def announce_interview(interview: Interview) -> None:
    """Tells the company's open pages that this interview has changed, after commit."""
    message: InterviewChanged = {
        "type": "interview.changed",
        "interview_id": str(interview.id),
        "position_id": str(interview.position_id),
    }
    group = progress_group(interview.company_id)
    layer = get_channel_layer()
    assert layer is not None  # CHANNEL_LAYERS names one

    def send() -> None:
        try:
            async_to_sync(layer.group_send)(group, dict(message))
        except (RedisError, ConnectionError, OSError) as error:
            log.warning("could not announce %s: %s", interview.id, error)

    transaction.on_commit(send)
