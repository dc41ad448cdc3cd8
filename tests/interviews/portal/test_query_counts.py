"""A page costs as many queries at 50 rows as at one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hireapp.core.scope import company_scope
from interviews.models import Interview, Position, Scorecard
from tests import factories
from tests.factories import Member

# Before every page: session; user; memberships; the transaction: savepoint, scope (set_config) and
# its company; at the end the scope again and the savepoint's release.
FRAME = 8
# name -> queries of the page itself
EXPECTED = {
    # work: counts, three lists; positions, their funnels; live interviews of the day
    "home": 7,
    # count, page, funnels
    "positions": 3,
    # count, page, stages
    "interviews": 3,
    # count, page
    "candidates": 2,
    # members
    "team": 1,
    # position; count, page, coverage, stages; funnel; number of questions; live interviews ahead
    "position": 8,
    # position; questions
    "questions": 2,
    # entries
    "audit": 1,
}


def fill(author: Member, rows: int) -> Position:
    """``rows`` positions, and as many interviews in one of them, half of them reviewed."""
    positions = [factories.position(author, questions=2) for _row in range(rows)]
    for number in range(rows):
        interview = factories.invitation(author, position=positions[0]).interview
        with company_scope(author.company.id):
            Interview.objects.filter(id=interview.id).update(
                status="analysed", opened_at=timezone.now(), finished_at=timezone.now()
            )
            if number % 2:
                Scorecard.objects.create(
                    interview=interview, rater=author.user, submitted_at=timezone.now()
                )
    return positions[0]


@pytest.mark.parametrize("rows", [1, 50])
def test_queries_do_not_grow_with_rows(alice: Member, alice_client: Client, rows: int) -> None:
    position = fill(alice, rows)
    alice_client.get(reverse("portal:home"))  # what Django remembers per process
    counted = {}
    for name in EXPECTED:
        args = [position.id] if name in ("position", "questions") else []
        with CaptureQueriesContext(connection) as queries:
            assert alice_client.get(reverse(f"portal:{name}", args=args)).status_code == 200
        counted[name] = len(queries) - FRAME
    assert counted == EXPECTED
