"""A candidate's whole way in a real browser: from the link to the receipt."""

from __future__ import annotations

import av
import pytest
from playwright.sync_api import expect

from hireapp.core.scope import company_scope
from hireapp.policy.purposes import PURPOSES
from hireapp.vault.objects import object_reader
from interviews.models import AnalysisRun, Answer, AnswerStatus, ConsentRecord, InterviewStatus
from interviews.tasks.speech import speak_questions
from tests.e2e import candidate_walk as walk
from tests.e2e.apart import apart
from tests.e2e.browser import Watched
from tests.e2e.server import WebServer
from tests.factories import Invitation

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def link(server: WebServer, invited: Invitation) -> str:
    return f"{server.url}/i/{invited.token}/"


def test_from_the_link_to_the_receipt(
    running_server: WebServer, invited: Invitation, phone: Watched
) -> None:
    interview = invited.interview
    apart(lambda: speak_questions(str(interview.company_id), str(interview.id)))
    page = phone.open(link(running_server, invited))
    heard: list[int] = []
    page.on("response", lambda r: heard.append(r.status) if "/speech/" in r.url else None)
    expect(page.get_by_text("You will be talking to a machine")).to_be_visible()
    walk.welcome(page)
    walk.say_country(page)
    walk.agree(page)
    walk.check_devices(page)
    walk.practise(page)
    walk.answer(page, 5)
    expect(page.get_by_role("heading", name="Saved. 1 of 2.")).to_be_focused()
    walk.next_question(page)
    walk.answer(page, 5)
    page.get_by_role("link", name="See your receipt").click()
    expect(page.get_by_role("heading", name="Your interview is complete")).to_be_visible()
    expect(page.get_by_text("Fingerprint (SHA-256)")).to_have_count(2)
    assert len(heard) >= 2, "the questions were not read aloud"
    assert set(heard) <= {200, 206}

    with company_scope(invited.claim.company_id):
        interview.refresh_from_db()
        assert interview.status == InterviewStatus.FINISHED
        answers = list(Answer.objects.select_related("media").order_by("question__order"))
        assert [a.status for a in answers] == [AnswerStatus.SUBMITTED] * 2
        assert AnalysisRun.objects.count() == 2
        usual = sum(not info.emotion for info in PURPOSES.values())
        assert ConsentRecord.objects.filter(act="granted").count() == usual
        readers = [object_reader(a.media.id) for a in answers if a.media]
    for reader, answer in zip(readers, answers, strict=True):
        with av.open(reader) as clip:
            frames = sum(1 for _ in clip.decode(video=0))
            assert clip.streams.audio, "the recording has no sound"
        assert frames > 8, "the recording has hardly any pictures"  # a busy machine drops many
        assert answer.client_seconds is not None
        assert 4 < answer.client_seconds < 9
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 1
    left = page.evaluate(
        """() => new Promise((done) => {
          const open = indexedDB.open("hireapp-answers", 1);
          open.onsuccess = () => {
            const count = open.result.transaction(["chunks"]).objectStore("chunks").count();
            count.onsuccess = () => done(count.result);
          };
        })"""
    )
    assert left == 0, "chunks were left on the device although everything was acknowledged"
