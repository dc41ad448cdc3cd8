"""``python -m benchmarks.live_room N``: a live room with N candidates who are being recorded.

Prints ``{"company", "room", "seats": [...], "answers": {answer: epoch seconds}, "session"}``, the
last the key of the interviewer's session.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from hireapp.core.scope import company_scope  # noqa: E402
from interviews.models import Interview  # noqa: E402
from interviews.selectors.room import current_question  # noqa: E402
from interviews.services.answer import answer_begin  # noqa: E402
from tests import factories  # noqa: E402


def main(count: int) -> None:
    owner = factories.company(email="owner@example.com").owner
    position = factories.position(owner, job_code="200102")
    live = factories.room(owner, candidates=count, status="live", position=position)
    seats, answers = live.seats(), {}
    for seat in seats:
        with company_scope(owner.company.id):
            interview = Interview.objects.select_related("candidate").get(id=seat.interview_id)
            question = current_question(interview)
            assert question is not None
            answer = answer_begin(interview=interview, question_id=question.id)
            answers[str(answer.id)] = answer.started_at.timestamp()
    client = Client()
    client.force_login(owner.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    ids = {"company": str(owner.company.id), "room": str(live.room.id), "session": session}
    print(json.dumps({**ids, "seats": [str(seat.id) for seat in seats], "answers": answers}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
