from django.db import migrations

from hireapp.core.rls import restrict_to_company


class Migration(migrations.Migration):
    dependencies = [("interviews", "0009_live_rooms")]
    operations = [
        restrict_to_company(f"interviews_{table}") for table in ("room", "seat", "roomnote", "roomvoice")
    ]
