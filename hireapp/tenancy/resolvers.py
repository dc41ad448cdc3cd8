"""The few questions that come before a company is known, answered by database functions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class MembershipFact:
    """One company that a user belongs to now."""

    membership_id: UUID
    company_id: UUID
    company_name: str
    role: str


def memberships_of(user_id: UUID) -> list[MembershipFact]:
    """The companies a user belongs to, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM resolve_memberships(%s)", [user_id])
        return [MembershipFact(*row) for row in cursor.fetchall()]


def company_ids() -> list[UUID]:
    """All companies, for housekeeping that then enters them one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT resolve_company_ids()")
        return [row[0] for row in cursor.fetchall()]
