"""Short moments in the database, which may be away for a while: a restart loses no work."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from hireapp.core.scope import company_scope

log = logging.getLogger(__name__)
Result = TypeVar("Result")

#: Seconds between tries: 40 s in all, longer than PostgreSQL takes to come back after a crash,
#: and shorter than a lease, so that a worker that gives up has not lost it to its own waiting.
BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 12.0)


def in_scope(
    company_id: UUID, work: Callable[[], Result], *, backoff_s: tuple[float, ...] = BACKOFF_S
) -> Result:
    """``work`` in one transaction of a company; tried again when the connection breaks.

    ``work`` must be harmless to repeat: a commit may have happened although its answer was lost.
    """
    waits = iter(backoff_s)
    while True:
        try:
            with company_scope(company_id):
                return work()
        except (OperationalError, InterfaceError) as error:
            connection.close()
            wait = next(waits, None)
            if wait is None:
                raise
            log.warning("database away, trying again in %.1f s: %s", wait, error)
            time.sleep(wait)
