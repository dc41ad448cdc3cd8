"""``python -m tests.resilience.seed N [F [D]]``: a company and N consented interviews of two
questions, with at most F follow-ups (0) each, D (1) in a row.

Prints ``{"company": id, "interviews": [{"token": ..., "questions": [...]}]}``.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from interviews.demo.candidate import DemoCandidate  # noqa: E402
from tests import factories  # noqa: E402


def main(count: int, follow_ups: int = 0, depth: int = 1) -> None:
    owner = factories.company(email="owner@example.com").owner
    position = factories.position(
        owner,
        questions=2,
        follow_ups=follow_ups,
        depth=depth,
        job_code="200102" if follow_ups else "",
    )
    interviews = []
    for _ in range(count):
        invitation = factories.invitation(owner, position=position)
        candidate = DemoCandidate(invitation.url)
        candidate.agree()
        questions = [str(question.id) for question in candidate.questions()]
        interviews.append({"token": invitation.token, "questions": questions})
    print(json.dumps({"company": str(owner.company.id), "interviews": interviews}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
