"""Tasks of the queue ``analysis``: answers are looked at and listened to."""

from __future__ import annotations

from uuid import UUID

from hireapp.celery import app
from interviews.dispatch import ANALYSE_ANSWER
from interviews.tasks.recording_work import run_work


@app.task(name=ANALYSE_ANSWER)
def analyse_answer(company_id: str, run_id: str) -> None:
    """Late ack: a message of a killed worker comes back; the run's claim makes that harmless."""
    run_work(UUID(company_id), UUID(run_id))
