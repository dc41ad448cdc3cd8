"""A real TURN server: whom it relays for, and to whom."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import TurnTransport, create_turn_endpoint

from interviews.realtime.ice import ice_servers
from tests.turn_server import INSIDE, OUTSIDE, SECRET, TurnServer

pytestmark = pytest.mark.timeout(60)

HOURS = 3600  # s


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TurnServer]:
    made = TurnServer(tmp_path_factory.mktemp("turn"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def setup(settings: Any, server: TurnServer) -> None:
    settings.STUN_URLS, settings.TURN_URLS = [], [server.url]
    settings.TURN_SECRET, settings.TURN_SECONDS = SECRET, 6 * HOURS


class Relayed(asyncio.DatagramProtocol):
    """What arrives at a relay, and what the server refused to pass on."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.refused: asyncio.Queue[Exception] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.heard.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        self.refused.put_nowait(exc)


async def relay(
    server: TurnServer, *, now: float, longer: int = 0
) -> tuple[TurnTransport, Relayed]:
    """With the credentials of ``now``; ``longer``: seconds that its holder added to them."""
    (one,) = ice_servers("seat", now=now)
    until, _, participant = one["username"].partition(":")
    return await create_turn_endpoint(
        Relayed,
        (INSIDE, server.port),
        username=f"{int(until) + longer}:{participant}",
        password=one["credential"],
        transport="tcp",
        ssl=ssl.create_default_context(cafile=server.certificate),
    )


async def test_two_relays_of_one_server_reach_each_other(server: TurnServer) -> None:
    one, at_one = await relay(server, now=time.time())
    other, at_other = await relay(server, now=time.time())
    (host, port), back = other.get_extra_info("sockname"), one.get_extra_info("sockname")
    assert host == OUTSIDE
    try:
        async with asyncio.timeout(20):
            other.sendto(b"opens the way", back)  # a relay hears those it has spoken to
            while at_other.heard.empty():
                one.sendto(b"hello", (host, port))
                await asyncio.sleep(0.1)
        assert at_one.refused.empty()
        assert at_other.heard.get_nowait() == b"hello"
    finally:
        one.close()
        other.close()


@pytest.mark.parametrize("longer", [0, 12 * HOURS])
async def test_credentials_that_ran_out_get_no_relay(server: TurnServer, longer: int) -> None:
    """Nor do those whose holder wrote a later end into them."""
    with pytest.raises(TransactionFailed) as refused:
        await relay(server, now=time.time() - 7 * HOURS, longer=longer)
    assert refused.value.response.error_code == 401


@pytest.mark.parametrize("peer", ["10.0.0.1", "192.168.1.1", "169.254.169.254", "198.51.100.7"])
async def test_nothing_is_relayed_to_other_machines(server: TurnServer, peer: str) -> None:
    """Whoever has an invitation has credentials: they lead into no network."""
    transport, protocol = await relay(server, now=time.time())
    try:
        transport.sendto(b"hello", (peer, 80))
        async with asyncio.timeout(20):
            refused = await protocol.refused.get()
        assert isinstance(refused, TransactionFailed)
        assert refused.response.error_code == 403
    finally:
        transport.close()
