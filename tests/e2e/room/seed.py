"""``python -m tests.e2e.room.seed MEET NAME...``: a company, and a live interview planned for as
many candidates, who have not read their notice yet. ``MEET``: 1 where they see each other.

Prints ``{"company": id, "room": id, "email": ..., "password": ..., "seats": [{"id": ..., "name":
..., "interview": id, "token": ...}]}``.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from hireapp.core.scope import company_scope  # noqa: E402
from interviews.models import Candidate, Question  # noqa: E402
from tests import factories  # noqa: E402

JOB = "200102"  # development of applications
QUESTION = "Tell us about something that went wrong, and what you did."


def main(meet: str, *names: str) -> None:
    owner = factories.company(email="owner@example.com").owner
    position = factories.position(owner, questions=1, job_code=JOB)
    live = factories.room(
        owner, candidates=len(names), consent=False, meet=meet == "1", position=position
    )
    with company_scope(owner.company.id):
        Question.objects.filter(position=position).update(text=QUESTION)
        for invitation, name in zip(live.invitations, names, strict=True):
            person = invitation.interview.candidate_id
            Candidate.objects.filter(id=person).update(name=name)
    seats = [
        {
            "id": str(seat.id),
            "name": name,
            "interview": str(seat.interview_id),
            "token": invitation.token,
        }
        for seat, name, invitation in zip(live.seats(), names, live.invitations, strict=True)
    ]
    known = {"email": owner.user.email, "password": factories.PASSWORD}
    print(
        json.dumps(
            {
                **known,
                "company": str(owner.company.id),
                "room": str(live.room.id),
                "seats": seats,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
