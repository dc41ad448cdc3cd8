"""Processes die at random moments; nothing that was acknowledged is lost.

``make test`` kills each process 5 times. The longer run: ``HIREAPP_KILLS=20 pytest
tests/resilience`` (``HIREAPP_KILL_SEED`` repeats a run; the seed is printed).
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from typing import Any

import pytest

from interviews.demo.recordings import Clip, compose
from tests.resilience.candidate import ScriptedCandidate
from tests.resilience.system import System

KILLED = ("web", "analyser", "valkey", "postgres")
KILLS = int(os.environ.get("HIREAPP_KILLS", "5"))
SEED = int(os.environ.get("HIREAPP_KILL_SEED", str(random.randrange(10**6))))
CHUNK = 12_000  # bytes: about a dozen chunks an answer

pytestmark = [pytest.mark.resilience, pytest.mark.timeout(1500)]


class Candidates(threading.Thread):
    """One candidate after the other until told to stop; the last one finishes."""

    def __init__(self, system: System, interviews: list[dict[str, Any]], recording: bytes) -> None:
        super().__init__(daemon=True)
        self.system, self.waiting, self.recording = system, list(interviews), recording
        self.done: list[ScriptedCandidate] = []
        self.enough = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while self.waiting and not self.enough.is_set():
                ticket = self.waiting.pop()
                candidate = ScriptedCandidate(self.system.url, ticket["token"], ticket["questions"])
                self.done.append(candidate)
                candidate.run(self.recording, chunk=CHUNK, pause=0.1)
        except BaseException as error:  # noqa: BLE001 - told to the test below
            self.failure = error


def test_what_was_acknowledged_survives_every_kill() -> None:
    dice = random.Random(SEED)
    print(f"kill seed {SEED}, {KILLS} kills each of {', '.join(KILLED)}")
    recording = compose(Clip("single_face.mp4", "beckett.wav", start_s=0.0, seconds=5.0))
    targets = [name for name in KILLED for _ in range(KILLS)]
    dice.shuffle(targets)

    with System() as system:
        tickets = system.ask("tests.resilience.seed", str(len(targets) * 2 + 4))
        candidates = Candidates(system, tickets["interviews"], recording)
        candidates.start()
        for name in targets:
            if dice.random() < 0.5:  # half of the kills meet a system that is still down
                system.wait_until_ready(90)
            time.sleep(dice.uniform(0.3, 3.0))
            print(f"kill -9 {name} (process {system.kill(name)})")
            assert candidates.failure is None, candidates.failure
        candidates.enough.set()
        candidates.join(240)
        assert not candidates.is_alive(), system.tail()
        assert candidates.failure is None, candidates.failure
        facts = _when_all_is_analysed(system, tickets["company"])

    stored = {answer["id"]: answer for answer in facts["answers"]}
    sent = [sent for candidate in candidates.done for sent in candidate.sent]
    assert sum(candidate.retries for candidate in candidates.done) > 0, "no kill was felt"
    for one in sent:
        answer = stored[one.answer_id]
        assert one.submitted
        assert answer["sha256"] == hashlib.sha256(one.recording).hexdigest()
        assert answer["results"] == 1, answer
        assert answer["runs"] == ["done"], answer
    assert len(stored) == len(sent)
    assert facts["audit"], "the audit chain is broken"
    print(f"{len(sent)} answers, {len(targets)} kills, every answer whole and analysed once")


def _when_all_is_analysed(system: System, company: str) -> dict[str, Any]:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        system.wait_until_ready(60)
        facts: dict[str, Any] = system.ask("tests.resilience.facts", company)
        if all(answer["runs"] and answer["runs"][-1] == "done" for answer in facts["answers"]):
            return facts
        time.sleep(2)
    raise AssertionError(f"not analysed in time: {facts}\n{system.tail()}")
