"""Blocking work beside the event loop, on daemon threads: a database or broker that hangs holds up
neither the loop nor the end of the process (an executor would wait for its threads at exit).
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import connections

T = TypeVar("T")
Call = Callable[[], None]


class Busy(RuntimeError):
    """Too much waits already: the newest is not taken in."""


class Threads:
    """``count`` threads that work off at most ``most_waiting`` calls."""

    def __init__(self, name: str, count: int, *, most_waiting: int, rows: bool = False) -> None:
        self._calls: queue.Queue[Call | None] = queue.Queue(most_waiting)
        self._rows = rows  # whether calls use the database
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """The call's value or error. Raises Busy at once where too much waits."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def call() -> None:
            if answer.cancelled():
                return
            try:
                value = function(*args)
            except Exception as error:  # noqa: BLE001  it is the caller's, who waits in the loop
                _tell(loop, partial(_fail, answer, error))
            else:
                _tell(loop, partial(_set, answer, value))

        try:
            self._calls.put_nowait(call)
        except queue.Full:
            raise Busy from None
        return await answer

    def close(self) -> None:
        """Ends the threads after what they do now; whatever waits is dropped."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._calls.get_nowait()
        for _ in self._threads:
            with contextlib.suppress(queue.Full):
                self._calls.put_nowait(None)

    def join(self, seconds: float) -> None:
        """After ``close``: waits for what each does now, so long at most."""
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            try:
                call()
            finally:
                if self._rows:
                    connections.close_all()


def _tell(loop: asyncio.AbstractEventLoop, say: Call) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
        loop.call_soon_threadsafe(say)


def _set(answer: asyncio.Future[Any], value: Any) -> None:
    if not answer.done():
        answer.set_result(value)


def _fail(answer: asyncio.Future[Any], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
