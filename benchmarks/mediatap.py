"""``python -m benchmarks.mediatap``: what the media tap costs, beside bare aiortc in the same run.

A process sends streams of a real face and real speech (VP8 at 15 pictures a second, Opus), as five
candidates' browsers do. One receiver is the tap itself (``python -m interviews.mediatap``) with
real PostgreSQL and Valkey; the other answers the same offers with aiortc and throws every frame
away.
CPU is that of the receiver's process, as a share of a core and, because a busy machine sends less,
for each picture that was sent. ``--minutes N`` watches the tap's memory instead.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from hireapp.embedded.postgres import EmbeddedPostgres
from hireapp.embedded.valkey import EmbeddedValkey

ROOT = Path(__file__).resolve().parents[1]
STREAMS = (1, 5)
WARM_S, MEASURED_S = 6.0, 20.0
LOOK_EVERY_S = 5.0
SELF = [sys.executable, "-m", "benchmarks.mediatap"]
TAP = [sys.executable, "-m", "interviews.mediatap"]


# --- Inside the processes that are measured or that send ---


def seeded() -> None:
    """Prints a live room of five candidates who agreed to everything."""
    from tests import factories

    owner = factories.company(email="owner@example.com").owner
    live = factories.room(owner, candidates=5, status="live")
    seats = [str(seat.id) for seat in live.seats()]
    place = {"company": str(live.room.company_id), "room": str(live.room.id), "seats": seats}
    print(json.dumps(place))


async def sends(place: dict[str, Any], streams: int, width: int) -> None:
    """Streams until it is killed; says how many pictures it has sent, again and again, once all
    are connected.
    """
    from uuid import UUID

    from channels.layers import get_channel_layer

    from tests.interviews.mediatap.candidate import ANNA, BEN, CandidateBrowser, footage

    layer = get_channel_layer()
    browsers = [
        CandidateBrowser(layer, UUID(place["company"]), UUID(place["room"]), UUID(seat))
        for seat in place["seats"][:streams]
    ]
    for number, browser in enumerate(browsers):
        await _joined(browser, footage(*(ANNA, BEN)[number % 2], width=width))
    cameras = [browser.connection.getSenders()[0].track for browser in browsers]
    while True:
        print(sum(camera._number for camera in cameras), flush=True)
        await asyncio.sleep(0.2)


async def _joined(browser: Any, shown: Any) -> None:
    for _ in range(10):
        try:
            await browser.offer(shown)
            await browser._take(await browser.hear(5))
        except (TimeoutError, KeyError):  # not there yet, or ``tap.gone``
            await browser.leave()
        else:
            return
    raise SystemExit("nobody answers")


async def throws_away() -> None:
    """Bare aiortc: answers like the tap, decodes like the tap, keeps nothing."""
    from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
    from aiortc.contrib.media import MediaBlackhole
    from channels.layers import get_channel_layer

    from interviews.mediatap.messages import GROUP, Offer, answer, understood

    layer, kept = get_channel_layer(), []
    assert layer is not None
    channel = await layer.new_channel()
    await layer.group_add(GROUP, channel)
    while True:
        offer = understood(await layer.receive(channel))
        if not isinstance(offer, Offer):
            continue
        connection, hole = RTCPeerConnection(RTCConfiguration(iceServers=[])), MediaBlackhole()
        connection.on("track", hole.addTrack)
        await connection.setRemoteDescription(RTCSessionDescription(**offer.description))
        await connection.setLocalDescription()
        await hole.start()
        kept.append((connection, hole))
        await layer.send(offer.reply, answer(offer, connection.localDescription.sdp))


# --- The run ---


@contextlib.contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Environment of everything else: a database and a Valkey of this run's own."""
    folder = Path(tempfile.mkdtemp(prefix="hireapp-tap-benchmark-"))
    postgres, valkey = EmbeddedPostgres(folder), EmbeddedValkey(folder)
    try:
        postgres.start()
        valkey.start()
        environment = {
            **os.environ,
            "DATABASE_URL": postgres.database_url,
            "DATABASE_OWNER_URL": postgres.owner_url,
            "REDIS_URL": valkey.url,
            "HIREAPP_VAR": str(folder),
            "HIREAPP_WEIGHTS": os.environ.get("HIREAPP_WEIGHTS", str(ROOT / "var" / "weights")),
            "HIREAPP_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "hireapp.settings.base",
        }
        subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield environment
    finally:
        valkey.stop()
        postgres.stop()


