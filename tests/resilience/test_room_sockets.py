"""Room sockets over real connections while Valkey and web are killed under them."""

from __future__ import annotations

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed

from tests.resilience.room_page import RoomPage
from tests.resilience.system import System

pytestmark = [pytest.mark.resilience, pytest.mark.timeout(300)]
WITHOUT = ("worker", "analyser", "listener", "watcher", "tap", "beat")
LAST = {"candidate": "", "sdpMid": None, "sdpMLineIndex": None, "usernameFragment": None}


async def _speak(one: RoomPage, other: RoomPage, word: str, seconds: float = 45) -> None:
    """Says ``word`` again and again, as a page repeats its offer, until the other hears it."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        await one.tell(type="ping")
        await other.tell(type="ping")
        await one.tell(type="candidate", to=other.me, candidate={**LAST, "candidate": word})
        try:
            async with asyncio.timeout(1):
                while (await other.hear_of("candidate"))["candidate"]["candidate"] != word:
                    pass
            return
        except TimeoutError:
            assert asyncio.get_running_loop().time() < deadline, f"{word} never arrived"


async def _live(system: System) -> None:
    rows = system.ask("tests.resilience.seed_room", "2")
    interviewer = RoomPage(system.url, f"/ws/rooms/{rows['room']}/", rows["session"])
    first, second = (RoomPage(system.url, f"/ws/i/{token}/room/") for token in rows["tokens"])
    pages = (interviewer, first, second)
    for page in pages:
        await page.open()
    await _speak(interviewer, first, "before")

    with pytest.raises(ConnectionClosed) as turned_away:
        await RoomPage(system.url, f"/ws/i/{rows['tokens'][0][:-1]}/room/").open()
    assert turned_away.value.rcvd is not None
    assert turned_away.value.rcvd.code == 4404  # a browser reads it, too

    before = [page.socket for page in pages]
    system.kill("valkey")
    await _speak(first, second, "after Valkey")
    await _speak(second, interviewer, "after Valkey")
    assert [page.socket for page in pages] == before  # nobody had to open theirs again

    system.kill("web")
    for page in pages:
        await page.open_again()
    await _speak(interviewer, second, "after web")
    await _speak(first, interviewer, "after web")
    for page in pages:
        await page.close()
    log = (system.folder / "up.log").read_text()
    assert "/ws/i/(link)/room/" in log  # uvicorn names every socket, and a link is a secret
    assert not any(token in log for token in rows["tokens"])


def test_signaling_goes_on_after_valkey_and_web_were_killed() -> None:
    with System(without=WITHOUT) as system:
        asyncio.run(_live(system))
