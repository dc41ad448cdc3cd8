"""Sends tasks by name once the transaction has committed. Rows are the truth: when the broker
cannot be reached the task is not lost, ``housekeeping.dispatch_due_work`` sends it again.
"""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from hireapp.celery import app

log = logging.getLogger(__name__)

ANALYSE_ANSWER = "interviews.analysis.analyse_answer"
SPEAK_QUESTIONS = "interviews.analysis.speak_questions"
# Served beside a conversation, on a queue of its own: somebody waits for the answer.
LISTEN = "questions.listen"
RANK = "questions.rank"
# Looks at and listens to a live room. The tap sends the first two.
LOOK = "live.look"
HEAR = "live.hear"
READY_TO_LOOK = "live.ready_to_look"
READY_TO_HEAR = "live.ready_to_hear"
TRAIN_QUESTIONS = "questions.train"
SCORE_ANSWER = "competencies.score"
REPLAY_SCORES = "competencies.replay"
READ_RESUME = "resumes.read"
REWORD_DRAFT = "drafts.reword"
MAKE_PROFILE = "profiles.make"
MAKE_THEMES = "themes.make"
HEAR_VOICE = "rooms.hear_voice"
SEND_MAIL = "interviews.mail.send_invitation"
SEND_INTERVIEWER_MAIL = "interviews.mail.send_interviewer"


def send_on_commit(task: str, company_id: UUID, object_id: UUID, **more: Any) -> None:
    """``task(company_id, object_id, **more)`` on its queue, after commit."""

    def send() -> None:
        try:
            app.send_task(task, args=[str(company_id), str(object_id)], kwargs=more, retry=False)
        except (OperationalError, RedisError, ConnectionError) as error:
            log.warning("broker away, %s %s waits for the sweeper: %s", task, object_id, error)

    transaction.on_commit(send)
