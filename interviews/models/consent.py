"""What a candidate agreed to: append-only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.models import CompanyRow
from interviews.models.interview import Interview


class ConsentAct(models.TextChoices):
    GRANTED = "granted", _("Agreed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConsentRecord(CompanyRow):
    """One act for one purpose. The latest record of a purpose counts; a trigger refuses edits."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    act = models.CharField(max_length=12, choices=ConsentAct.choices)
    notice_version = models.CharField(max_length=20)
    notice_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["at"]
        indexes: ClassVar = [
            models.Index(fields=["interview", "purpose", "-at"], name="consent_latest"),
        ]
