from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interviews", "0003_row_level_security")]

    operations = [
        migrations.AddField(
            model_name="candidatelink",
            name="mail_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="candidatelink",
            name="mailed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
