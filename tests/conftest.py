"""Real servers for every test: an embedded PostgreSQL and Valkey, or those in the environment.

The schema is built by the owner role; tests run as the app role, which is neither owner nor
superuser, so that row-level security is in force in every test. ``tests/servers.py`` chose the
addresses before Django read its settings.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections
from django.test import Client, TransactionTestCase
from psycopg import sql

from hireapp.core.messages import compile_catalogues
from hireapp.tenancy.models import Role
from tests import factories
from tests.factories import Member

# Rows that migrations and set-up commands made once for every test.
KEPT_TABLES = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "interviews_jobgroup",
        "interviews_sharedcontent",
        "interviews_job",
    }
)


def pytest_configure(config: pytest.Config) -> None:
    """Korean pages are Korean in every run, not only where ``prepare`` has run before."""
    if not hasattr(config, "workerinput"):
        compile_catalogues(settings.LOCALE_PATHS)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A database of this process, built by the owner role and dropped at the end."""
    name, app = (settings.DATABASES["default"][key] for key in ("NAME", "USER"))
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    owner = psycopg.connect(os.environ["HIREAPP_TEST_DATABASE_OWNER_URL"], autocommit=True)
    owner.execute(drop)
    owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        with connections["owner"].cursor() as cursor:
            # Only here: transactional tests empty the tables afterwards.
            cursor.execute(f'GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO "{app}"')
        connections["owner"].close()
        if "load_catalogue" in get_commands():
            call_command("load_catalogue", verbosity=0)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    owner.execute(drop)
    owner.close()


def _empty_tables(self: TransactionTestCase) -> None:
    with connections["default"].cursor() as cursor:
        tables = set(connections["default"].introspection.table_names(cursor)) - KEPT_TABLES
        names = sql.SQL(", ").join(sql.Identifier(table) for table in sorted(tables))
        cursor.execute(sql.SQL("TRUNCATE {}").format(names))


# Django's own flush would take the job catalogue with it.
TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]


@pytest.fixture
def alice(db: None) -> Member:
    """Owner of the company that most tests are about."""
    return factories.company(name="Hanbit Software", email="alice@example.com").owner


@pytest.fixture
def bob(alice: Member) -> Member:
    """A recruiter beside alice."""
    return factories.member(alice.company, Role.RECRUITER, email="bob@example.com")


@pytest.fixture
def charlie(db: None) -> Member:
    """A stranger: owner of another company."""
    return factories.company(name="Other Corp", email="charlie@example.com").owner


def _client(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def alice_client(alice: Member) -> Client:
    return _client(alice)


@pytest.fixture
def bob_client(bob: Member) -> Client:
    return _client(bob)


@pytest.fixture
def charlie_client(charlie: Member) -> Client:
    return _client(charlie)


@pytest.fixture
def service_environment(tmp_path: Any) -> dict[str, str]:
    """Environment for real processes (uvicorn, celery) that work on this test's database."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "hireapp.settings.test"}
