"""Row-level security for companies and memberships, and the two functions that come before it."""

from django.db import migrations

from hireapp.core.rls import restrict_to_company

RESOLVERS = """
CREATE FUNCTION resolve_memberships(wanted uuid)
RETURNS TABLE (membership_id uuid, company_id uuid, company_name text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.id, m.company_id, c.name::text, m.role::text
    FROM public.tenancy_membership m JOIN public.tenancy_company c ON c.id = m.company_id
    WHERE m.user_id = wanted AND m.ended_at IS NULL
    ORDER BY c.name, m.id
$$;
CREATE FUNCTION resolve_company_ids() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id FROM public.tenancy_company ORDER BY id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]
    operations = [
        restrict_to_company("tenancy_company", column="id", readable_by_owner=True),
        restrict_to_company("tenancy_membership", readable_by_owner=True),
        migrations.RunSQL(
            RESOLVERS,
            "DROP FUNCTION resolve_memberships(uuid); DROP FUNCTION resolve_company_ids();",
        ),
    ]
