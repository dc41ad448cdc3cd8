"""Analyses the demo's answers, and says how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hireapp.core.scope import company_scope
from interviews.models import AnalysisRun, Answer, AnswerStatus, RunStatus
from interviews.tasks.recording_work import run_work

OPEN = (RunStatus.QUEUED, RunStatus.RUNNING)
#: A worker that has taken the run may be busy with others; then it is waited for.
PATIENCE_S = 600.0


@dataclass(slots=True)
class Count:
    """Which answer of how many, for people who wait."""

    done: int
    total: int
    say: Callable[[str], None]

    def tell(self, words: str) -> None:
        self.say(f"[{self.done + 1} of {self.total}] {words}")


def submitted(company_id: UUID, **of: Any) -> list[Answer]:
    """The answers handed in of an interview or a room, with their questions and candidates."""
    with company_scope(company_id):
        answers = Answer.objects.filter(status=AnswerStatus.SUBMITTED, **of)
        return list(answers.select_related("question", "interview__candidate"))


def analyse(company_id: UUID, answer_id: UUID, name: str, count: Count) -> None:
    """Here, unless a worker has taken it already; then its progress is shown."""
    begun = time.monotonic()
    worked = False
    while time.monotonic() - begun < PATIENCE_S:
        with company_scope(company_id):
            run = AnalysisRun.objects.filter(answer_id=answer_id, status__in=OPEN).first()
        if run is None:
            break
        worked = True
        if run.status == RunStatus.QUEUED:
            count.tell(f"{name}: analysing")
            run_work(company_id, run.id)
        else:
            count.tell(f"{name}: a worker is analysing, {run.progress:.0%}")
            time.sleep(2)
    if worked:
        count.tell(f"{name}: analysed in {time.monotonic() - begun:.1f} s")
