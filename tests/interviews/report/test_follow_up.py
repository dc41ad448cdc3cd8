"""Follow-ups on the report: named, explained, and judged by people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import AnalysisRun, Answer, InterviewQuestion, Suggestion
from interviews.services.analysis_run import analysis_claim
from interviews.services.analysis_store import analysis_store
from interviews.services.follow_up import Ranking, follow_up_settle
from interviews.services.listening import listening_claim
from tests import factories
from tests.factories import Member
from tests.interviews.dialogue.speaking import Speaker
from tests.interviews.findings import found
from tests.interviews.report.conftest import client_of

pytestmark = pytest.mark.django_db(transaction=True)
SHA = "ab" * 32


@dataclass(frozen=True, slots=True)
class Case:
    """One question, its follow-up, and answers to both, analysed."""

    member: Member
    who: Speaker
    suggestion: Suggestion

    @property
    def url(self) -> str:
        return f"/interviews/{self.who.interview().id}/"


def _question(text: str, probability: float) -> dict[str, object]:
    span = {"turn": 0, "start": 0, "end": 5, "text": "Kafka", "start_s": 1.25, "end_s": 1.75}
    return {
        "option": "node:streams/0",
        "kind": "follow_up",
        "competency": "design",
        "text": text,
        "probability": probability,
        "path": {
            "spans": [span],
            "nodes": ["design", "streams"],
            "terms": {"en": ["Design", "Event streams"], "ko": ["설계", "이벤트 흐름"]},
        },
        "reason": {"en": f"Because of Kafka: {text}", "ko": "카프카를 말했기 때문입니다."},
    }


@pytest.fixture
def case(alice: Member) -> Case:
    position = factories.position(alice, questions=1, follow_ups=1, job_code="200102")
    who = Speaker(factories.invitation(alice, position=position).url)
    who.agree()
    first = who.say(who.questions()[0], b"one")
    ranked = [_question("What broke first?", 0.61), _question("Why Kafka?", 0.27)]
    model = {"name": "question_encoder", "version": "1.0", "sha256": SHA}
    with company_scope(who.company_id):
        listening = listening_claim(answer_id=first.id)
        assert listening is not None
        asked = follow_up_settle(
            listening=listening, ranking=Ranking(ranked, "full", "", model, ["1"])
        )
        assert asked is not None
    who.say(asked, b"two")
    with company_scope(who.company_id):
        for run in AnalysisRun.objects.all():
            claimed = analysis_claim(run_id=run.id, worker="test")
            assert claimed is not None
            analysis_store(run=claimed, found=found())
        return Case(alice, who, Suggestion.objects.get())


def _page(case: Case, question: str = "1-1", language: str = "en") -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(case.member.user)
    return str(client.get(f"{case.url}?q={question}").content.decode())


def test_a_follow_up_is_opened_by_its_name_and_says_how_it_came_about(case: Case) -> None:
    page = _page(case)
    with company_scope(case.who.company_id):
        first = Answer.objects.get(question__follow_up=0)
    assert 'data-question="1-1"' in page
    assert "Because of Kafka: What broke first?" in page
    assert "Words in answer 1" in page
    assert f'data-quote="{case.url}answers/{first.id}/video" data-from="1.25"' in page
    assert "Design › Event streams" in page
    assert "61 % of the choice" in page
    assert SHA in page
    assert "카프카를 말했기 때문입니다." in _page(case, language="ko")


def test_a_prepared_question_has_no_such_reason_and_nonsense_opens_the_first(case: Case) -> None:
    assert "report-path" not in _page(case, "1")
    for nonsense in ("1-1-1", "x", "1-", "-1", "9-9", "1" * 40):
        assert 'data-question="1"' in _page(case, nonsense)


def test_of_several_rankings_the_one_that_was_asked_from_is_shown(case: Case) -> None:
    """In a live interview there is a new one after every pause."""
    with company_scope(case.who.company_id):
        for text in ("A later one?", "The last one?"):
            Suggestion.objects.create(
                interview=case.suggestion.interview,
                answer=case.suggestion.answer,
                ranked=[_question(text, 0.9)],
                model=case.suggestion.model,
                content_version=case.suggestion.content_version,
            )
    page = _page(case)
    assert "Why Kafka?" in page
    assert "The last one?" not in page


def test_a_reviewer_says_what_they_would_have_asked(
    case: Case, as_role: Callable[[Role], tuple[Client, Member]]
) -> None:
    client, member = as_role(Role.REVIEWER)
    address = f"{case.url}suggestions/{case.suggestion.id}/"
    answer = client.post(address, {"preferred": "1", "q": "1-1"})
    assert answer["Location"] == f"{case.url}?q=1-1#why"
    with company_scope(case.who.company_id):
        kept = Suggestion.objects.get()
        assert (kept.preferred, kept.preferred_by_id) == (1, member.user.id)
        assert AuditEntry.objects.filter(action="suggestion.rated").count() == 1
    assert 'class="preferred"' in _page(case)
    client.post(address, {"preferred": "-1"})
    for refused in ("2", "-2", "x", ""):
        assert client.post(address, {"preferred": refused}).status_code == 422
    with company_scope(case.who.company_id):
        assert Suggestion.objects.get().preferred == -1


def test_an_auditor_reads_and_does_not_judge(
    case: Case, as_role: Callable[[Role], tuple[Client, Member]]
) -> None:
    client, _ = as_role(Role.AUDITOR)
    page = client.get(f"{case.url}?q=1-1").content.decode()
    assert "Why Kafka?" in page
    assert "Would have asked this instead" not in page
    address = f"{case.url}suggestions/{case.suggestion.id}/"
    assert client.post(address, {"preferred": "1"}).status_code == 403


def test_a_rating_of_a_follow_up_goes_back_to_it_and_the_pdf_names_it(case: Case) -> None:
    client = client_of(case.member)
    with company_scope(case.who.company_id):
        asked = InterviewQuestion.objects.get(follow_up=1)
    form = {f"score-{asked.id}": "4", "q": "1-1"}
    assert client.post(f"{case.url}scorecard/", form)["Location"].endswith("?q=1-1")
    pdf = PdfReader(BytesIO(client.get(f"{case.url}report.pdf").getvalue()))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "1-1. What broke first?" in text
    assert "Because of Kafka" in text
