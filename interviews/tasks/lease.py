"""Keeps a claimed run ours while it is worked on, and notices when it is not any more."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from interviews.models import AnalysisRun
from interviews.services.analysis_run import analysis_heartbeat
from interviews.tasks.database import in_scope

log = logging.getLogger(__name__)


class Lease:
    """``on_progress`` and ``should_stop`` are what the analysis calls; a thread does the rest.

    Networks hold the main thread for seconds at a time, so the heartbeat has its own.
    """

    def __init__(self, run: AnalysisRun) -> None:
        self.run = run
        self._lease_s = float(settings.ANALYSIS_LEASE_SECONDS)
        self._interval_s = min(2.0, self._lease_s / 6)
        self._progress, self._stage = 0.0, ""
        self._lost = threading.Event()
        self._ended = threading.Event()

    def on_progress(self, fraction: float, stage: str) -> None:
        self._progress, self._stage = fraction, stage

    def should_stop(self) -> bool:
        return self._lost.is_set()

    @contextmanager
    def kept(self) -> Iterator[Lease]:
        thread = threading.Thread(target=self._beat, name=f"lease-{self.run.id}", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join(timeout=self._interval_s + 5)

    def _beat(self) -> None:
        heard = time.monotonic()
        try:
            while not self._ended.wait(self._interval_s):
                try:
                    alive = in_scope(self.run.company_id, self._once, backoff_s=())
                except (OperationalError, InterfaceError) as error:
                    log.warning("no heartbeat for run %s: %s", self.run.id, error)
                    alive = time.monotonic() - heard < self._lease_s
                else:
                    heard = time.monotonic()
                if not alive:
                    log.info("run %s has ended, or is another worker's", self.run.id)
                    self._lost.set()
                    return
        finally:
            connection.close()

    def _once(self) -> bool:
        return analysis_heartbeat(run=self.run, progress=self._progress, stage=self._stage)
