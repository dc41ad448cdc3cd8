"""What the app role may do with the tables that the owner role makes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

# Read by the app, written by migrations alone.
READ_ONLY = ("django_migrations",)


def let_app_role_work(using: str, **_: Any) -> None:
    """After each ``migrate --database owner``: rows yes, schema no. On any PostgreSQL, so that a
    real server needs no more than the two roles and an empty database.
    """
    app = settings.DATABASES["default"]["USER"]
    if using != "owner" or app == settings.DATABASES["owner"]["USER"]:
        return
    connection = connections[using]
    role = connection.ops.quote_name(app)
    with connection.cursor() as cursor:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}",
            *(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {{role}}" for table in READ_ONLY),
        ):
            cursor.execute(statement.format(role=role))
