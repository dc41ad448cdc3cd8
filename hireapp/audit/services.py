"""Writing to the audit log, and checking that nobody else did."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection, models
from django.utils import timezone

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import current_company_id

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user of the portal, a candidate, an operator or the system itself."""

    kind: str
    id: str = ""
    label: str = ""

    @classmethod
    def user(cls, user: Any) -> Actor:
        return cls("user", str(user.pk), str(user))

    @classmethod
    def candidate(cls, candidate: Any) -> Actor:
        """No name: the log outlives the candidate's data."""
        return cls("candidate", str(candidate.pk))


SYSTEM = Actor("system")


def audit_record(
    *, action: str, actor: Actor, target: models.Model, detail: dict[str, Any]
) -> AuditEntry:
    """Appends one entry to the company's chain, in the caller's transaction.

    A transaction-scoped advisory lock keeps the chain in one line when several people act.
    """
    company_id = current_company_id()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(company_id)])
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    entry = AuditEntry(
        company_id=company_id,
        sequence=sequence,
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        detail=detail,
        previous_hash=previous,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry's facts and the hash of the one before."""
    facts = {
        "company": str(entry.company_id),
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor_kind, entry.actor_id, entry.actor_label],
        "action": entry.action,
        "target": [entry.target_type, entry.target_id],
        "detail": entry.detail,
        "previous": entry.previous_hash,
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainReport:
    """``broken_at``: sequence of the first entry that does not fit; None when all do."""

    entries: int
    broken_at: int | None


def audit_verify() -> ChainReport:
    """Walks the open company's chain from the first entry."""
    expected_sequence, previous = 1, GENESIS
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=1000):
        fits = (
            entry.sequence == expected_sequence
            and entry.previous_hash == previous
            and entry.hash == entry_hash(entry)
        )
        if not fits:
            return ChainReport(expected_sequence - 1, entry.sequence)
        expected_sequence, previous = entry.sequence + 1, entry.hash
    return ChainReport(expected_sequence - 1, None)