@contextlib.contextmanager
def process(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    try:
        yield child
    finally:
        child.terminate()
        child.wait(10)


class Pictures:
    """Reads what the sender says."""

    def __init__(self, sender: subprocess.Popen[bytes]) -> None:
        self.sent = -1
        self._said: Any = sender.stdout
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._said:
            self.sent = int(line)


@contextlib.contextmanager
def streaming(
    receiver: list[str],
    streams: int,
    width: int,
    place: dict[str, Any],
    environment: dict[str, str],
) -> Iterator[tuple[psutil.Process, Pictures]]:
    """The receiver, once ``streams`` streams have reached it for a while."""
    sender = [*SELF, "--role", "sender", "--place", json.dumps(place)]
    sender += ["--streams", str(streams), "--width", str(width)]
    with process(receiver, environment) as child:
        time.sleep(4)  # it imports; the sender waits for an answer anyway
        with process(sender, environment) as sending:
            pictures = Pictures(sending)
            while pictures.sent < 0:
                assert sending.poll() is None
                time.sleep(0.1)
            time.sleep(WARM_S)
            yield psutil.Process(child.pid), pictures


def cpu_of(one: psutil.Process, pictures: Pictures, seconds: float) -> tuple[float, float]:
    """Share of a core, and milliseconds for each picture sent."""
    begun, before, sent = time.monotonic(), one.cpu_times(), pictures.sent
    time.sleep(seconds)
    after = one.cpu_times()
    used = after.user + after.system - before.user - before.system
    return used / (time.monotonic() - begun), 1000 * used / max(1, pictures.sent - sent)


def cost(place: dict[str, Any], environment: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for width in (320, 640):
        for streams in STREAMS:
            row: dict[str, Any] = {"picture": f"{width}x{width * 3 // 4}", "streams": streams}
            for name, command in (("bare", [*SELF, "--role", "bare"]), ("tap", TAP)):
                with streaming(command, streams, width, place, environment) as receiver:
                    share, each = cpu_of(*receiver, MEASURED_S)
                row[f"{name}_core_per_stream"] = round(share / streams, 4)
                row[f"{name}_ms_per_picture"] = round(each, 3)
                row[f"{name}_pictures_per_s"] = round(share * 1000 / each / streams, 1)
            row["ratio"] = round(row["tap_ms_per_picture"] / row["bare_ms_per_picture"], 2)
            rows.append({**row, "load_average": round(os.getloadavg()[0], 1)})
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    return rows


def memory(minutes: float, place: dict[str, Any], environment: dict[str, str]) -> dict[str, Any]:
    """RSS while five streams of 320x240 go on; the slope is that of the second half."""
    times, sizes = [], []
    with streaming(TAP, 5, 320, place, environment) as (receiver, _):
        begun = time.monotonic()
        while (elapsed := time.monotonic() - begun) < minutes * 60:
            times.append(elapsed / 60)
            sizes.append(receiver.memory_info().rss / 2**20)
            time.sleep(LOOK_EVERY_S)
        threads = receiver.num_threads()
    settled = len(times) // 2
    slope = np.polyfit(times[settled:], sizes[settled:], 1)[0]
    return {
        "minutes": minutes,
        "rss_mb_each_minute": [round(one, 1) for one in sizes[:: round(60 / LOOK_EVERY_S)]],
        "rss_mb_max": round(max(sizes), 1),
        "mb_per_minute": round(float(slope), 3),
        "threads": threads,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, help="watch memory for this long instead")
    parser.add_argument("--role", choices=["seed", "sender", "bare"], help=argparse.SUPPRESS)
    parser.add_argument("--place", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--streams", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--width", type=int, default=320, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.role:
        import django

        django.setup()
    if chosen.role == "seed":
        seeded()
    elif chosen.role == "sender":
        asyncio.run(sends(chosen.place, chosen.streams, chosen.width))
    elif chosen.role == "bare":
        asyncio.run(throws_away())
    else:
        _measure(chosen.minutes)


def _measure(minutes: float | None) -> None:
    with servers() as environment:
        seed = subprocess.run(
            [*SELF, "--role", "seed"], cwd=ROOT, env=environment, check=True, capture_output=True
        )
        place = json.loads(seed.stdout.splitlines()[-1])
        if minutes:
            print(json.dumps(memory(minutes, place, environment), indent=1))
        else:
            rows = cost(place, environment)
            print(json.dumps({"cores": len(os.sched_getaffinity(0)), "cost": rows}, indent=1))


if __name__ == "__main__":
    main()
