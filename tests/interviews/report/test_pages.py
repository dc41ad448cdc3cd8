"""Who sees the report, what stands on it, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.types import Purpose
from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from hireapp.vault.objects import subject_destroy
from interviews.models import AnalysisRun, ReportView
from interviews.selectors.model_cards import CARDS
from interviews.services.analysis_run import analysis_fail, analysis_heartbeat
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one
from tests.interviews.report.conftest import client_of

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], tuple[Client, Member]]


def _url(case: Answered, name: str = "detail") -> str:
    if name in {"detail", "progress", "pdf", "scorecard", "decision"}:
        return reverse(f"report:{name}", args=[case.interview_id])
    return reverse(f"report:{name}", args=[case.interview_id, case.answer_id])


READ = ("detail", "progress", "pdf", "video", "captions", "signals", "landmarks")
WRITE: dict[str, set[Role]] = {
    "scorecard": {Role.OWNER, Role.RECRUITER, Role.INTERVIEWER, Role.REVIEWER},
    "transcript": {Role.OWNER, Role.RECRUITER, Role.INTERVIEWER, Role.REVIEWER},
    "decision": {Role.OWNER, Role.RECRUITER},
    "retry": {Role.OWNER, Role.RECRUITER},
}


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_and_only_some_write(
    analysed: Answered, as_role: AsRole, role: Role
) -> None:
    client, _member = as_role(role)
    for name in READ:
        assert client.get(_url(analysed, name)).status_code == 200, name
    for name, roles in WRITE.items():
        status = client.post(_url(analysed, name)).status_code
        assert (status == 403) == (role not in roles), (name, status)


def test_another_company_finds_nothing(analysed: Answered, charlie_client: Client) -> None:
    for name in READ:
        assert charlie_client.get(_url(analysed, name)).status_code == 404, name
    for name in WRITE:
        assert charlie_client.post(_url(analysed, name)).status_code == 404, name


def test_a_stranger_is_sent_to_sign_in(analysed: Answered, client: Client) -> None:
    for name in READ:
        assert client.get(_url(analysed, name)).status_code == 302, name


def test_an_answer_of_another_interview_is_not_found(
    analysed: Answered, alice: Member, alice_client: Client
) -> None:
    other = answer_one(alice, b"x")
    crossed = reverse("report:video", args=[other.interview_id, analysed.answer_id])
    assert alice_client.get(crossed).status_code == 404


def test_the_page_shows_words_numbers_and_what_they_rest_on(analysed: Answered) -> None:
    page = client_of(analysed.member).get(_url(analysed)).content.decode()
    assert "hello" in page
    assert "세계" in page
    assert "Voice and pace" in page
    assert "51" in page
    assert "words/min" in page
    assert "yunet" in page
    assert "sha256" in page.lower()
    assert "More than one face was seen" in page


def test_every_view_is_noted_with_the_person(analysed: Answered) -> None:
    client = client_of(analysed.member)
    client.get(_url(analysed))
    client.get(_url(analysed, "progress"))  # asked by the page itself: no view
    with company_scope(analysed.company_id):
        assert ReportView.objects.filter(user=analysed.member.user).count() == 1
        assert AuditEntry.objects.filter(action="report.viewed").count() == 1


def test_the_page_costs_the_same_with_one_question_and_with_twelve(alice: Member) -> None:
    small = answer_one(alice, b"x").analysed()
    large = answer_one(alice, b"x", questions=12, answers=12).analysed()
    client = client_of(alice)
    counts = []
    for case in (small, large):
        client.get(_url(case))  # what is cached once per process
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(_url(case)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # session, user, memberships, scope (2), company, interview, view, audit (lock, last, insert),
    # own card, cards, ratings, questions, answers, runs, facts and consents, decisions.
    assert counts[0] <= 34


def test_a_running_analysis_says_how_far_it_is(alice: Member) -> None:
    case = answer_one(alice, b"x")
    run = case.claim()
    assert run is not None
    with company_scope(case.company_id):
        analysis_heartbeat(run=run, progress=0.42, stage="words")
    page = client_of(alice).get(_url(case, "progress")).content.decode()
    assert "42 %" in page
    assert "data-under-way" in page


def test_a_failed_analysis_is_explained_and_can_be_tried_again(alice: Member) -> None:
    case = answer_one(alice, b"x")
    run = case.claim()
    assert run is not None
    with company_scope(case.company_id):
        analysis_fail(run=run, code="not_a_video", detail="secret internal words")
    client = client_of(alice)
    page = client.get(_url(case)).content.decode()
    assert "This file is not a recording" in page
    assert "Analyse again" in page
    assert "secret internal words" not in page
    assert client.post(_url(case, "retry")).status_code == 302
    with company_scope(case.company_id):
        assert AnalysisRun.objects.filter(status="queued").count() == 1
        assert case.interview.status == "finished"


def test_a_lane_that_was_refused_is_simply_not_there(alice: Member) -> None:
    refused = answer_one(alice, b"x", refused=(Purpose.FACE_GAZE, Purpose.BODY_MOVEMENT)).analysed()
    client = client_of(alice)
    page = client.get(_url(refused)).content.decode().lower()
    for word in ("refused", "not agreed", "withdrawn", "consent", "gaze spread", "movement"):
        assert word not in page, word
    keys = {lane["key"] for lane in client.get(_url(refused, "signals")).json()["lanes"]}
    assert keys == {"speech", "pace", "pitch", "level"}


def test_a_deleted_recording_leaves_a_page_that_says_so(analysed: Answered) -> None:
    analysed.withdraw(Purpose.RECORDING)
    with company_scope(analysed.company_id):
        subject_destroy(subject_id=analysed.interview_id, reason="request")
    client = client_of(analysed.member)
    page = client.get(_url(analysed)).content.decode()
    assert "The recording was deleted" in page
    assert "<video" not in page
    assert "hello" not in page
    assert client.get(_url(analysed, "pdf")).status_code == 200
    assert client.get(_url(analysed, "video")).status_code == 410
    assert client.get(_url(analysed, "signals")).status_code == 410


def test_the_page_speaks_korean(analysed: Answered) -> None:
    page = client_of(analysed.member).get(_url(analysed), headers={"accept-language": "ko"})
    assert '<html lang="ko"' in page.content.decode()


def test_every_model_card_that_a_number_quotes_exists_and_names_its_model() -> None:
    folder = Path(__file__).parents[3] / "docs" / "models"
    for card in CARDS:
        text = (folder / f"{card.card}.md").read_text().lower()
        plain = text.replace("-", "").replace("_", "")
        assert card.model.replace("_", "") in plain, card.model
