"""What is too large to stay in memory never reaches the code that would write it to a disk."""

from __future__ import annotations

from typing import Any

import pytest

from hireapp.core.bodies import BodiesInMemory


class Inner:
    """Reads its body to the end, as Django does, and remembers how it ended."""

    def __init__(self) -> None:
        self.read, self.left = 0, False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.left = True
                return
            self.read += len(message["body"])
            if not message["more_body"]:
                return


async def ask(pieces: list[bytes], announced: bytes | None) -> tuple[Inner, list[Any]]:
    inner, sent = Inner(), []
    waiting = list(pieces)

    async def receive() -> Any:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [] if announced is None else [(b"content-length", announced)]
    await BodiesInMemory(inner, max_bytes=10)({"headers": headers}, receive, send)
    return inner, sent


async def test_a_small_body_passes() -> None:
    inner, sent = await ask([b"12345", b"67890"], b"10")
    assert (inner.read, inner.left, sent) == (10, False, [])


@pytest.mark.parametrize("announced", [b"11", b"99999999999", b"-1", b"ten"])
async def test_an_announced_length_that_is_too_much_is_refused_unread(announced: bytes) -> None:
    inner, sent = await ask([b"x"], announced)
    assert inner.read == 0
    assert sent[0]["status"] == 413


async def test_a_body_that_lied_about_its_length_ends_as_if_the_client_had_left() -> None:
    inner, _sent = await ask([b"12345", b"67890", b"1"], None)
    assert (inner.read, inner.left) == (10, True)
