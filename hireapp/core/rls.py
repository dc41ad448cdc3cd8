"""Row-level security, as migration operations.

``RestrictToCompany("table")`` forces the policy on the table's owner too. Whatever must be found
before the company is known (a user's memberships) goes through a ``SECURITY DEFINER`` function
that belongs to the owner role; ``readable_by_owner`` opens the table for that role alone, which
never serves a request.
"""

from __future__ import annotations

from django.db import migrations

_COMPANY = "nullif(current_setting('app.company_id', true), '')::uuid"


def restrict_to_company(
    table: str, *, column: str = "company_id", readable_by_owner: bool = False
) -> migrations.RunSQL:
    """Rows of ``table`` are visible and writable only inside their company's scope."""
    forward = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY company ON {table}
            USING ({column} = {_COMPANY}) WITH CHECK ({column} = {_COMPANY});
    """
    backward = f"""
        DROP POLICY company ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
    if readable_by_owner:
        forward += f"CREATE POLICY resolve ON {table} FOR SELECT TO CURRENT_USER USING (true);"
        backward = f"DROP POLICY resolve ON {table};" + backward
    return migrations.RunSQL(forward, backward)


def append_only(table: str) -> migrations.RunSQL:
    """Rows of ``table`` can be neither changed nor removed, whoever asks."""
    return migrations.RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        """,
        f"DROP TRIGGER append_only ON {table};",
    )
