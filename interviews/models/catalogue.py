"""The NCS catalogue: shared originals, the same for every company (global tables)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language


class Named(models.Model):
    name_ko = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ko if (get_language() or "").startswith("ko") else self.name_en


class JobGroup(Named):
    """One of 14 groups: a major group of Korea's National Competency Standards."""

    code = models.CharField(primary_key=True, max_length=2)

    class Meta:
        ordering: ClassVar = ["code"]


class Job(Named):
    """One of 34 jobs: a small group of the NCS (major, middle and small code: 6 digits)."""

    code = models.CharField(primary_key=True, max_length=6)
    group = models.ForeignKey(JobGroup, on_delete=models.PROTECT, related_name="jobs")

    class Meta:
        ordering: ClassVar = ["code"]
