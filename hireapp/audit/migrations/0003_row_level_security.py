from django.db import migrations

from hireapp.core.rls import append_only, restrict_to_company


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]
    operations = [restrict_to_company("audit_auditentry"), append_only("audit_auditentry")]
