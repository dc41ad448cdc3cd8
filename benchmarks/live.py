"""``python -m benchmarks.live``: how long after a frame was sampled its signals are in the stream,
and drawn on the interviewer's screen (a real Chromium on the same cores).

A whole system runs, with its own watcher and listener processes. Five candidates are shown at two
frames a second as the media tap does it (sealed in Valkey, one message a moment), without anybody
speaking, with one who speaks, and with five at once. Frames are real faces, speech is real speech.
``--choosing`` measures how long choosing a question takes in a long conversation.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SEATS, FPS = 5, 2.0
JOB = "200102"


# --- Beside the system, on its Valkey ---------------------------------------------------------
def feed(room: dict[str, Any], seconds: float, speakers: int) -> dict[str, Any]:
    """Shows and speaks for ``seconds``; what came of it."""
    import django

    django.setup()
    return asyncio.run(_feed(room, seconds, speakers))


async def _feed(room: dict[str, Any], seconds: float, speakers: int) -> dict[str, Any]:
    from uuid import UUID

    from hireapp.celery import app
    from interviews.live.connection import valkey_async
    from interviews.live.keys import RoomKeys
    from interviews.live.samples import frame_put, sound_put
    from interviews.live.stream import after, newest_id

    keys = RoomKeys(UUID(room["company"]), UUID(room["room"]))
    seats = [UUID(seat) for seat in room["seats"]]
    ids = [str(keys.company_id), str(keys.room_id)]
    pictures, blocks = _pictures(), _blocks(speakers, seconds)
    client, reader = valkey_async(), valkey_async()
    signals: list[float] = []
    words: list[float] = []
    lags: list[float] = []
    seen: dict[str, int] = dict.fromkeys(room["seats"], 0)
    answers = dict(room["answers"])
    for seat in seats:  # what an earlier run has left
        await client.delete(keys.sound(seat), keys.heard(seat), keys.hear_pending(seat))
    await client.delete(keys.counts)
    begun = time.time()

    def send(task: str, arguments: list[Any]) -> None:
        app.send_task(task, args=arguments, retry=False)

    async def read() -> None:
        place = await newest_id(reader, keys)
        while True:
            for event in await after(reader, keys, place, block_ms=200):
                place, now = event["id"], time.time()
                if event["type"] == "signals":
                    seen[event["seat"]] += 1
                    signals.append(now - event["sampled_at"])
                elif event["type"] == "words":
                    words.extend(now - answers[event["answer"]] - row[2] for row in event["words"])

    async def look() -> None:
        for tick in range(int(seconds * FPS)):
            await asyncio.sleep(max(0.0, begun + tick / FPS - time.time()))
            for number, seat in enumerate(seats):
                jpeg = pictures[number][tick % len(pictures[number])]
                await frame_put(client, keys, seat, time.time(), jpeg)
            lags.append(time.time() - begun - tick / FPS)
            await asyncio.to_thread(send, "live.look", [*ids, time.time() + 1.0])

    async def speak() -> None:
        for number in range(int(seconds * 2)):
            await asyncio.sleep(max(0.0, begun + (number + 1) / 2 - time.time()))
            for seat, own in zip(seats, blocks, strict=False):
                await sound_put(client, keys, seat, begun + number / 2, own[number % len(own)])
                pending = keys.hear_pending(seat)
                if number % 3 == 2 and await client.set(pending, b"1", nx=True, ex=30):
                    await asyncio.to_thread(send, "live.hear", [*ids, str(seat)])

    reading = asyncio.ensure_future(read())
    await asyncio.gather(look(), speak())
    await asyncio.sleep(3)
    reading.cancel()
    counts = await client.hgetall(keys.counts)
    return {
        "signals_s": quantiles(signals),
        "frames_shown": int(seconds * FPS) * SEATS,
        "frames_told": sum(seen.values()),
        "late": {k.decode().split(":")[0]: int(v) for k, v in counts.items()},
        "words_s": quantiles(words),
        "feeder_lag_s": quantiles(lags),
    }


def _pictures() -> list[list[bytes]]:
    """JPEGs of five people: two clips, each also mirrored, and one in another order."""
    import cv2
    import numpy as np

    from analysis.weights import WeightStore
    from benchmarks.clip import FACES, _frames

    folder = WeightStore().path("samples_faces")
    found: list[list[bytes]] = []
    for name in FACES:
        small = [cv2.resize(bgr, (640, 360)) for bgr in _frames(folder / name)[::8]][:60]
        for own in (small, [np.ascontiguousarray(bgr[:, ::-1]) for bgr in small]):
            found.append([cv2.imencode(".jpg", bgr)[1].tobytes() for bgr in own])
    return [*found, found[0][::-1]][:SEATS]


def _blocks(speakers: int, seconds: float) -> list[list[bytes]]:
    """Half a second each; the speakers do not say the same at the same time."""
    import numpy as np

    from analysis.media.audio import RATE, read_audio
    from analysis.weights import WeightStore

    sound = read_audio(WeightStore().path("samples_speech") / "two_cities.wav")[0]
    pcm = (sound.clip(-1, 1) * 32767).astype("<i2")
    half = RATE // 2
    whole = [pcm[i : i + half].tobytes() for i in range(0, pcm.size - half, half)]
    shift = len(whole) // SEATS
    return [np.roll(np.array(whole, object), -n * shift).tolist() for n in range(speakers)]


# --- The system itself --------------------------------------------------------------------------
def measure(seconds: float, preferred: int) -> dict[str, Any]:
    from benchmarks.followups import _cpu_s
    from benchmarks.painted import ages, screen
    from tests.resilience.system import System

    figures: dict[str, Any] = {"cores": len(os.sched_getaffinity(0)), "seats": SEATS, "fps": FPS}
    figures["preferred"] = preferred
    with System() as system, contextlib.ExitStack() as opened:
        room = system.ask("benchmarks.live_room", str(SEATS))
        if preferred:
            _prefer(preferred)
        page = opened.enter_context(screen(system.url, room))
        system.ask("benchmarks.live", "--feed", json.dumps(room), "--seconds", "8", "--speakers=1")
        for speakers in (0, 1, 5):
            ages(page)
            cpu = {n: _cpu_s(system.process(n)) for n in ("watcher", "listener")}
            begun = time.monotonic()
            load = [round(x, 1) for x in os.getloadavg()]
            found = system.ask(
                *("benchmarks.live", "--feed", json.dumps(room)),
                *("--seconds", str(seconds), f"--speakers={speakers}"),
            )
            wall = time.monotonic() - begun
            found["drawn_s"] = quantiles(ages(page))
            found["cores_used"] = {
                name: round((_cpu_s(system.process(name)) - before) / wall, 3)
                for name, before in cpu.items()
            }
            figures[f"speakers_{speakers}"] = {**found, "load_average_before": load}
    return figures


def _prefer(priority: int) -> None:
    """Puts ourselves and the system before whatever else this machine is busy with (Linux groups
    processes by session, and shares the cores between groups).
    """
    import psutil

    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        Path(f"/proc/{process.pid}/autogroup").write_text(str(priority))


def choosing(runs: int = 40) -> dict[str, Any]:
    """Milliseconds from the words of a conversation to ranked questions, openings included."""
    from analysis.questions.interviewer import Limits, shared_interviewer
    from analysis.questions.types import Conversation, Turn, Utterance
    from analysis.types import Word
    from benchmarks.spoken_minutes import MINUTES
    from ncs.content import shared_job

    content, mind = shared_job(JOB), shared_interviewer()
    figures: dict[str, Any] = {"load_average": [round(x, 1) for x in os.getloadavg()]}
    for minutes in (1, 10, 45):
        took, cpu = [], []
        for run in range(runs + 3):
            turns = []
            for turn in range(minutes):
                text = MINUTES[(run + turn) % len(MINUTES)]
                spoken = [Word(w, i / 2, i / 2 + 0.4, 0.9) for i, w in enumerate(text.split())]
                said = Utterance(" ".join(w.word for w in spoken), tuple(spoken))
                turns.append(Turn(f"Question number {turn}?", said))
            talk = Conversation("en", tuple(turns))
            begun, busy = time.perf_counter(), time.process_time()
            mind.suggest(talk, content, limits=Limits(1, 1), with_openings=True)
            took.append(1000 * (time.perf_counter() - begun))
            cpu.append(1000 * (time.process_time() - busy))
        figures[f"minutes_{minutes}"] = {"ms": quantiles(took[3:]), "cpu_ms": quantiles(cpu[3:])}
    return figures


def quantiles(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {"n": 0}
    return {
        "n": len(ordered),
        "p50": round(statistics.median(ordered), 3),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 3),
        "max": round(ordered[-1], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--prefer", type=int, default=0, help="-20..0: before other work here")
    parser.add_argument("--choosing", action="store_true", help="only the choosing")
    parser.add_argument("--feed", help=argparse.SUPPRESS)  # runs beside the system
    parser.add_argument("--speakers", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    if chosen.feed:
        print(json.dumps(feed(json.loads(chosen.feed), chosen.seconds, chosen.speakers)))
        return
    figures = choosing() if chosen.choosing else measure(chosen.seconds, chosen.prefer)
    text = json.dumps(figures, indent=1)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
