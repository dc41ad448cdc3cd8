"""``python -m tests.resilience.facts COMPANY``: what the database and the vault hold now.

Prints ``{"answers": [{id, status, sha256, size, runs: [status, ...], results}], "audit": bool,
"interviews": [{id, status, follow_ups, depth, undecided, outcomes: [word, ...], questions: [{id,
order, follow_up, label, text, answered, parents: [id, ...], refers: [label, ...], noted}]}]}``.
``parents``: the questions whose answers it was asked after; ``noted``: how often the audit log
says that it was asked.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any
from uuid import UUID

import django

django.setup()

from hireapp.audit.models import AuditEntry  # noqa: E402
from hireapp.audit.services import audit_verify  # noqa: E402
from hireapp.core.scope import company_scope  # noqa: E402
from hireapp.vault.objects import object_reader  # noqa: E402
from interviews.models import (  # noqa: E402
    AnalysisResult,
    AnalysisRun,
    Answer,
    AnswerStatus,
    Interview,
    InterviewQuestion,
    Listening,
)


def main(company_id: UUID) -> None:
    with company_scope(company_id):
        facts = {
            "answers": [_answer(answer) for answer in Answer.objects.all()],
            "interviews": [_interview(interview) for interview in Interview.objects.all()],
            "audit": audit_verify().broken_at is None,
        }
    print(json.dumps(facts))


def _answer(answer: Answer) -> dict[str, Any]:
    data = object_reader(answer.media_id).read() if answer.media_id else b""
    runs = AnalysisRun.objects.filter(answer=answer).order_by("created_at")
    return {
        "id": str(answer.id),
        "status": answer.status,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "runs": [f"{run.status} {run.error_code}".strip() for run in runs],
        "results": AnalysisResult.objects.filter(answer=answer).count(),
    }


def _interview(interview: Interview) -> dict[str, Any]:
    heard = Listening.objects.filter(
        answer__interview=interview, answer__status=AnswerStatus.SUBMITTED
    )
    return {
        "id": str(interview.id),
        "status": interview.status,
        "follow_ups": interview.follow_ups,
        "depth": interview.follow_up_depth,
        "undecided": heard.filter(settled_at__isnull=True).count(),
        "outcomes": list(heard.values_list("outcome", flat=True)),
        "questions": [_question(question) for question in interview.questions.all()],
    }


def _question(question: InterviewQuestion) -> dict[str, Any]:
    decided = Listening.objects.filter(question=question, outcome="asked")
    noted = AuditEntry.objects.filter(
        action="interview.follow_up_asked", target_id=str(question.id)
    )
    return {
        "id": str(question.id),
        "order": question.order,
        "follow_up": question.follow_up,
        "label": question.label,
        "text": question.text,
        "answered": question.answers.filter(status=AnswerStatus.SUBMITTED).count(),
        "parents": [str(listening.answer.question_id) for listening in decided],
        "refers": [span["label"] for span in (question.path or {}).get("spans", ())],
        "noted": noted.count(),
    }


if __name__ == "__main__":
    main(UUID(sys.argv[1]))
