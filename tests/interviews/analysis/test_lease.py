"""A worker keeps its run while it works, and stops when the run is not its own any more."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import OperationalError, connection

from hireapp.core.scope import company_scope
from interviews.models import AnalysisRun
from interviews.tasks.database import in_scope
from interviews.tasks.lease import Lease
from tests.interviews.answered import Answered

pytestmark = pytest.mark.django_db(transaction=True)


def _until(holds: Any, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_progress_reaches_the_row_while_the_main_thread_is_busy(
    answered: Answered, settings: Any
) -> None:
    settings.ANALYSIS_LEASE_SECONDS = 2
    run = answered.claim()
    assert run is not None
    with Lease(run).kept() as lease:
        lease.on_progress(0.25, "pictures")
        assert _until(lambda: answered.run.progress == 0.25)
        assert not lease.should_stop()


def test_a_worker_is_told_to_stop_when_its_run_was_stopped(
    answered: Answered, settings: Any
) -> None:
    settings.ANALYSIS_LEASE_SECONDS = 2
    run = answered.claim()
    assert run is not None
    with Lease(run).kept() as lease:
        with company_scope(answered.company_id):
            AnalysisRun.objects.update(status="stopped", lease_until=None)
        assert _until(lease.should_stop)


def test_work_goes_on_after_the_connection_broke(answered: Answered) -> None:
    tries: list[int] = []

    def work() -> int:
        tries.append(1)
        if len(tries) == 1:
            with connection.cursor() as cursor:  # what a restarted server does to a session
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return int(AnalysisRun.objects.count())

    assert in_scope(answered.company_id, work, backoff_s=(0.05, 0.05)) == 1
    assert len(tries) == 2


def test_a_database_that_stays_away_is_an_error_in_the_end(answered: Answered) -> None:
    def work() -> None:
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        in_scope(answered.company_id, work, backoff_s=(0.01, 0.01))
