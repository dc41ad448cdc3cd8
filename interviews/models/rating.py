"""What people think and decide."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from hireapp.core.models import CompanyRow
from interviews.models.interview import DecisionOutcome, Interview, InterviewQuestion


class Scorecard(CompanyRow):
    """One rater's card for one interview. Others' cards show once ``submitted_at`` is set."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="scorecards")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    comment = models.TextField(blank=True, max_length=5000)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["interview", "rater"], name="one_card_per_rater"),
        ]


class Rating(CompanyRow):
    """One to five for one question, with a comment. ``score`` None: commented only."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="ratings")
    question = models.ForeignKey(
        InterviewQuestion, on_delete=models.CASCADE, related_name="ratings"
    )
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(blank=True, max_length=2000)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scorecard", "question"], name="one_rating_per_question"
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(1, 5)),
                name="rating_between_1_and_5",
            ),
        ]


class ReportView(CompanyRow):
    """A person opened the report: evidence of viewing, without which nobody is rejected."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)


class Decision(CompanyRow):
    """A named person's decision with a reason. The latest counts; none is ever overwritten."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="decisions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    author_name = models.CharField(max_length=100)
    outcome = models.CharField(max_length=10, choices=DecisionOutcome.choices)
    reason = models.TextField(max_length=5000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="decision_has_reason"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=DecisionOutcome.values),
                name="decision_outcome_known",
            ),
        ]
