"""Tasks of the queue ``live``: somebody is waiting while they run."""

from __future__ import annotations

from uuid import UUID

from hireapp.celery import app
from interviews.dispatch import LISTEN, RANK
from interviews.services.content_try import TRY_ANSWER
from interviews.tasks.listening_work import listen_work
from interviews.tasks.live_ranking_work import live_rank_work
from interviews.tasks.ranking_work import rank_work
from interviews.tasks.try_work import try_work


@app.task(name=LISTEN, acks_late=False, expires=120)
def listen(company_id: str, answer_id: str) -> None:
    """Early ack: the row's lease brings lost work back sooner than a broker would."""
    listen_work(UUID(company_id), UUID(answer_id))


@app.task(name=RANK, acks_late=False, expires=30)
def rank(company_id: str, interview_id: str) -> None:
    """Offers questions after the newest answer; asked for again when it was lost. In a live
    interview that answer may still be on somebody's tongue.
    """
    if not live_rank_work(UUID(company_id), UUID(interview_id)):
        rank_work(UUID(company_id), UUID(interview_id))


@app.task(name=TRY_ANSWER, acks_late=False, expires=60)
def try_answer(company_id: str, try_id: str) -> None:
    """The answer lies in the cache for five minutes; somebody looks at the page."""
    try_work(UUID(company_id), UUID(try_id))
