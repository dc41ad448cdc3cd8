"""The company scope: which company's rows this piece of code may see.

A query on a company's rows outside ``company_scope()`` raises ``OutsideScope``. PostgreSQL's
row-level security stands behind it: the scope tells the database the company for the length of
the transaction (``set_config(..., true)``), never for the session, where it would leak to the
next user of a pooled connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models, transaction

SETTING = "app.company_id"
_current: ContextVar[UUID | None] = ContextVar("company_id", default=None)


class OutsideScope(RuntimeError):
    """A company's rows were asked for without saying which company."""


def current_company_id() -> UUID:
    company_id = _current.get()
    if company_id is None:
        raise OutsideScope("open company_scope(company_id) before touching a company's rows")
    return company_id


def _tell_database(company_id: UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true)", [SETTING, str(company_id) if company_id else ""]
        )


@contextmanager
def company_scope(company_id: UUID) -> Iterator[None]:
    """Opens a transaction that sees the rows of one company and of no other.

    Scopes may nest only for the same company: code that works for one company has no business
    in another's rows. After the block the outer transaction, if any, is told its scope again.
    """
    outer = _current.get()
    if outer is not None and outer != company_id:
        raise OutsideScope(f"a scope for company {outer} is open")
    token = _current.set(company_id)
    try:
        with transaction.atomic():
            _tell_database(company_id)
            yield
            if connection.in_atomic_block and not connection.needs_rollback:
                _tell_database(outer)
    finally:
        _current.reset(token)


Row = TypeVar("Row", bound=models.Model)


class CompanyManager(models.Manager[Row]):
    """Sees the current company's rows only, and stamps new rows with the company."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(company_id=current_company_id())

    def create(self, **values: Any) -> Row:
        values.setdefault("company_id", current_company_id())
        return super().create(**values)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)  # a generator could be read only once
        for row in rows:
            row.company_id = row.company_id or current_company_id()
        return super().bulk_create(rows, *args, **kwargs)
