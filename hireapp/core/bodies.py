"""Request bodies stay in memory.

Django's ASGI handler writes a body of more than ``FILE_UPLOAD_MAX_MEMORY_SIZE`` into a temporary
file before any view runs: a person's papers would lie on a disk in plain text. Such a body is
refused here, when it announces its length and when it does not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]

REFUSAL = b"413: the file or form is larger than this server accepts."


class BodiesInMemory:
    """Wraps an ASGI application; ``max_bytes`` as in the setting."""

    def __init__(self, application: Application, *, max_bytes: int) -> None:
        self._application = application
        self._max_bytes = max_bytes

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self._max_bytes:
            await _refuse(send)
            return
        seen = 0

        async def counted() -> Any:
            """An unannounced body that grows too large ends as if the client had left."""
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            return message if seen <= self._max_bytes else {"type": "http.disconnect"}

        await self._application(scope, counted, send)


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL})
