"""Tasks of the queue ``frames``: looks at live rooms, made within a moment or not at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery.signals import task_revoked

from hireapp.celery import app
from interviews.dispatch import LOOK, READY_TO_LOOK
from interviews.tasks.looking_work import get_ready_to_look, look_expired, look_work


@app.task(name=LOOK, acks_late=False)
def look(company_id: str, room_id: str, deadline: float = 0.0) -> None:
    """Early ack, and no second try: the next frame is on its way."""
    look_work(UUID(company_id), UUID(room_id), deadline)


@app.task(name=READY_TO_LOOK, acks_late=False, expires=60)
def ready_to_look(company_id: str, room_id: str) -> None:
    """A room opens: whoever looks at it should not have to load anything then."""
    get_ready_to_look()


@task_revoked.connect
def _expired(sender: Any, request: Any, expired: bool = False, **_: Any) -> None:
    """Looks that their queue has thrown away count like those that came too late."""
    if expired and sender.name == LOOK:
        company_id, room_id, *_rest = request.args
        look_expired(UUID(company_id), UUID(room_id))
