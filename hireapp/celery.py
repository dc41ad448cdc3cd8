"""The Celery application. Tasks are sent by name: the web never imports what a worker runs."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hireapp.settings.base")

# What each process imports. The web, beat and commands import none: they send names.
TASKS_BY_ROLE = {
    "worker": ["interviews.tasks.housekeeping", "interviews.tasks.mail"],
    "analyser": ["interviews.tasks.analysis", "interviews.tasks.speech"],
}

app = Celery("hireapp", include=TASKS_BY_ROLE.get(os.environ.get("HIREAPP_ROLE", ""), []))
app.config_from_object("django.conf:settings", namespace="CELERY")
