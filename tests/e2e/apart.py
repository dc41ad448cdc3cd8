"""Database work beside a running browser: in a thread without Playwright's event loop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def apart(work: Callable[[], Result]) -> Result:
    """Services announce over the channel layer, which refuses a thread that has a loop."""

    def run() -> Result:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()
