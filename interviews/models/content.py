"""What is asked in a job, version by version: shared originals, and a company's own.

A version is named by the SHA-256 of its canonical JSON (``ncs.content.content_version``) and never
changes, so that a question or a score can be replayed from the content it was made with.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.models import CompanyRow
from interviews.models.catalogue import Job
from interviews.models.position import Position


class SharedContent(models.Model):
    """A shared original, the same for every company. One is current per job; older ones stay."""

    version = models.CharField(primary_key=True, max_length=64)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="contents")
    document = models.JSONField()
    current = models.BooleanField(default=True)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["job"], condition=models.Q(current=True), name="one_current_content_per_job"
            ),
        ]


class CompanyContent(CompanyRow):
    """A company's own version of a job's content: the highest ``number`` of a job is in use."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=64)
    document = models.JSONField()
    # The version that was edited: a shared one or an earlier own one.
    based_on = models.CharField(max_length=64)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "job", "number"], name="company_content_number_unique"
            ),
        ]


class BankQuestion(CompanyRow):
    """A question that the company wrote itself, for any position of a job."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    competency = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2)
    text = models.TextField(_("question"), max_length=600)
    asks = models.CharField(max_length=20, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)


class DraftKind(models.TextChoices):
    DESCRIPTION = "description", _("Job description")
    QUESTIONS = "questions", _("Interview questions")
    OUTREACH = "outreach", _("Message to a candidate")


class Draft(CompanyRow):
    """A text that a recruiter made with the tools and edits."""

    kind = models.CharField(max_length=20, choices=DraftKind.choices)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    position = models.ForeignKey(
        Position, null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts"
    )
    language = models.CharField(max_length=2)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=20_000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
