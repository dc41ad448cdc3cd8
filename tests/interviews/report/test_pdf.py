"""The report on paper can be read back, Korean included."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from interviews.models import Position
from interviews.services.decision import decision_record
from interviews.services.rating import report_opened
from tests import factories
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one
from tests.interviews.report.conftest import client_of

pytestmark = pytest.mark.django_db


def _text(case: Answered, language: str = "en") -> tuple[str, int]:
    answer = client_of(case.member).get(
        reverse("report:pdf", args=[case.interview_id]), headers={"accept-language": language}
    )
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "\n".join(page.extract_text() for page in pages), len(pages)


def test_korean_names_questions_and_answers_are_on_the_paper(alice: Member) -> None:
    position = factories.position(alice, title="백엔드 개발자", language="ko", questions=1)
    with company_scope(alice.company.id):
        Position.objects.get(id=position.id).questions.update(text="최근 프로젝트를 소개해 주세요.")
    case = answer_one(alice, b"x", position=position).analysed()
    with company_scope(alice.company.id):
        interview = case.interview
        interview.candidate.name = "김하늘"
        interview.candidate.save()
        report_opened(interview=interview, user=alice.user)
        decision_record(
            interview=interview,
            author=alice.user,
            outcome="advance",
            reason="결제 경험을 구체적으로 설명했습니다.",
        )
    text, pages = _text(case)
    for words in ("김하늘", "백엔드 개발자", "소개해 주세요", "세계", "결제 경험을 구체적으로"):
        assert words in text, words
    assert "words/min" in text
    assert "yunet" in text
    assert f"1 / {pages}" in text
    assert "\ufffd" not in text


def test_an_export_is_noted(analysed: Answered) -> None:
    _text(analysed)
    with company_scope(analysed.company_id):
        assert AuditEntry.objects.filter(action="report.exported").count() == 1


def test_an_interview_without_analysis_still_prints(alice: Member) -> None:
    text, _pages = _text(answer_one(alice, b"x", questions=2))
    assert "Not answered" in text
