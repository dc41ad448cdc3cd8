"""A run is claimed once, kept alive, taken over when its worker dies, and stored exactly once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from analysis.types import Purpose
from hireapp.audit.services import Actor
from hireapp.core.scope import company_scope
from hireapp.vault.keys import KeyDestroyed
from hireapp.vault.models import MediaObject
from hireapp.vault.objects import object_reader
from interviews.models import AnalysisResult, AnalysisRun, Answer, RunStatus, Transcript
from interviews.selectors.signals_file import signals_decode
from interviews.services.analysis_run import (
    MAX_ATTEMPTS,
    AlreadyAnalysing,
    analysis_fail,
    analysis_heartbeat,
    analysis_release,
    analysis_rerun,
)
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one
from tests.interviews.findings import found

pytestmark = pytest.mark.django_db


def _let_lease_run_out(case: Answered) -> None:
    with company_scope(case.company_id):
        AnalysisRun.objects.filter(id=case.run_id).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )


def test_what_was_refused_never_enters_the_queue(alice: Member) -> None:
    case = answer_one(alice, b"x", refused=(Purpose.FACE_GAZE, Purpose.TRANSCRIPT))
    assert Purpose.FACE_GAZE not in case.run.purposes
    assert Purpose.TRANSCRIPT not in case.run.purposes
    assert Purpose.VOICE_PROSODY in case.run.purposes
    assert Purpose.FACE_EMOTION not in case.run.purposes  # nobody opted in


def test_refusing_everything_but_the_recording_still_makes_a_run_for_playback(
    alice: Member,
) -> None:
    refused = [p for p in Purpose if p is not Purpose.RECORDING]
    assert answer_one(alice, b"x", refused=refused).run.purposes == [Purpose.RECORDING]


def test_a_run_is_claimed_by_one_worker_only(answered: Answered) -> None:
    first = answered.claim()
    assert first is not None
    assert first.attempt == 1
    assert answered.claim("another") is None


def test_a_run_whose_worker_died_is_taken_over_and_the_dead_one_can_store_nothing(
    answered: Answered,
) -> None:
    dead = answered.claim()
    assert dead is not None
    _let_lease_run_out(answered)
    alive = answered.claim("another")
    assert alive is not None
    assert alive.attempt == 2
    assert answered.store(dead) is None
    with company_scope(answered.company_id):
        assert not analysis_heartbeat(run=dead, progress=0.5, stage="pictures")
        assert not analysis_fail(run=dead, code="silence")
        assert not AnalysisResult.objects.exists()
    assert answered.store(alive) is not None


def test_a_heartbeat_extends_the_lease_and_tells_how_far_the_work_is(answered: Answered) -> None:
    run = answered.claim()
    assert run is not None
    _let_lease_run_out(answered)
    with company_scope(answered.company_id):
        assert analysis_heartbeat(run=run, progress=0.4, stage="words")
    now = answered.run
    assert now.lease_until is not None
    assert now.lease_until > timezone.now()
    assert (now.progress, now.stage) == (0.4, "words")


def test_storing_again_after_a_lost_answer_finds_the_first_result(answered: Answered) -> None:
    run = answered.claim()
    assert run is not None
    first = answered.store(run)
    again = answered.store(run)
    assert first is not None
    assert again == first
    with company_scope(answered.company_id):
        assert AnalysisResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_claim_at_once_one_gets_the_run_and_one_result_is_stored(
    answered: Answered,
) -> None:
    won: list[bool] = []
    start = threading.Barrier(4)

    def work(name: str) -> None:
        try:
            start.wait(timeout=20)
            run = answered.claim(name)
            won.append(run is not None and answered.store(run) is not None)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(f"worker {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(won) == [False, False, False, True]
    with company_scope(answered.company_id):
        assert AnalysisResult.objects.count() == 1
        assert AnalysisRun.objects.get().status == RunStatus.DONE


def test_a_recording_that_takes_worker_after_worker_down_fails_and_is_kept(
    answered: Answered,
) -> None:
    for _attempt in range(MAX_ATTEMPTS):
        assert answered.claim() is not None
        _let_lease_run_out(answered)
    assert answered.claim() is None
    assert (answered.run.status, answered.run.error_code) == (RunStatus.FAILED, "crashed")
    with company_scope(answered.company_id):
        media = Answer.objects.select_related("media").get().media
        assert object_reader(media.id).read() == b"bytes that nobody decodes here"
        assert answered.interview.status == "analysed"


def test_an_unexpected_error_gives_the_run_back_until_the_last_attempt(answered: Answered) -> None:
    for attempt in range(1, MAX_ATTEMPTS + 1):
        run = answered.claim()
        assert run is not None
        assert run.attempt == attempt
        with company_scope(answered.company_id):
            assert analysis_release(run=run, detail="RuntimeError: disk")
        expected = RunStatus.FAILED if attempt == MAX_ATTEMPTS else RunStatus.QUEUED
        assert answered.run.status == expected


def test_what_is_withdrawn_while_it_runs_is_not_stored(answered: Answered) -> None:
    """The run is stopped; what is still allowed is queued afresh and stored without it."""
    run = answered.claim()
    assert run is not None
    answered.withdraw(Purpose.FACE_GAZE, Purpose.TRANSCRIPT)
    assert answered.run.status == RunStatus.STOPPED
    assert answered.store(run) is None
    with company_scope(answered.company_id):
        fresh = AnalysisRun.objects.exclude(id=answered.run_id).get()
        assert Purpose.FACE_GAZE not in fresh.purposes
        assert not Transcript.objects.exists()


def test_a_store_that_overtakes_a_policy_change_drops_what_is_no_longer_allowed(
    alice: Member,
) -> None:
    """Defence in depth: the run itself was queued with more than is allowed now."""
    case = answer_one(alice, b"x", refused=(Purpose.FACE_GAZE, Purpose.TRANSCRIPT))
    with company_scope(case.company_id):
        AnalysisRun.objects.filter(id=case.run_id).update(purposes=sorted(map(str, Purpose)))
    case.analysed()
    with company_scope(case.company_id):
        result = AnalysisResult.objects.get()
        signals = signals_decode(object_reader(result.signals_id).read())
        assert not Transcript.objects.exists()
    assert "gaze_yaw" not in signals.tables["face"].columns
    assert "expression_happy" not in signals.tables["face"].columns
    assert "present" in signals.tables["face"].columns
    assert "speech_rate_wpm" not in signals.tables["voice"].columns
    assert not [k for k in result.summary if "gaze" in k or "expression" in k or "wpm" in k]
    assert result.frequent_words == []


def test_withdrawing_the_recording_stops_the_run_and_queues_nothing(answered: Answered) -> None:
    answered.withdraw(Purpose.RECORDING)
    with company_scope(answered.company_id):
        assert [r.status for r in AnalysisRun.objects.all()] == [RunStatus.STOPPED]
    assert answered.claim() is None


def test_a_withdrawn_purpose_is_taken_out_of_what_is_stored(answered: Answered) -> None:
    answered.analysed()
    with company_scope(answered.company_id):
        before = AnalysisResult.objects.get().signals_id
    answered.withdraw(Purpose.FACE_GAZE, Purpose.TRANSCRIPT)
    with company_scope(answered.company_id):
        result = AnalysisResult.objects.get()
        signals = signals_decode(object_reader(result.signals_id).read())
        old = MediaObject.objects.get(id=before)
        with pytest.raises(KeyDestroyed):
            object_reader(before)
        assert old.wrapped_key is None
        assert not Transcript.objects.exists()
    assert result.signals_id != before
    assert "gaze_yaw" not in signals.tables["face"].columns
    assert "level_dbfs" in signals.tables["voice"].columns
    assert {s["kind"] for s in result.segments} == {"speech", "pause", "no_face"}
    assert Purpose.FACE_GAZE not in result.purposes
    assert result.frequent_words == []


def test_analysing_again_replaces_the_result_and_keeps_a_persons_correction(
    answered: Answered,
) -> None:
    answered.analysed()
    with company_scope(answered.company_id):
        Transcript.objects.update(edited_text="Hello world, hello.")
        answer = Answer.objects.get()
        run = analysis_rerun(answer=answer, actor=Actor("system"))
        assert answered.interview.status == "finished"
        with pytest.raises(AlreadyAnalysing):
            analysis_rerun(answer=answer, actor=Actor("system"))
    again = Answered(
        answered.member, answered.candidate, answered.interview_id, answered.answer_id, run.id
    ).analysed(found(emotion=False))
    with company_scope(again.company_id):
        assert AnalysisResult.objects.get().run_id == run.id
        assert Transcript.objects.get().edited_text == "Hello world, hello."
        assert again.interview.status == "analysed"
        assert MediaObject.objects.filter(kind="signals", destroyed_at__isnull=True).count() == 1


def test_an_interview_is_ready_only_when_its_last_answer_is_through(alice: Member) -> None:
    case = answer_one(alice, b"x", questions=2, answers=2)
    case.analysed()
    with company_scope(case.company_id):
        assert case.interview.status == "finished"
        other = AnalysisRun.objects.exclude(id=case.run_id).get()
    last = Answered(case.member, case.candidate, case.interview_id, other.answer_id, other.id)
    run = last.claim()
    assert run is not None
    with company_scope(case.company_id):
        assert analysis_fail(run=run, code="silence")
        assert case.interview.status == "analysed"
