"""Reads who works here and what happened here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hireapp.audit.models import AuditEntry
from hireapp.core.errors import NotFound
from hireapp.tenancy.models import Membership, Role
from hireapp.tenancy.roles import ABILITIES, Can

AUDIT_PAGE = 100
ABILITY_WORDS: dict[Can, str | Promise] = {
    Can.VIEW: _("See positions, candidates and reports"),
    Can.MANAGE: _("Create positions and invite candidates"),
    Can.RATE: _("Rate interviews"),
    Can.DECIDE: _("Decide"),
    Can.AUDIT: _("Read the audit log"),
    Can.ADMINISTER: _("Manage the team and the company"),
}


@dataclass(frozen=True, slots=True)
class MemberRow:
    id: UUID
    user_id: UUID
    name: str
    email: str
    role: str
    role_words: str
    since: datetime
    # Let in, but has not chosen a password yet.
    pending: bool


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One line of the table of who may do what; ``may`` follows the order of ``Can``."""

    role: str
    words: str | Promise
    may: tuple[bool, ...]


def members() -> list[MemberRow]:
    """Current members of the open company, owners first. One query."""
    rows = Membership.objects.filter(ended_at__isnull=True).select_related("user")
    order = list(Role.values)
    found = [
        MemberRow(
            id=row.id,
            user_id=row.user_id,
            name=row.user.name or row.user.email,
            email=row.user.email,
            role=row.role,
            role_words=row.get_role_display(),
            since=row.created_at,
            pending=not row.user.has_usable_password(),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (order.index(row.role), row.name.lower()))


def membership_for_owner(membership_id: UUID) -> Membership:
    """A current membership of the open company scope; 404 otherwise."""
    membership: Membership | None = (
        Membership.objects.select_related("user")
        .filter(id=membership_id, ended_at__isnull=True)
        .first()
    )
    if membership is None:
        raise NotFound
    return membership


def role_table() -> list[RoleRow]:
    return [
        RoleRow(role, role.label, tuple(ability in ABILITIES[role] for ability in Can))
        for role in Role
    ]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """``before``: a sequence number; entries older than it (the next page)."""

    query: str = ""
    action: str = ""
    actor: str = ""
    before: int | None = None


def audit_entries(wanted: AuditFilter) -> list[AuditEntry]:
    """The newest entries that fit, one more than a page so that the page knows if there is more."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.order_by("-sequence")
    if wanted.action:
        rows = rows.filter(action__startswith=wanted.action)
    if wanted.actor:
        rows = rows.filter(actor_kind=wanted.actor)
    for word in wanted.query.split():
        rows = rows.filter(
            Q(actor_label__icontains=word) | Q(action__icontains=word) | Q(target_id=word)
        )
    if wanted.before is not None:
        rows = rows.filter(sequence__lt=wanted.before)
    return list(rows[: AUDIT_PAGE + 1])
