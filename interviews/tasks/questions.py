"""Tasks of the queue ``live``: somebody is waiting while they run."""

from __future__ import annotations

from uuid import UUID

from hireapp.celery import app
from interviews.dispatch import LISTEN
from interviews.tasks.listening_work import listen_work


@app.task(name=LISTEN, acks_late=False, expires=120)
def listen(company_id: str, answer_id: str) -> None:
    """Early ack: the row's lease brings lost work back sooner than a broker would."""
    listen_work(UUID(company_id), UUID(answer_id))
