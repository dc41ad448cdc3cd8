"""See, download, object, take back, ask for a person, delete: with the same link, at any time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.test import Client, TestCase
from django.utils import timezone

from hireapp.audit.models import AuditEntry
from hireapp.audit.services import SYSTEM
from hireapp.core.scope import company_scope
from hireapp.vault.models import DeletionCertificate, MediaObject, ObjectKind, SubjectKey
from hireapp.vault.objects import object_store
from interviews.models import (
    AnalysisResult,
    AnalysisRun,
    Answer,
    CandidateLink,
    ConsentAct,
    ConsentRecord,
    Interview,
    InterviewStatus,
    RunStatus,
    Transcript,
)
from interviews.services.analysis_run import analysis_rerun
from interviews.services.interview_expiry import interviews_expire
from interviews.services.speech import speech_store, speech_wanted
from tests import factories
from tests.factories import Member
from tests.interviews.candidate.walk import RECORDING, Walker


def body_of(response: Any) -> bytes:
    async def read() -> bytes:
        return b"".join([piece async for piece in response.streaming_content])

    return async_to_sync(read)()


@pytest.fixture
def finished(ready: Walker) -> Walker:
    """Both questions answered, one of them with a transcript and a result."""
    for question in ready.questions():
        ready.record(question)
    with company_scope(ready.invited.claim.company_id):
        answer = Answer.objects.select_related("interview").first()
        assert answer is not None
        Transcript.objects.create(
            answer=answer, language="en", words=[], text="It was the best of times"
        )
        signals = object_store(
            subject_id=answer.interview_id,
            kind=ObjectKind.SIGNALS,
            content_type="application/octet-stream",
            data=b"signals",
        )
        AnalysisResult.objects.create(
            run=AnalysisRun.objects.filter(answer=answer).get(),
            answer=answer,
            signals=signals,
            summary={"voice.speech_seconds": 12.5},
            clip={"duration_s": 12.0, "frames_analysed": 60},
            timing={},
            models=[],
            segments=[],
            problems=[],
            flags=[],
            purposes=["voice.prosody"],
            pipeline_version="test",
        )
    return ready


def test_everything_that_is_held_is_shown(finished: Walker) -> None:
    page = finished.get("data/").content.decode()
    for words in ("Lee Ji-won", "South Korea", "It was the best of times", "Backend engineer"):
        assert words in page
    assert page.count("<video") == 2
    assert "Speaking" in page
    assert "12.5 s" in page


def test_a_recording_can_be_watched_and_downloaded(finished: Walker) -> None:
    answer = finished.answers()[0]
    watched = finished.get(f"answers/{answer.id}/media/")
    assert body_of(watched) == b"webm" * 100
    part = finished.client.get(
        f"{finished.base}answers/{answer.id}/media/", headers={"range": "bytes=2-5"}
    )
    assert part.status_code == 206
    assert body_of(part) == b"bmwe"
    kept = finished.get(f"answers/{answer.id}/media/?download")
    assert kept["Content-Disposition"] == 'attachment; filename="answer-1.webm"'


def test_the_receipt_names_what_was_received(finished: Walker) -> None:
    page = finished.get("receipt/")
    answers = page.context["answers"]
    assert [a.size for a in answers] == [400, 400]
    assert [a.seconds for a in answers] == [12.0, 12.0]
    assert all(len(a.sha256) == 64 for a in answers)
    assert answers[0].receipt in page.content.decode()


def test_there_is_no_receipt_before_the_end(ready: Walker) -> None:
    assert ready.get("receipt/").status_code == 302


def test_a_note_reaches_the_company_and_the_log_does_not_repeat_it(finished: Walker) -> None:
    finished.post("data/note/", note="My degree is from 2019, not 2009.")
    interview = finished.interview()
    assert "My degree is from 2019" in interview.human_request_note
    assert interview.human_requested_at is None
    with company_scope(interview.company_id):
        entry = AuditEntry.objects.get(action="candidate.note")
    assert entry.detail == {"characters": 33}


def test_notes_add_up_until_they_no_longer_fit(finished: Walker) -> None:
    finished.post("data/note/", note="First.")
    finished.post("data/note/", note="Second.")
    note = finished.interview().human_request_note
    assert note.index("First.") < note.index("Second.")
    assert finished.post("data/note/", note="x" * 2000).status_code == 422
    for empty in ("   ", "\x00"):
        assert finished.post("data/note/", note=empty).status_code == 422


def test_a_note_is_kept_without_what_no_database_keeps(finished: Walker) -> None:
    for page in ("data/note/", "person/"):
        assert finished.post(page, note="Not\x00 so.").status_code == 302
    assert finished.interview().human_request_note.count("Not so.") == 2


def test_asking_for_a_person_after_the_end_leaves_the_answers(finished: Walker) -> None:
    finished.post("person/", note="Please explain the result.")
    interview = finished.interview()
    assert interview.status == InterviewStatus.FINISHED
    assert interview.human_requested_at is not None
    assert len(finished.answers()) == 2


def test_taking_back_the_recording_destroys_it_and_a_person_takes_over(finished: Walker) -> None:
    finished.post("data/consent/", act="withdraw", purpose=RECORDING)
    interview = finished.interview()
    assert interview.status == InterviewStatus.HUMAN_PATH
    assert finished.answers() == []
    with company_scope(interview.company_id):
        assert not MediaObject.objects.filter(destroyed_at__isnull=True).exists()
        assert not Transcript.objects.exists()
        assert not AnalysisResult.objects.exists()
        last = ConsentRecord.objects.order_by("-at").first()
    assert last is not None
    assert last.act == ConsentAct.WITHDRAWN


@pytest.fixture
def expired(ready: Walker) -> Walker:
    """One of two questions answered, then the link expired."""
    ready.record(ready.questions()[0])
    with company_scope(ready.invited.claim.company_id):
        CandidateLink.objects.update(expires_at=timezone.now() - timedelta(days=60))
        assert interviews_expire() == 1
    assert ready.interview().status == InterviewStatus.EXPIRED
    return ready


def test_consent_is_taken_back_when_the_time_has_passed(expired: Walker) -> None:
    page = expired.get("data/").content.decode()
    assert "Take everything back" in page
    assert "withdraw-recording" in page
    assert 'value="withdraw"' in page
    expired.post("data/consent/", act="withdraw", purpose="speech.transcript")
    page = expired.get("data/").content.decode()
    assert 'value="grant"' not in page  # nothing is agreed to any more
    expired.post("data/consent/", act="withdraw", purpose=RECORDING)
    assert expired.answers() == []
    interview = expired.interview()
    assert interview.status == InterviewStatus.EXPIRED
    assert interview.human_requested_at is not None  # the page says that a person takes over
    assert "Take back" not in expired.get("data/").content.decode()


def test_a_person_is_asked_for_when_the_time_has_passed(
    expired: Walker, alice_client: Client
) -> None:
    assert expired.post("person/", note="I was ill.").status_code == 302
    interview = expired.interview()
    assert interview.status == InterviewStatus.EXPIRED
    assert interview.human_requested_at is not None
    assert "You have asked for a person" in expired.get("person/").content.decode()
    found = alice_client.get("/interviews/?status=attention").content.decode()
    assert "Lee Ji-won" in found


@pytest.mark.parametrize("status", [InterviewStatus.CANCELLED, InterviewStatus.WITHDRAWN])
def test_nobody_is_asked_where_nothing_is_decided(status: str, finished: Walker) -> None:
    with company_scope(finished.invited.claim.company_id):
        Interview.objects.update(status=status)
    assert finished.post("person/").status_code == 409
    assert finished.interview().human_requested_at is None


def test_a_cancelled_interview_keeps_the_switches_that_take_back(finished: Walker) -> None:
    with company_scope(finished.invited.claim.company_id):
        Interview.objects.update(status=InterviewStatus.CANCELLED)
    page = finished.get("data/").content.decode()
    assert "Take everything back" in page
    assert "a person takes over" not in page
    assert f'href="{finished.base}person/" class="button' not in page
    finished.post("data/consent/", act="withdraw_all")
    assert finished.answers() == []


def test_everything_can_be_recorded_anew_after_that(finished: Walker) -> None:
    finished.post("data/consent/", act="withdraw_all")
    finished.consent()
    assert finished.record(finished.questions()[0]).status_code == 200


def _purposes(walker: Walker) -> list[set[str]]:
    """Of the newest run of each answer."""
    with company_scope(walker.invited.claim.company_id):
        return [
            set(answer.runs.latest("created_at").purposes)
            for answer in Answer.objects.order_by("question__order")
        ]


def test_a_later_yes_counts_for_answers_from_then_on(walker: Walker) -> None:
    walker.consent([RECORDING, "speech.transcript"])
    first, second = walker.questions()
    walker.record(first)
    walker.post("data/consent/", act="grant", purpose="face.gaze")
    walker.record(second)
    assert ["face.gaze" in purposes for purposes in _purposes(walker)] == [False, True]


def test_a_no_in_between_stays_with_what_was_said_before_it(walker: Walker) -> None:
    walker.consent([RECORDING, "face.gaze"])
    walker.record(walker.questions()[0])
    for act in ("withdraw", "grant"):
        walker.post("data/consent/", act=act, purpose="face.gaze")
    with company_scope(walker.invited.claim.company_id):
        answer = Answer.objects.select_related("interview").get()
        AnalysisRun.objects.update(status=RunStatus.DONE)
        analysis_rerun(answer=answer, actor=SYSTEM)
    assert _purposes(walker) == [{RECORDING}]


def test_deleting_needs_the_box_to_be_ticked(finished: Walker) -> None:
    page = finished.post("data/delete/")
    assert "Tick the box first" in page.content.decode()
    assert len(finished.answers()) == 2


def test_deleting_leaves_no_person_no_key_no_bytes_and_a_certificate(finished: Walker) -> None:
    company = finished.invited.claim.company_id
    with TestCase.captureOnCommitCallbacks(execute=True):
        finished.post("data/delete/", sure="yes")
    interview = finished.interview()
    assert interview.status == InterviewStatus.WITHDRAWN
    assert interview.candidate.name == interview.candidate.code
    assert interview.candidate.email == ""
    assert interview.candidate.erased_at is not None
    with company_scope(company):
        assert not Answer.objects.exists()
        assert not Transcript.objects.exists()
        assert not AnalysisRun.objects.exists()
        assert not MediaObject.objects.filter(wrapped_key__isnull=False).exists()
        assert SubjectKey.objects.get(subject_id=interview.id).wrapped is None
        certificate = DeletionCertificate.objects.get(subject_id=interview.id)
    assert certificate.objects_destroyed == 3
    assert certificate.bytes_destroyed == 807
    left = [p for p in (Path(settings.VAULT_ROOT) / company.hex).rglob("*") if p.is_file()]
    assert left == []
    page = finished.get("data/").content.decode()
    assert str(certificate.id) in page
    assert "Lee Ji-won" not in page
    assert "candidate" not in interview.candidate.name


def test_a_name_that_another_interview_needs_stays(alice: Member, finished: Walker) -> None:
    other = factories.position(alice, title="Data engineer")
    factories.invitation(alice, position=other, candidate=finished.interview().candidate)
    finished.post("data/delete/", sure="yes")
    assert finished.interview().candidate.name == "Lee Ji-won"
    assert finished.answers() == []


def test_the_data_page_and_deletion_outlive_the_link(ready: Walker) -> None:
    with company_scope(ready.invited.claim.company_id):
        CandidateLink.objects.update(expires_at=timezone.now() - timedelta(days=60))
    assert ready.get().status_code == 410
    assert ready.get("data/").status_code == 200
    assert ready.post("data/delete/", sure="yes").status_code == 302
    assert ready.interview().candidate.erased_at is not None


def test_deleting_ends_the_recording_for_good(ready: Walker) -> None:
    ready.begin(ready.questions()[0])
    ready.post("data/delete/", sure="yes")
    assert ready.begin(ready.questions()[0]).status_code == 409
    assert ready.post("consent/", notice="x").status_code == 302
    assert ready.interview().status == InterviewStatus.WITHDRAWN


def test_a_voice_made_after_the_deletion_is_thrown_away(finished: Walker) -> None:
    question = finished.questions()[0]
    finished.post("data/delete/", sure="yes")
    with company_scope(finished.invited.claim.company_id):
        assert speech_wanted(finished.invited.interview.id) == []
        kept = speech_store(question_id=question, sound=b"mp3", content_type="audio/mpeg")
    assert kept is False
