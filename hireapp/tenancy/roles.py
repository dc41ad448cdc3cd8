"""What each role may do: one table, read by views, sockets and tests alike."""

from __future__ import annotations

from enum import StrEnum

from hireapp.tenancy.models import Role


class Can(StrEnum):
    """Abilities inside a company."""

    VIEW = "view"  # positions, candidates, reports
    MANAGE = "manage"  # create positions, invite candidates
    RATE = "rate"  # give ratings and comments
    DECIDE = "decide"  # advance, hire, reject
    AUDIT = "audit"  # read the audit log
    ADMINISTER = "administer"  # members, company settings, purposes


ABILITIES: dict[str, frozenset[Can]] = {
    Role.OWNER: frozenset(Can),
    Role.RECRUITER: frozenset({Can.VIEW, Can.MANAGE, Can.RATE, Can.DECIDE}),
    Role.INTERVIEWER: frozenset({Can.VIEW, Can.RATE}),
    Role.REVIEWER: frozenset({Can.VIEW, Can.RATE}),
    Role.AUDITOR: frozenset({Can.VIEW, Can.AUDIT}),
}


def can(role: str, ability: Can) -> bool:
    return ability in ABILITIES[role]
