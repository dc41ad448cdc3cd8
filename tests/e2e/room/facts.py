"""``python -m tests.e2e.room.facts COMPANY``: what the rows and the vault know of a live interview.

Prints ``{"room": status, "audit": bool, "seats": {id: {status, interview, answers: [{id, status,
interrupted, kind, label, size, sha256, said, transcript, runs: [status, ...]}], suggestions}}}``.
``said``: words heard live; ``transcript``: what the analysis understood afterwards.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any
from uuid import UUID

import django

django.setup()

from hireapp.audit.services import audit_verify  # noqa: E402
from hireapp.core.scope import company_scope  # noqa: E402
from hireapp.vault.objects import object_reader  # noqa: E402
from interviews.models import (  # noqa: E402
    AnalysisRun,
    Answer,
    Listening,
    Room,
    Seat,
    Suggestion,
    Transcript,
)


def main(company_id: UUID) -> None:
    with company_scope(company_id):
        room = Room.objects.get()
        seats = Seat.objects.filter(room=room).select_related("interview").order_by("number")
        facts = {
            "room": room.status,
            "audit": audit_verify().broken_at is None,
            "seats": {str(seat.id): _seat(seat) for seat in seats},
        }
    print(json.dumps(facts))


def _seat(seat: Seat) -> dict[str, Any]:
    answers = Answer.objects.filter(interview=seat.interview).select_related("question")
    return {
        "status": seat.interview.status,
        "interview": str(seat.interview_id),
        "answers": [_answer(answer) for answer in answers.order_by("started_at")],
        "suggestions": Suggestion.objects.filter(interview=seat.interview).count(),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    data = object_reader(answer.media_id).read() if answer.media_id else b""
    heard = Listening.objects.filter(answer=answer).first()
    transcript = Transcript.objects.filter(answer=answer).first()
    runs = AnalysisRun.objects.filter(answer=answer).order_by("created_at")
    return {
        "id": str(answer.id),
        "status": answer.status,
        "interrupted": answer.interrupted,
        "kind": answer.question.kind,
        "label": answer.question.label,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "said": " ".join(str(word[0]) for word in heard.words) if heard else "",
        "transcript": transcript.text if transcript else "",
        "runs": [f"{run.status} {run.error_code}".strip() for run in runs],
    }


if __name__ == "__main__":
    main(UUID(sys.argv[1]))
