"""The conversation of an interview: listening while the candidate speaks, and what to ask next."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.models import CompanyRow
from interviews.models.interview import Answer, Interview, InterviewQuestion


class Listening(CompanyRow):
    """What was understood of an answer so far, while it is still being spoken, and what came of it.

    A draft beside the transcript that the analysis makes later. The row is the truth: a worker
    claims it with a lease, listens to what has arrived since ``heard_s``, and lets go.
    ``due``: more has arrived than was listened to. ``settled_at``: it is decided whether a
    follow-up is asked (``question``) or not (``outcome`` says why); nobody waits any longer.
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="listening")
    words = models.JSONField(default=list)  # [[word, start, end, confidence], ...]
    heard_s = models.FloatField(default=0.0)
    due = models.BooleanField(default=True)
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    question = models.ForeignKey(
        InterviewQuestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)


class Suggestion(CompanyRow):
    """Ranked questions after an answer, as the model gave them, and what people made of them.

    ``ranked``: list of RankedQuestion as JSON, best first. ``asked``: the place in the list that
    was asked by machine or interviewer; ``preferred``: the one a person would have asked (-1:
    none of them). Reviewed and consented ones become samples for the company's next model.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="suggestions")
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions"
    )
    ranked = models.JSONField()
    state = models.CharField(max_length=20, blank=True)  # AnswerState
    asked = models.SmallIntegerField(null=True, blank=True)
    preferred = models.SmallIntegerField(null=True, blank=True)
    preferred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    preferred_at = models.DateTimeField(null=True, blank=True)
    model = models.JSONField()
    content_version = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at"]


class TrainingStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being trained")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class QuestionModel(CompanyRow):
    """A company's own version of the question model, trained from what its people preferred.

    ``weights`` are kept as long as anything may have to be replayed with them. One at most is
    active; none: the shipped model asks. ``figures``: on interviews that were held out, before and
    after. A worker claims the row with a lease, as an analysis run.
    """

    number = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10, choices=TrainingStatus.choices, default=TrainingStatus.QUEUED
    )
    weights = models.OneToOneField(
        "vault.MediaObject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)
    samples = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    problem = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=False)
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="question_model_number"),
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(active=True),
                name="one_active_question_model",
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(status__in=["queued", "running"]),
                name="one_open_question_training",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ready") | models.Q(weights__isnull=False),
                name="ready_question_model_has_weights",
            ),
        ]
