"""Base classes of rows."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from hireapp.core.scope import CompanyManager, current_company_id


class CompanyRow(models.Model):
    """A row that belongs to one company. Its table has row-level security (see `hireapp.core.rls`).

    ``objects`` is bound to the open company scope. Children take their company from the scope,
    so a row can never point into another company.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("tenancy.Company", on_delete=models.PROTECT, related_name="+")

    objects = CompanyManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.company_id is None:
            self.company_id = current_company_id()
        super().save(*args, **kwargs)
