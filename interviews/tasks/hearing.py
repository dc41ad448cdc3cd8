"""Tasks of the queue ``live`` for live rooms: somebody is talking while they run."""

from __future__ import annotations

from uuid import UUID

from hireapp.celery import app
from interviews.dispatch import HEAR, READY_TO_HEAR
from interviews.tasks.hearing_work import get_ready_to_hear, hear_work


@app.task(name=HEAR, acks_late=False)
def hear(company_id: str, room_id: str, seat_id: str) -> None:
    """Early ack: the next message hears what a killed worker has not."""
    hear_work(UUID(company_id), UUID(room_id), UUID(seat_id))


@app.task(name=READY_TO_HEAR, acks_late=False, expires=60)
def ready_to_hear(company_id: str, room_id: str) -> None:
    """A room opens: whoever listens to it should not have to load anything then."""
    get_ready_to_hear()
