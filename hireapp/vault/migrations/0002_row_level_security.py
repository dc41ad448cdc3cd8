from django.db import migrations

from hireapp.core.rls import restrict_to_company

TABLES = ("companykey", "subjectkey", "mediaobject", "deletioncertificate")


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [restrict_to_company(f"vault_{table}") for table in TABLES]
