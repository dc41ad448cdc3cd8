from django.db import migrations

from hireapp.core.rls import append_only, restrict_to_company

TABLES = (
    "companycontent", "bankquestion", "draft", "listening", "suggestion", "questionmodel",
    "rubric", "answerscore", "scoreoverride", "interviewprofile", "questionnaire",
    "positionthemes", "resume",
)


class Migration(migrations.Migration):
    dependencies = [("interviews", "0005_interviewers_mind")]
    operations = [
        *(restrict_to_company(f"interviews_{table}") for table in TABLES),
        append_only("interviews_companycontent"),
    ]
