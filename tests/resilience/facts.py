"""``python -m tests.resilience.facts COMPANY``: what the database and the vault hold now.

Prints ``{"answers": [{id, status, sha256, size, runs: [status, ...], results}], "audit": bool}``.
"""

from __future__ import annotations

import hashlib
import json
import sys
from uuid import UUID

import django

django.setup()

from hireapp.audit.services import audit_verify  # noqa: E402
from hireapp.core.scope import company_scope  # noqa: E402
from hireapp.vault.objects import object_reader  # noqa: E402
from interviews.models import AnalysisResult, AnalysisRun, Answer  # noqa: E402


def main(company_id: UUID) -> None:
    answers = []
    with company_scope(company_id):
        for answer in Answer.objects.all():
            data = object_reader(answer.media_id).read() if answer.media_id else b""
            runs = AnalysisRun.objects.filter(answer=answer).order_by("created_at")
            answers.append(
                {
                    "id": str(answer.id),
                    "status": answer.status,
                    "size": len(data),
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "runs": [f"{run.status} {run.error_code}".strip() for run in runs],
                    "results": AnalysisResult.objects.filter(answer=answer).count(),
                }
            )
        unbroken = audit_verify().broken_at is None
    print(json.dumps({"answers": answers, "audit": unbroken}))


if __name__ == "__main__":
    main(UUID(sys.argv[1]))
