"""Blind review: first one's own opinion, then names, others' opinions and machine numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import InterviewQuestion, Scorecard
from tests.factories import Member
from tests.interviews.answered import Answered

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], tuple[Client, Member]]


def _page(client: Client, case: Answered) -> str:
    answer = client.get(reverse("report:detail", args=[case.interview_id]))
    return str(answer.content.decode())


def _rate(client: Client, case: Answered, *, score: str = "4", comment: str = "clear") -> None:
    with company_scope(case.company_id):
        question = InterviewQuestion.objects.get(interview_id=case.interview_id)
    body = {f"score-{question.id}": score, f"comment-{question.id}": comment, "act": "submit"}
    client.post(reverse("report:scorecard", args=[case.interview_id]), body)


def test_others_cards_show_after_ones_own_is_submitted(analysed: Answered, as_role: AsRole) -> None:
    first, _ = as_role(Role.REVIEWER)
    second, _ = as_role(Role.INTERVIEWER)
    _rate(first, analysed, comment="a very particular remark")
    before = _page(second, analysed)
    assert "a very particular remark" not in before
    assert "1 other scorecard shows" in before
    _rate(second, analysed)
    assert "a very particular remark" in _page(second, analysed)


def test_an_auditor_who_cannot_rate_sees_the_cards(analysed: Answered, as_role: AsRole) -> None:
    reviewer, _ = as_role(Role.REVIEWER)
    auditor, _ = as_role(Role.AUDITOR)
    _rate(reviewer, analysed, comment="a very particular remark")
    assert "a very particular remark" in _page(auditor, analysed)


def test_a_draft_is_nobody_elses_business(analysed: Answered, as_role: AsRole) -> None:
    first, _ = as_role(Role.REVIEWER)
    auditor, _ = as_role(Role.AUDITOR)
    first.post(
        reverse("report:scorecard", args=[analysed.interview_id]), {"comment": "only a draft"}
    )
    assert "only a draft" not in _page(auditor, analysed)


def test_name_and_numbers_are_hidden_until_one_has_rated(blind: Answered, as_role: AsRole) -> None:
    client, _ = as_role(Role.REVIEWER)
    with company_scope(blind.company_id):
        candidate = blind.interview.candidate
    signals = reverse("report:signals", args=[blind.interview_id, blind.answer_id])
    before = _page(client, blind)
    assert candidate.name not in before
    assert candidate.email not in before
    assert candidate.code in before
    assert "Voice and pace" not in before
    refused = client.get(signals)
    assert refused.status_code == 403
    assert refused.json()["type"] == "urn:hireapp:problem:rate_first"
    _rate(client, blind)
    after = _page(client, blind)
    assert candidate.name in after
    assert "Voice and pace" in after
    assert client.get(signals).status_code == 200


def test_the_paper_hides_what_the_page_hides(blind: Answered, as_role: AsRole) -> None:
    import io

    from pypdf import PdfReader

    client, _ = as_role(Role.REVIEWER)
    with company_scope(blind.company_id):
        candidate = blind.interview.candidate
    made = client.get(reverse("report:pdf", args=[blind.interview_id]))
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert candidate.code in text
    assert candidate.name not in text
    assert candidate.email not in text
    assert "words/min" not in text


def test_an_auditor_sees_numbers_without_rating(blind: Answered, as_role: AsRole) -> None:
    client, _ = as_role(Role.AUDITOR)
    assert "Voice and pace" in _page(client, blind)


def test_a_submitted_card_stays_as_it_is(analysed: Answered, as_role: AsRole) -> None:
    client, member = as_role(Role.REVIEWER)
    _rate(client, analysed, score="4")
    _rate(client, analysed, score="1")
    with company_scope(analysed.company_id):
        card = Scorecard.objects.get(rater=member.user)
        assert [r.score for r in card.ratings.all()] == [4]


def test_autosave_answers_with_the_time_and_keeps_the_draft(
    analysed: Answered, as_role: AsRole
) -> None:
    client, member = as_role(Role.REVIEWER)
    url = reverse("report:scorecard", args=[analysed.interview_id])
    saved = client.post(url, {"comment": "so far"}, headers={"accept": "application/json"})
    assert "saved_at" in saved.json()
    with company_scope(analysed.company_id):
        card = Scorecard.objects.get(rater=member.user)
    assert (card.comment, card.submitted_at) == ("so far", None)


@pytest.mark.parametrize("score", ["0", "6", "4.5", "many"])
def test_a_rating_is_a_whole_number_from_one_to_five(
    analysed: Answered, as_role: AsRole, score: str
) -> None:
    client, _ = as_role(Role.REVIEWER)
    with company_scope(analysed.company_id):
        question = InterviewQuestion.objects.get()
    answer = client.post(
        reverse("report:scorecard", args=[analysed.interview_id]),
        {f"score-{question.id}": score},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 422


def test_an_empty_card_is_not_submitted(analysed: Answered, as_role: AsRole) -> None:
    client, _ = as_role(Role.REVIEWER)
    answer = client.post(
        reverse("report:scorecard", args=[analysed.interview_id]),
        {"act": "submit", "comment": ""},
        headers={"accept": "application/json"},
    )
    assert answer.json()["type"] == "urn:hireapp:problem:card_empty"
