"""``python -m benchmarks.followups``: how long a candidate waits for a follow-up.

A whole system runs, analyser included. A scripted candidate sends a spoken answer of a minute as a
browser does, two seconds at a time and in real time, submits it, and looks every 400 ms, as the
page does, until the follow-up is there. The analysis of every answer before goes on meanwhile.
Choosing alone is measured in this process, over the words of the same answers.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil

from analysis.questions.interviewer import Limits, shared_interviewer
from analysis.questions.types import Conversation, Turn, Utterance
from benchmarks.spoken_minutes import MINUTES, recorded
from ncs.content import shared_job
from tests.resilience.candidate import ScriptedCandidate, Sent
from tests.resilience.system import System

CHUNK_S = 2.0
LOOK_EVERY_S = 0.4
LONGEST_S = 14.0
JOB = "200102"


@dataclass(frozen=True, slots=True)
class Waited:
    """One answer. ``seconds`` None: no follow-up came."""

    seconds: float | None
    answer_s: float
    question: str


class Speaking(ScriptedCandidate):
    """Sends in real time, and waits for what comes of it."""

    def speak(self, client: httpx.Client, recording: bytes, seconds: float) -> Waited:
        question = self.questions[0]
        answer = self._post(client, "answers/", {"question": question}).json()["id"]
        place = self._create(client, answer)
        sent = Sent(answer, recording)
        chunk = int(len(recording) * CHUNK_S / seconds) + 1
        begun = time.monotonic()
        for number in range(1, 10_000):
            time.sleep(max(0.0, begun + number * CHUNK_S - time.monotonic()))
            sent.acknowledged = self._patch(client, place, sent, chunk)
            if sent.acknowledged >= len(recording):
                break
        submitted = time.monotonic()
        self._post(client, f"answers/{answer}/submit/", {"seconds": seconds})
        while time.monotonic() - submitted < LONGEST_S:
            state = client.get(f"/i/{self.token}/state/").json()
            asked = [q for q in state["questions"] if q["follow_up"]]
            if asked:
                waited = time.monotonic() - submitted
                return Waited(round(waited, 3), seconds, asked[0]["text"])
            if state["thinking"] is None:
                break
            time.sleep(LOOK_EVERY_S)
        return Waited(None, seconds, "")


def _cpu_s(process: psutil.Process | None) -> float:
    """Of a process and its children, alive or gone."""
    if process is None:
        return 0.0
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        times = one.cpu_times()
        total += times.user + times.system
    return total


def choosing(runs: int = 60) -> dict[str, float]:
    """Milliseconds from a conversation's words to the ranked questions, models loaded."""
    content, mind = shared_job(JOB), shared_interviewer()
    took = []
    for run in range(runs + 3):
        answer = Turn("Tell us about a problem that you solved.", Utterance(MINUTES[run % 3]))
        turns = tuple([answer] * (1 + run % 3))
        begun = time.perf_counter()
        mind.suggest(Conversation("en", turns), content, limits=Limits(2, 2))
        took.append(1000 * (time.perf_counter() - begun))
    return _quantiles(took[3:])


def _quantiles(values: list[float]) -> dict[str, float]:
    return {
        "n": len(values),
        "p50": round(statistics.median(values), 3),
        "p95": round(float(np.percentile(values, 95)), 3),
        "max": round(max(values), 3),
    }


def measure(runs: int) -> dict[str, Any]:
    answers: list[Waited] = []
    recordings = [recorded(text) for text in MINUTES]
    with System() as system:
        seeded = system.ask("tests.resilience.seed", str(runs + 1), "1")
        begun, cpu = time.monotonic(), {}
        for number, interview in enumerate(seeded["interviews"]):
            if number == 1:  # the first one only loads the models
                begun = time.monotonic()
                cpu = {name: _cpu_s(system.process(name)) for name in ("analyser", "listener")}
            candidate = Speaking(system.url, interview["token"], interview["questions"])
            recording, seconds = recordings[number % len(recordings)]
            with httpx.Client(base_url=system.url, timeout=10, follow_redirects=True) as client:
                answers.append(candidate.speak(client, recording, seconds))
        wall = time.monotonic() - begun
        busy = {
            name: round((_cpu_s(system.process(name)) - before) / wall, 3)
            for name, before in cpu.items()
        }
    waits = [each.seconds for each in answers[1:] if each.seconds is not None]
    return {
        "cores": len(os.sched_getaffinity(0)),
        "load_average": [round(x, 2) for x in os.getloadavg()],
        "wait_s": _quantiles(waits) if waits else {"n": 0},
        "without_follow_up": sum(each.seconds is None for each in answers[1:]),
        "first_answer_models_cold_s": answers[0].seconds,
        "cores_used": busy,
        "choosing_ms": choosing(),
        "answers": [asdict(each) for each in answers],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--choosing", action="store_true", help="only the choosing")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    figures = choosing() if chosen.choosing else measure(chosen.runs)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
