"""Nobody is hired or rejected without a named person who looked and gave a reason."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from hireapp.core.errors import DomainError
from hireapp.core.scope import company_scope
from interviews.models import Decision, Interview, Transcript
from interviews.services.decision import (
    HumanAsked,
    NotDecidable,
    NotViewed,
    decision_record,
)
from interviews.services.rating import report_opened
from tests.factories import Member
from tests.interviews.answered import Answered
from tests.interviews.report.conftest import client_of

pytestmark = pytest.mark.django_db
REASON = "Explained the trade-offs of the last project clearly."


def _decide(case: Answered, *, looked: bool = True, **changes: object) -> Decision:
    with company_scope(case.company_id):
        if looked:
            report_opened(interview=case.interview, user=case.member.user)
        values = {"outcome": "reject", "reason": REASON, "author": case.member.user, **changes}
        return decision_record(interview=case.interview, **values)  # type: ignore[arg-type]


def test_a_decision_carries_name_reason_and_time(analysed: Answered) -> None:
    decision = _decide(analysed)
    assert decision.author_name == str(analysed.member.user)
    assert decision.reason == REASON


def test_who_has_not_looked_cannot_decide(analysed: Answered) -> None:
    with pytest.raises(NotViewed):
        _decide(analysed, looked=False)


@pytest.mark.parametrize("changes", [{"reason": ""}, {"reason": "  no  "}, {"outcome": "maybe"}])
def test_a_decision_needs_a_reason_and_an_outcome(
    analysed: Answered, changes: dict[str, object]
) -> None:
    with pytest.raises(DomainError):
        _decide(analysed, **changes)


def test_no_machine_is_an_author(analysed: Answered) -> None:
    with pytest.raises(DomainError):
        _decide(analysed, author=None)


def test_after_a_withdrawal_there_is_nothing_to_decide(analysed: Answered) -> None:
    with company_scope(analysed.company_id):
        Interview.objects.update(status="withdrawn")
    with pytest.raises(NotDecidable):
        _decide(analysed)


def test_a_candidate_who_asked_for_a_person_is_talked_to_first(analysed: Answered) -> None:
    with company_scope(analysed.company_id):
        Interview.objects.update(human_requested_at=timezone.now())
    with pytest.raises(HumanAsked):
        _decide(analysed)
    assert _decide(analysed, spoke_with_candidate=True).outcome == "reject"


def test_a_new_decision_follows_the_old_one_and_both_stay(analysed: Answered) -> None:
    client = client_of(analysed.member)
    page = reverse("report:detail", args=[analysed.interview_id])
    client.get(page)
    for outcome in ("reject", "advance"):
        client.post(
            reverse("report:decision", args=[analysed.interview_id]),
            {"outcome": outcome, "reason": f"{REASON} ({outcome})"},
        )
    text = client.get(page).content.decode()
    assert f"{REASON} (reject)" in text
    assert f"{REASON} (advance)" in text
    assert text.index("(advance)") < text.index("(reject)")


def test_a_correction_stands_beside_the_machines_words(analysed: Answered, bob: Member) -> None:
    client = client_of(bob)
    url = reverse("report:transcript", args=[analysed.interview_id, analysed.answer_id])
    client.post(url, {"text": "Hello, world. Hello!"})
    with company_scope(analysed.company_id):
        row = Transcript.objects.get()
    assert row.edited_text == "Hello, world. Hello!"
    assert row.text == "hello 세계 hello"
    assert row.edited_by == bob.user
    page = client.get(reverse("report:detail", args=[analysed.interview_id])).content.decode()
    assert "Hello, world. Hello!" in page
    assert "As the machine heard it" in page
    client.post(url, {"text": ""})
    with company_scope(analysed.company_id):
        assert Transcript.objects.get().edited_by is None
