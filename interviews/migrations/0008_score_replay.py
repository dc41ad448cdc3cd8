from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interviews", "0007_question_training")]
    operations = [
        migrations.AddField("answerscore", "replayed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("answerscore", "differences", models.JSONField(default=list)),
    ]
