from django.db import migrations

from hireapp.core.rls import append_only, restrict_to_company

TABLES = (
    "position", "question", "candidate", "interview", "candidatelink", "interviewquestion",
    "answer", "consentrecord", "analysisrun", "analysisresult", "transcript",
    "scorecard", "rating", "reportview", "decision",
)


class Migration(migrations.Migration):
    dependencies = [("interviews", "0002_initial")]
    operations = [
        *(restrict_to_company(f"interviews_{table}") for table in TABLES),
        append_only("interviews_consentrecord"),
        append_only("interviews_decision"),
        append_only("interviews_reportview"),
    ]
