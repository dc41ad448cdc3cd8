"""A browser's end of a websocket, in process. (channels.testing needs daphne, which we do not.)"""

from __future__ import annotations

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

Application = Any


class SocketClient:
    """Speaks the ASGI websocket protocol with ``application``."""

    def __init__(
        self, application: Application, path: str, headers: list[tuple[bytes, bytes]]
    ) -> None:
        path, _, query = path.partition("?")
        self.wire = ApplicationCommunicator(
            application,
            {
                "type": "websocket",
                "path": path,
                "raw_path": path.encode(),
                "query_string": query.encode(),
                "root_path": "",
                "headers": headers,
                "subprotocols": [],
                "asgi": {"version": "3.0"},
            },
        )

    async def connect(self) -> tuple[bool, int]:
        """Whether it was accepted, and the close code otherwise (0 when it was)."""
        await self.wire.send_input({"type": "websocket.connect"})
        answer = await self.wire.receive_output(10)
        return answer["type"] == "websocket.accept", answer.get("code", 0)

    async def say(self, text: str | None = None, data: bytes | None = None) -> None:
        message: dict[str, Any] = {"type": "websocket.receive"}
        message |= {"text": text} if text is not None else {"bytes": data}
        await self.wire.send_input(message)

    async def hear(self) -> Any:
        answer = await self.wire.receive_output(10)
        assert answer["type"] == "websocket.send", answer
        return json.loads(answer["text"])

    async def closed(self) -> int:
        answer = await self.wire.receive_output(10)
        assert answer["type"] == "websocket.close", answer
        return int(answer["code"])

    async def hears_nothing(self, seconds: float) -> bool:
        return await self.wire.receive_nothing(seconds)

    async def leave(self) -> None:
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait(10)
