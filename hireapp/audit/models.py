"""An append-only log whose entries are chained by hash, one chain per company."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hireapp.core.models import CompanyRow


class AuditEntry(CompanyRow):
    """Who did what to which row, and when. A trigger refuses changes (see the migration)."""

    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)  # user | candidate | system | operator
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["sequence"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "sequence"], name="audit_sequence_unique"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "target_id", "sequence"], name="audit_target"),
        ]
