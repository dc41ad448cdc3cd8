from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interviews", "0014_letters_security")]
    operations = [
        migrations.AddField(
            model_name="interviewquestion",
            name="client_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="interviewquestion",
            constraint=models.UniqueConstraint(
                fields=("interview", "client_id"), name="interview_question_once"
            ),
        ),
    ]
