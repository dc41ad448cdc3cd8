"""A browser's end of the room socket over a real connection: what the page sends and keeps."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

LONGEST_S = 10.0


class RoomPage:
    """``await RoomPage(...).open()``. ``session``: the interviewer's cookie."""

    def __init__(self, url: str, path: str, session: str = "") -> None:
        self._url = url.replace("http", "ws", 1) + path
        self._origin = url
        self._cookie = {"Cookie": f"sessionid={session}"} if session else {}
        self.socket: ClientConnection | None = None
        self.welcome: dict[str, Any] = {}

    @property
    def me(self) -> str:
        return str(self.welcome["you"])

    async def open(self) -> RoomPage:
        """Raises ConnectionClosed, with the code, when it is turned away."""
        self.socket = await connect(
            self._url, additional_headers={**self._cookie, "Origin": self._origin}
        )
        self.welcome = await self.hear_of("welcome")
        return self

    async def open_again(self, seconds: float = 60) -> None:
        """As the page does: again and again until it is let in."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            try:
                await self.open()
                return
            except (OSError, WebSocketException) as error:
                if asyncio.get_running_loop().time() > deadline:
                    raise AssertionError("never let in again") from error
                await asyncio.sleep(0.5)

    async def tell(self, **message: Any) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps(message))

    async def hear_of(self, *kinds: str) -> dict[str, Any]:
        """The next message of these kinds; others are skipped."""
        assert self.socket is not None
        async with asyncio.timeout(LONGEST_S):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.recv())
                if message["type"] in kinds:
                    return message

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
