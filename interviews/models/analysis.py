"""Analysis of an answer: the work (run) and what it found (result)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models as orm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.models import CompanyRow
from interviews.models.interview import Answer


class RunStatus(orm.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being analysed")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class AnalysisRun(CompanyRow):
    """One piece of work. The row is the truth, the broker's message a hint: a run whose lease
    ran out is dispatched again; a conditional update claims it, so one worker works on it.
    """

    answer = orm.ForeignKey(Answer, on_delete=orm.CASCADE, related_name="runs")
    status = orm.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    # What may be looked at, decided at enqueue; checked again before the result is stored.
    purposes = orm.JSONField(default=list)
    attempt = orm.PositiveSmallIntegerField(default=0)
    # A fresh value per claim: a worker that lost its lease cannot store.
    claim = orm.UUIDField(null=True, blank=True)
    lease_until = orm.DateTimeField(null=True, blank=True)
    dispatched_at = orm.DateTimeField(null=True, blank=True)
    progress = orm.FloatField(default=0.0)
    stage = orm.CharField(max_length=40, blank=True)
    # ProblemCode of analysis.types, or "crashed" / "withdrawn".
    error_code = orm.CharField(max_length=40, blank=True)
    error_detail = orm.TextField(blank=True)
    created_at = orm.DateTimeField(default=timezone.now)
    started_at = orm.DateTimeField(null=True, blank=True)
    ended_at = orm.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            orm.UniqueConstraint(
                fields=["answer"],
                condition=orm.Q(status__in=["queued", "running"]),
                name="one_open_run_per_answer",
            ),
            orm.CheckConstraint(
                condition=~orm.Q(status="running")
                | orm.Q(claim__isnull=False, lease_until__isnull=False),
                name="running_run_has_lease",
            ),
        ]
        indexes: ClassVar = [
            orm.Index(fields=["status", "lease_until"], name="run_due"),
        ]


class AnalysisResult(CompanyRow):
    """What a run found: numbers and words as a row, series as one encrypted columnar file."""

    run = orm.OneToOneField(AnalysisRun, on_delete=orm.CASCADE, related_name="result")
    # One current result an answer; a later run replaces it in one transaction.
    answer = orm.OneToOneField(Answer, on_delete=orm.CASCADE, related_name="result")
    signals = orm.ForeignKey("vault.MediaObject", on_delete=orm.PROTECT, related_name="+")
    clip = orm.JSONField()
    summary = orm.JSONField()
    segments = orm.JSONField()
    problems = orm.JSONField()
    flags = orm.JSONField()
    models = orm.JSONField()
    timing = orm.JSONField()
    purposes = orm.JSONField()
    pipeline_version = orm.CharField(max_length=40)
    frequent_words = orm.JSONField(default=list)
    created_at = orm.DateTimeField(default=timezone.now)


class Transcript(CompanyRow):
    """Words of an answer with their times. ``words``: [[word, start, end, confidence], ...].

    A person's correction stands in ``edited_text`` beside the machine's, never over it.
    """

    answer = orm.OneToOneField(Answer, on_delete=orm.CASCADE, related_name="transcript")
    language = orm.CharField(max_length=5)
    detected_language = orm.CharField(max_length=5, blank=True)
    words = orm.JSONField()
    text = orm.TextField()
    edited_text = orm.TextField(blank=True)
    edited_by = orm.ForeignKey(
        "tenancy.User", null=True, blank=True, on_delete=orm.SET_NULL, related_name="+"
    )
    edited_at = orm.DateTimeField(null=True, blank=True)
