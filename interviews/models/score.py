"""Scores of words against a job's competencies, replayable; and what helps people compare.

Nothing here may hold, or be made from, anything but words, human ratings and the questionnaire.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.models import CompanyRow
from interviews.models.interview import Answer, Candidate, Interview
from interviews.models.position import Position


class Rubric(CompanyRow):
    """How points are given. Once frozen it never changes; editing it makes the next number."""

    name = models.CharField(_("name"), max_length=80)
    number = models.PositiveIntegerField()
    document = models.JSONField()
    version = models.CharField(max_length=64)  # SHA-256 of the canonical JSON
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="rubric_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class AnswerScore(CompanyRow):
    """The job-competency score of one answer, with everything to make it again.

    ``inputs``: the conversation up to and with this answer (words, times), the rubric's document;
    ``result``: per competency the points, each with its evidence; ``sha256``: of ``result``'s
    canonical JSON, compared when replayed. A later score of the same answer leaves this one there.
    No score of an answer is current while it waits to be made again.
    ``differences``: what the last replay found to differ; empty: nothing, or not replayed.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="scores")
    current = models.BooleanField(default=True)
    inputs = models.JSONField()
    result = models.JSONField()
    sha256 = models.CharField(max_length=64)
    rubric = models.ForeignKey(
        Rubric, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rubric_version = models.CharField(max_length=64)
    content_version = models.CharField(max_length=64)
    model = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    replayed_at = models.DateTimeField(null=True, blank=True)
    differences = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["answer"], condition=models.Q(current=True), name="one_current_score"
            ),
        ]


class ScoreOverride(CompanyRow):
    """What a person says instead of, or about, a machine's score: beside it, never over it."""

    score = models.ForeignKey(AnswerScore, on_delete=models.CASCADE, related_name="overrides")
    competency = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(null=True, blank=True)  # 0..100; None: a note
    reason = models.TextField(max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="override_has_reason"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__range=(0, 100)),
                name="override_between_0_and_100",
            ),
        ]


class InterviewProfile(CompanyRow):
    """Help beside an interview: propensity from words and ratings, and which jobs it fits."""

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="profile")
    propensity = models.JSONField()
    suitability = models.JSONField()
    model = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)


class Questionnaire(CompanyRow):
    """The short, optional questionnaire, as the candidate filled it in."""

    interview = models.OneToOneField(
        Interview, on_delete=models.CASCADE, related_name="questionnaire"
    )
    version = models.CharField(max_length=20)
    answers = models.JSONField()  # item id -> 1..5
    submitted_at = models.DateTimeField(default=timezone.now)


class PositionThemes(CompanyRow):
    """Themes over all answers and questions of a position, for comparing candidates."""

    position = models.OneToOneField(Position, on_delete=models.CASCADE, related_name="themes")
    document = models.JSONField(default=dict)
    due = models.BooleanField(default=True)
    made_at = models.DateTimeField(null=True, blank=True)


class ResumeStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    READ = "read", _("Read")
    FAILED = "failed", _("Could not be read")


class Resume(CompanyRow):
    """A résumé as it came, encrypted, and facts read from it: talking points, never a filter."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="resume")
    media = models.OneToOneField("vault.MediaObject", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    status = models.CharField(
        max_length=10, choices=ResumeStatus.choices, default=ResumeStatus.QUEUED
    )
    facts = models.JSONField(null=True, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
