"""The Celery application. Tasks are sent by name: the web never imports what a worker runs."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from hireapp.embedded.children import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hireapp.settings.base")

# What each process imports. The web, beat and commands import none: they send names.
TASKS_BY_ROLE = {
    "worker": [
        "interviews.tasks.drafts",
        "interviews.tasks.housekeeping",
        "interviews.tasks.mail",
    ],
    "analyser": [
        "interviews.tasks.analysis",
        "interviews.tasks.competencies",
        "interviews.tasks.profiles",
        "interviews.tasks.question_training",
        "interviews.tasks.resumes",
        "interviews.tasks.rooms",
        "interviews.tasks.speech",
    ],
    "listener": ["interviews.tasks.hearing", "interviews.tasks.questions"],
    "watcher": ["interviews.tasks.looking"],
}

# An analysis may wait for whoever listens to a candidate that is waiting; it runs for minutes. Both
# may wait for sound and pictures on their way: what arrives while nobody takes it is lost.
NICENESS = {"analyser": 10, "listener": 5, "watcher": 5}
# Linux weighs sessions before it looks at niceness (autogroups, sched(7)), and each process of ours
# begins one. Only who works for minutes gives way there: who listens and looks keeps a share of its
# own beside browsers on the same machine, or would be heard by nobody.
SESSION_NICENESS = {"analyser": 10}

app = Celery("hireapp", include=TASKS_BY_ROLE.get(os.environ.get("HIREAPP_ROLE", ""), []))
app.config_from_object("django.conf:settings", namespace="CELERY")


@worker_process_init.connect
def _leave_with_the_worker(**_: Any) -> None:
    """A pool process whose worker was killed would work on for nobody."""
    die_with_parent(signal.SIGKILL, forked_from=os.getppid())()
    role = os.environ.get("HIREAPP_ROLE", "")
    _give_way(NICENESS.get(role, 0), SESSION_NICENESS.get(role, 0))


def _give_way(niceness: int, of_session: int) -> None:
    os.nice(niceness)
    if of_session:
        with contextlib.suppress(OSError):  # no such thing here, or told twice within a moment
            Path("/proc/self/autogroup").write_text(str(of_session))
