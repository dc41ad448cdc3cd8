"""A websocket client for tests, spoken straight to the ASGI application."""

from __future__ import annotations

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from hireapp.asgi import application


class Socket:
    """``await Socket(path, client).connect()`` → True, or the close code."""

    def __init__(self, path: str, client: Client | None, origin: str = "http://localhost") -> None:
        headers = [(b"origin", origin.encode()), (b"host", b"localhost")]
        if client is not None:
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
            headers.append((b"cookie", cookie.encode()))
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
        }
        self._wire = ApplicationCommunicator(application, scope)

    async def connect(self) -> bool | int:
        await self._wire.send_input({"type": "websocket.connect"})
        answer = await self._wire.receive_output(5)
        if answer["type"] == "websocket.accept":
            return True
        return int(answer.get("code", 1000))

    async def first(self) -> Any:
        """Opens; the first message, or the close code. Some sockets accept and then close, for a
        browser to read the code."""
        opened = await self.connect()
        if opened is not True:
            return opened
        answer = await self._wire.receive_output(5)
        if answer["type"] == "websocket.close":
            return int(answer["code"])
        return json.loads(answer["text"])

    async def hear(self) -> Any:
        """The next message, decoded."""
        return json.loads((await self._wire.receive_output(5))["text"])

    async def say(self, text: str) -> None:
        await self._wire.send_input({"type": "websocket.receive", "text": text})

    async def hears_nothing(self, seconds: float = 0.5) -> bool:
        return bool(await self._wire.receive_nothing(timeout=seconds))

    async def leave(self) -> None:
        await self._wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._wire.wait(5)
