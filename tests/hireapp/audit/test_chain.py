"""The audit log: append-only, one unbroken chain per company, and tampering is found."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections

from hireapp.audit.models import AuditEntry
from hireapp.audit.services import Actor, ChainReport, audit_record, audit_verify
from hireapp.core.scope import OutsideScope, company_scope
from tests.factories import Member


def _record(member: Member, count: int = 1) -> None:
    with company_scope(member.company.id):
        for number in range(count):
            audit_record(
                action="test.happened",
                actor=member.actor,
                target=member.company,
                detail={"number": number, "text": "한국어"},
            )


def _verified(member: Member) -> ChainReport:
    with company_scope(member.company.id):
        return audit_verify()


def test_an_entry_needs_a_scope(alice: Member) -> None:
    with pytest.raises(OutsideScope):
        audit_record(action="x", actor=alice.actor, target=alice.company, detail={})


def test_a_chain_of_entries_verifies(alice: Member) -> None:
    _record(alice, 5)
    assert _verified(alice) == ChainReport(entries=6, broken_at=None)  # 1: company.created


def test_each_company_has_a_chain_of_its_own(alice: Member, charlie: Member) -> None:
    _record(alice, 3)
    assert _verified(charlie) == ChainReport(entries=1, broken_at=None)


def test_a_candidate_is_recorded_without_a_name(alice: Member) -> None:
    assert Actor.candidate(alice.user).label == ""
    assert Actor.user(alice.user).label == str(alice.user)


@pytest.mark.parametrize(
    "change", ["UPDATE audit_auditentry SET action = 'x'", "DELETE FROM audit_auditentry"]
)
def test_the_database_refuses_changes(alice: Member, change: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        company_scope(alice.company.id),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.fixture
def owner(transactional_db: None) -> Iterator[psycopg.Connection]:
    """Somebody with the keys to the database: may drop the trigger, and puts it back after."""
    url = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER append_only")
        owner.execute("ALTER TABLE audit_auditentry NO FORCE ROW LEVEL SECURITY")
        yield owner
        owner.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER append_only")
        owner.execute("ALTER TABLE audit_auditentry FORCE ROW LEVEL SECURITY")


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_auditentry SET action = 'x' WHERE sequence = 3", 3),
        ("UPDATE audit_auditentry SET actor_label = 'x' WHERE sequence = 3", 3),
        ("UPDATE audit_auditentry SET detail = '{}' WHERE sequence = 3", 3),
        ("UPDATE audit_auditentry SET at = at + interval '1 second' WHERE sequence = 3", 3),
        ("UPDATE audit_auditentry SET target_id = 'x' WHERE sequence = 3", 3),
        ("DELETE FROM audit_auditentry WHERE sequence = 3", 4),
        ("UPDATE audit_auditentry SET sequence = -sequence WHERE sequence = 1", -1),
    ],
)
def test_tampering_by_somebody_with_the_keys_is_found(
    owner: psycopg.Connection[Any], alice: Member, tampering: str, broken_at: int
) -> None:
    _record(alice, 5)
    assert _verified(alice).broken_at is None
    owner.execute(tampering)  # type: ignore[call-overload]
    assert _verified(alice).broken_at == broken_at


def test_the_verify_command_says_so_and_fails(
    owner: psycopg.Connection[Any], alice: Member
) -> None:
    _record(alice, 2)
    out, err = io.StringIO(), io.StringIO()
    call_command("audit_verify", stdout=out, stderr=err)
    assert "3 entries, unbroken" in out.getvalue()
    owner.execute("UPDATE audit_auditentry SET action = 'x' WHERE sequence = 2")
    with pytest.raises(SystemExit) as exit_:
        call_command("audit_verify", stdout=out, stderr=err)
    assert exit_.value.code == 1
    assert f"{alice.company.id}: broken at entry 2" in err.getvalue()


@pytest.mark.django_db(transaction=True)
def test_people_who_act_at_once_stay_in_one_line(alice: Member) -> None:
    barrier, failures = threading.Barrier(6), []

    def act() -> None:
        try:
            barrier.wait()
            _record(alice, 5)
        except Exception as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert _verified(alice) == ChainReport(entries=31, broken_at=None)
    with company_scope(alice.company.id):
        assert AuditEntry.objects.count() == 31
