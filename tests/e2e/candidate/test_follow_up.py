"""The wait for a follow-up in a real browser; the test itself is the interviewer's mind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hireapp.core.scope import company_scope
from interviews.models import Answer, Interview, InterviewStatus, Listening
from interviews.services.follow_up import Ranking, follow_up_settle
from interviews.services.listening import listening_claim
from tests import factories
from tests.e2e import candidate_walk as walk
from tests.e2e.apart import apart
from tests.e2e.browser import Watched
from tests.e2e.server import WebServer
from tests.factories import Invitation, Member

pytestmark = [pytest.mark.e2e, pytest.mark.whole_machine, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
LAST = re.compile("That was the last question")
THINKING = re.compile("The interviewer is thinking")


@pytest.fixture
def talkative(company_owner: Member) -> Invitation:
    """One question without a retake, and at most one follow-up."""

    def make() -> Invitation:
        position = factories.position(company_owner, questions=1, follow_ups=1, job_code="200102")
        return factories.invitation(company_owner, position=position)

    return apart(make)


def _ranking() -> Ranking:
    span = {"turn": 0, "start": 0, "end": 5, "text": "best of times", "start_s": 1.0, "end_s": 2.0}
    question = {
        "option": "node:x/0",
        "kind": "follow_up",
        "competency": "x",
        "text": "You said it was the best of times: what did you do to make it so?",
        "probability": 0.7,
        "path": {"spans": [span], "nodes": ["t", "x"], "terms": {"en": ["Work", "Times"]}},
        "reason": {"en": "They spoke of good times.", "ko": "좋은 때를 말했습니다."},
    }
    model = {"name": "test", "version": "1", "sha256": "0" * 64}
    return Ranking([question], "full", "", model, ["1"])


def _decide(invited: Invitation, ranking: Ranking | None) -> None:
    def decide() -> None:
        with company_scope(invited.claim.company_id):
            listening = listening_claim(answer_id=Answer.objects.get(status="submitted").id)
            assert listening is not None
            follow_up_settle(listening=listening, ranking=ranking)

    apart(decide)


def _status(invited: Invitation) -> str:
    def look() -> str:
        with company_scope(invited.claim.company_id):
            return str(Interview.objects.get(id=invited.interview.id).status)

    return apart(look)


def _first_answer(page: Page) -> None:
    walk.up_to_the_first_question(page)
    walk.start_answering(page)
    page.wait_for_timeout(3500)
    walk.finish_answer(page)
    page.get_by_role("button", name="Submit this answer").click(timeout=walk.SLOW_MS)
    expect(page.get_by_role("heading", name=THINKING)).to_be_visible(timeout=walk.SLOW_MS)


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => await axe.run(document)")
    return [f"{one['id']}: {one['help']}" for one in found["violations"]]


def test_a_follow_up_comes_by_itself_and_says_what_it_refers_to(
    running_server: WebServer, talkative: Invitation, phone: Watched, tmp_path: Path
) -> None:
    page = phone.open(f"{running_server.url}/i/{talkative.token}/")
    expect(page.get_by_text("asks up to 1 more question")).to_be_visible()
    _first_answer(page)
    assert apart(lambda: _listenings(talkative)) == 1
    expect(page.get_by_text(re.compile(r"At most \d+ seconds more"))).to_be_visible(timeout=6000)
    assert _axe(page) == []
    _decide(talkative, _ranking())
    expect(page.get_by_role("heading", name="You said it was the best of times")).to_be_visible(
        timeout=4000
    )
    expect(page.get_by_text("Follow-up to question 1")).to_be_visible()
    expect(page.get_by_text("what you said: “best of times”")).to_be_visible()
    assert _axe(page) == []
    walk.answer(page, 3)
    expect(page.get_by_role("heading", name=LAST)).to_be_visible()
    page.get_by_role("link", name="See your receipt").click()
    expect(page.get_by_role("heading", name=re.compile(r"^1-1\. You said"))).to_be_visible()
    page.goto(f"{running_server.url}/i/{talkative.token}/data/")
    page.get_by_text("Why this was asked").click()
    expect(page.get_by_text("They spoke of good times.")).to_be_visible()
    assert _status(talkative) == InterviewStatus.FINISHED


def test_nobody_waits_longer_than_twelve_seconds(
    running_server: WebServer, talkative: Invitation, phone: Watched
) -> None:
    """No listener runs at all here. A reload in the middle changes nothing."""
    page = phone.open(f"{running_server.url}/i/{talkative.token}/")
    _first_answer(page)
    page.reload()
    expect(page.get_by_role("heading", name=THINKING)).to_be_visible(timeout=10_000)
    expect(page.get_by_role("heading", name=LAST)).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="See your receipt").click()
    expect(page.get_by_role("heading", name="Your interview is complete")).to_be_visible()
    assert _status(talkative) == InterviewStatus.FINISHED


def _listenings(invited: Invitation) -> int:
    with company_scope(invited.claim.company_id):
        return Listening.objects.filter(settled_at__isnull=True).count()
