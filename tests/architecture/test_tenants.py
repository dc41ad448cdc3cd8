"""Every table belongs to companies and is locked, or stands on a list that somebody reads."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from hireapp.core.models import CompanyRow
from hireapp.core.scope import CompanyManager

pytestmark = pytest.mark.django_db

# Tables without a company, and why none is needed.
GLOBAL_TABLES = {
    "django_migrations": "which schema is built",
    "django_content_type": "Django's names of models",
    "django_session": "signed-in browsers: an opaque key each",
    "django_admin_log": "the operators' console",
    "auth_permission": "operators' permissions",
    "auth_group": "operators' groups",
    "auth_group_permissions": "operators' groups",
    "tenancy_user": "one person may work for several companies",
    "tenancy_user_groups": "operators' groups",
    "tenancy_user_user_permissions": "operators' permissions",
    "account_emailaddress": "a person's addresses, for signing in",
    "account_emailconfirmation": "a person's addresses, for signing in",
    "mfa_authenticator": "a person's second factors",
    "interviews_sharedcontent": "shared originals of what is asked in a job",
    "interviews_jobgroup": "shared originals of the NCS catalogue",
    "interviews_job": "shared originals of the NCS catalogue",
}
# Functions that see more than their caller, because the company is not known yet.
RESOLVERS = {"resolve_memberships", "resolve_company_ids"}


def _rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_every_table_forces_row_level_security_or_is_on_the_list() -> None:
    tables = _rows(
        """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
            (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'company')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
        """
    )
    unlocked = {name for name, forced, policies in tables if not (forced and policies)}
    assert unlocked == set(GLOBAL_TABLES)


def test_no_view_looks_past_row_level_security() -> None:
    assert _rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []


def test_every_policy_checks_what_is_written_as_well_as_what_is_read() -> None:
    policies = _rows(
        "SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'company'"
    )
    assert len(policies) > 15
    for table, read, written in policies:
        assert "app.company_id" in str(read), table
        assert read == written, table


def test_only_the_owner_role_is_let_past_by_any_other_policy() -> None:
    others = _rows(
        "SELECT tablename, roles::text[], cmd FROM pg_policies WHERE policyname <> 'company'"
    )
    for table, roles, command in others:
        assert table in {"tenancy_company", "tenancy_membership"}
        assert command == "SELECT"
        assert roles
        assert connection.settings_dict["USER"] not in roles


def test_only_the_resolvers_run_with_their_owners_rights_and_with_a_fixed_search_path() -> None:
    found = _rows(
        """
        SELECT p.proname, coalesce(array_to_string(p.proconfig, ','), '')
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND p.prosecdef
        """
    )
    assert {name for name, _ in found} == RESOLVERS
    for name, settings in found:
        assert str(settings).startswith("search_path="), name


def test_every_row_of_a_company_is_reached_through_the_scope() -> None:
    company_models = [model for model in apps.get_models() if issubclass(model, CompanyRow)]
    assert len(company_models) > 15
    for model in company_models:
        assert isinstance(model._default_manager, CompanyManager), model


def test_the_app_role_cannot_change_the_schema() -> None:
    rights = _rows(
        "SELECT has_schema_privilege('public', 'CREATE'), "
        "has_table_privilege('django_migrations', 'INSERT')"
    )
    assert rights == [(False, False)]
