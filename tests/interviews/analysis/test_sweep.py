"""Work that the broker lost, or whose worker died, is found again in PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from hireapp.celery import app
from hireapp.core.scope import company_scope, current_company_id
from interviews.models import AnalysisRun, CandidateLink, Interview, RunStatus
from interviews.services.analysis_run import MAX_ATTEMPTS
from interviews.services.analysis_sweep import QUEUE
from interviews.services.interview_status import WrongStatus
from interviews.tasks import housekeeping
from interviews.tasks.housekeeping import dispatch_due_work, expire_interviews
from tests import factories
from tests.factories import Member
from tests.interviews.answered import Answered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker() -> Any:
    """The real broker, its analysis queue emptied before and after."""
    client = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    client.delete(QUEUE)
    yield client
    client.delete(QUEUE)
    client.close()


def _runs(case: Answered, **changes: object) -> None:
    with company_scope(case.company_id):
        AnalysisRun.objects.filter(id=case.run_id).update(**changes)


def _ago(seconds: float) -> Any:
    return timezone.now() - timedelta(seconds=seconds)


def test_a_message_that_the_broker_lost_is_sent_again(answered: Answered, broker: Any) -> None:
    broker.delete(QUEUE)  # as after a crash of the broker
    dispatch_due_work()
    assert broker.llen(QUEUE) == 0  # sent a moment ago: give it time
    _runs(answered, dispatched_at=_ago(30))
    dispatch_due_work()
    assert broker.llen(QUEUE) == 1
    assert str(answered.run_id).encode() in _bodies(broker)


def _bodies(broker: Any) -> bytes:
    import base64
    import json

    message = json.loads(broker.lindex(QUEUE, 0))
    return base64.b64decode(message["body"])


def test_a_run_that_waits_behind_other_work_is_not_sent_again(
    answered: Answered, broker: Any
) -> None:
    broker.rpush(QUEUE, b"a message about another run")
    _runs(answered, dispatched_at=_ago(60))
    dispatch_due_work()
    assert broker.llen(QUEUE) == 1


def test_the_run_of_a_dead_worker_is_sent_again(answered: Answered, broker: Any) -> None:
    assert answered.claim() is not None
    broker.delete(QUEUE)
    dispatch_due_work()
    assert broker.llen(QUEUE) == 0  # its lease still holds
    _runs(answered, lease_until=_ago(1), dispatched_at=_ago(90))
    dispatch_due_work()
    assert broker.llen(QUEUE) == 1


def test_the_sweeper_gives_up_on_a_run_that_crashed_too_often(
    answered: Answered, broker: Any
) -> None:
    assert answered.claim() is not None
    broker.delete(QUEUE)
    _runs(answered, lease_until=_ago(1), dispatched_at=_ago(90), attempt=MAX_ATTEMPTS)
    dispatch_due_work()
    assert answered.run.status == RunStatus.FAILED
    assert broker.llen(QUEUE) == 0


def test_a_submitted_answer_without_a_run_gets_one(answered: Answered, broker: Any) -> None:
    with company_scope(answered.company_id):
        AnalysisRun.objects.all().delete()
    dispatch_due_work()
    with company_scope(answered.company_id):
        assert AnalysisRun.objects.get().answer_id == answered.answer_id


def test_a_finished_interview_whose_answers_are_through_is_moved_on(
    answered: Answered, broker: Any
) -> None:
    answered.analysed()
    with company_scope(answered.company_id):
        Interview.objects.update(status="finished")
    dispatch_due_work()
    with company_scope(answered.company_id):
        assert answered.interview.status == "analysed"


def test_a_broker_that_is_away_does_not_stop_the_sweeper(
    answered: Answered, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    with company_scope(answered.company_id):
        AnalysisRun.objects.all().delete()
    dispatch_due_work()
    with company_scope(answered.company_id):
        assert AnalysisRun.objects.get().status == RunStatus.QUEUED


def test_an_interview_expires_when_its_last_link_has_run_out(alice: Member) -> None:
    fresh, old = factories.invitation(alice), factories.invitation(alice)
    with company_scope(alice.company.id):
        CandidateLink.objects.filter(interview=old.interview).update(expires_at=_ago(60))
    assert expire_interviews() == 1
    with company_scope(alice.company.id):
        assert Interview.objects.get(id=old.interview.id).status == "expired"
        assert Interview.objects.get(id=fresh.interview.id).status == "invited"


def test_an_interview_under_way_has_a_day_more(alice: Member) -> None:
    begun = factories.invitation(alice)
    with company_scope(alice.company.id):
        Interview.objects.filter(id=begun.interview.id).update(
            status="in_progress", started_at=timezone.now()
        )
        CandidateLink.objects.update(expires_at=_ago(3600))
    assert expire_interviews() == 0
    with company_scope(alice.company.id):
        CandidateLink.objects.update(expires_at=_ago(25 * 3600))
    assert expire_interviews() == 1


def test_a_revoked_link_alone_expires_nothing(alice: Member) -> None:
    factories.invitation(alice)
    with company_scope(alice.company.id):
        CandidateLink.objects.update(revoked_at=timezone.now(), expires_at=_ago(60))
    assert expire_interviews() == 0


def test_one_company_that_is_refused_something_does_not_stop_the_others(
    alice: Member, charlie: Member
) -> None:
    """A status may have been moved on between looking and doing; the next round looks again."""
    done: list[object] = []

    def work() -> int:
        done.append(current_company_id())
        if len(done) == 1:
            raise WrongStatus
        return 1

    assert housekeeping._for_every_company((work,)) == 1
    assert set(done) == {alice.company.id, charlie.company.id}
