from django.db import migrations

from hireapp.core.rls import restrict_to_company


class Migration(migrations.Migration):
    dependencies = [("interviews", "0013_letters_to_interviewers")]
    operations = [restrict_to_company("interviews_interviewerletter")]
