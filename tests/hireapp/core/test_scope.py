"""The company scope, and row-level security behind it."""

from __future__ import annotations

import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

from hireapp.core.scope import OutsideScope, company_scope
from hireapp.tenancy.models import Membership
from interviews.models import Position
from tests import factories
from tests.factories import Member


def test_a_query_outside_a_scope_raises(alice: Member) -> None:
    with pytest.raises(OutsideScope):
        Position.objects.count()


def test_tests_run_as_a_role_that_row_level_security_binds(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole"
        )
        assert cursor.fetchone() == (0,)


def test_another_companys_rows_are_invisible(alice: Member, charlie: Member) -> None:
    factories.position(alice)
    with company_scope(charlie.company.id):
        assert Position.objects.count() == 0
    with company_scope(alice.company.id):
        assert Position.objects.count() == 1


def test_raw_sql_without_a_company_sees_nothing(alice: Member) -> None:
    factories.position(alice)
    with connection.cursor() as cursor:
        for table in ("interviews_position", "tenancy_membership", "tenancy_company"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_raw_sql_cannot_write_into_another_company(alice: Member, charlie: Member) -> None:
    statement = (
        "INSERT INTO tenancy_membership (id, company_id, user_id, role, created_at) "
        "VALUES (%s, %s, %s, 'owner', now())"
    )
    values = [uuid.uuid4(), alice.company.id, charlie.user.id]
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        company_scope(charlie.company.id),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_a_row_cannot_be_moved_into_another_company(alice: Member, charlie: Member) -> None:
    position = factories.position(alice)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        company_scope(alice.company.id),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE interviews_position SET company_id = %s WHERE id = %s",
            [charlie.company.id, position.id],
        )


def test_a_scope_inside_another_companys_scope_is_refused(alice: Member, charlie: Member) -> None:
    with (
        company_scope(alice.company.id),
        pytest.raises(OutsideScope),
        company_scope(charlie.company.id),
    ):
        pass


def test_a_scope_inside_the_same_companys_scope_stays_open(alice: Member) -> None:
    factories.position(alice)
    with company_scope(alice.company.id):
        with company_scope(alice.company.id):
            assert Position.objects.count() == 1
        assert Position.objects.count() == 1


def test_an_error_inside_an_inner_scope_leaves_the_outer_one_working(alice: Member) -> None:
    factories.position(alice)
    with company_scope(alice.company.id):
        with pytest.raises(ZeroDivisionError), company_scope(alice.company.id):
            raise ZeroDivisionError
        assert Position.objects.count() == 1


def test_after_a_scope_the_outer_transaction_sees_nothing_again(alice: Member) -> None:
    factories.position(alice)
    with transaction.atomic():
        with company_scope(alice.company.id):
            assert Membership.objects.count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM interviews_position")
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_served_one_company_does_not_remember_it(alice: Member) -> None:
    factories.position(alice)
    with company_scope(alice.company.id):
        assert Position.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.company_id', true)")
        assert cursor.fetchone()[0] in (None, "")
        cursor.execute("SELECT count(*) FROM interviews_position")
        assert cursor.fetchone() == (0,)
