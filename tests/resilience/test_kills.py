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
from collections import Counter
from typing import Any

import pytest

from interviews.demo.recordings import Clip, compose
from tests.resilience.candidate import ScriptedCandidate
from tests.resilience.system import System

KILLED = ("web", "analyser", "listener", "valkey", "postgres")
KILLS = int(os.environ.get("HIREAPP_KILLS", "5"))
SEED = int(os.environ.get("HIREAPP_KILL_SEED", str(random.randrange(10**6))))
CHUNK = 24_000  # bytes: about a dozen chunks an answer
AT_A_TIME = 2  # candidates: one speaks while the other waits for a question
FOLLOW_UPS, IN_A_ROW = 2, 2
# Short, and each names things that the job asks about.
STORIES = (
    "I wrote a test and added an index, because the query scanned the whole database.",
    "I found an error in the code review, so we changed the interface of the service.",
)

pytestmark = [pytest.mark.resilience, pytest.mark.timeout(1500)]


class Candidates(threading.Thread):
    """One candidate after the other until told to stop; the last one finishes."""

    def __init__(self, system: System, interviews: list[dict[str, Any]], said: list[bytes]) -> None:
        super().__init__(daemon=True)
        self.system, self.waiting, self.said = system, interviews, said
        self.done: list[ScriptedCandidate] = []
        self.enough = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while self.waiting and not self.enough.is_set():
                self.one()
        except BaseException as error:  # noqa: BLE001 - told to the test below
            self.failure = error

    def one(self) -> ScriptedCandidate:
        ticket = self.waiting.pop()
        candidate = ScriptedCandidate(self.system.url, ticket["token"], ticket["questions"])
        self.done.append(candidate)
        candidate.run(*self.said, chunk=CHUNK, pause=0.1)
        return candidate


def test_what_was_acknowledged_survives_every_kill() -> None:
    dice = random.Random(SEED)
    print(f"kill seed {SEED}, {KILLS} kills each of {', '.join(KILLED)}")
    said = [compose(Clip("single_face.mp4", None, 0.0, 0.0, says=story)) for story in STORIES]
    targets = [name for name in KILLED for _ in range(KILLS)]
    dice.shuffle(targets)

    with System() as system:
        numbers = (len(targets) + 10, FOLLOW_UPS, IN_A_ROW)
        tickets = system.ask("tests.resilience.seed", *map(str, numbers))
        kept, stormy = tickets["interviews"][:5], tickets["interviews"][5:]
        rows = [Candidates(system, stormy, said) for _ in range(AT_A_TIME)]
        _storm(system, rows, targets, dice)
        calm = Candidates(system, kept, said)
        _nobody_waits_for_a_dead_listener(system, calm)
        _the_interviewer_is_back(calm)
        candidates = [candidate for row in (*rows, calm) for candidate in row.done]
        facts = _when_all_is_analysed(system, tickets["company"], candidates)

    assert sum(candidate.retries for candidate in candidates) > 0, "no kill was felt"
    _every_answer_is_whole(candidates, facts)
    _every_follow_up_is_asked_once(candidates, facts)
    assert facts["audit"], "the audit chain is broken"
    sent, asked = sum(len(c.sent) for c in candidates), sum(len(c.asked) for c in candidates)
    print(f"{sent} answers, {asked} follow-ups, {len(targets)} kills; all whole and analysed once")
    print("decided:", Counter(o for i in facts["interviews"] for o in i["outcomes"]))


def _storm(system: System, rows: list[Candidates], targets: list[str], dice: random.Random) -> None:
    """Kills ``targets`` one after the other while candidates answer."""
    for row in rows:
        row.start()
    for name in targets:
        if dice.random() < 0.5:  # half of the kills meet a system that is still down
            system.wait_until_ready(90)
        time.sleep(dice.uniform(0.3, 3.0))
        print(f"kill -9 {name} (process {system.kill(name)})")
        assert not any(row.failure for row in rows), [row.failure for row in rows]
    for row in rows:
        row.enough.set()
    for row in rows:
        row.join(240)
        assert not row.is_alive(), system.tail()
        assert row.failure is None, row.failure
    system.wait_until_ready(90)


def _nobody_waits_for_a_dead_listener(system: System, calm: Candidates) -> None:
    """What is never decided is over after its time, for every answer."""
    with system.frozen("listener"):
        candidate = calm.one()
    assert candidate.asked == []
    assert candidate.overdue == len(candidate.sent) == len(candidate.questions)


def _the_interviewer_is_back(calm: Candidates, tries: int = 4) -> None:
    """After all that follow-ups are asked again; a listener that has just started may be late."""
    assert any(calm.one().asked for _ in range(tries)), "no follow-up was asked"


def _every_answer_is_whole(candidates: list[ScriptedCandidate], facts: dict[str, Any]) -> None:
    stored = {answer["id"]: answer for answer in facts["answers"]}
    sent = [sent for candidate in candidates for sent in candidate.sent]
    for one in sent:
        answer = stored[one.answer_id]
        assert one.submitted
        assert answer["sha256"] == hashlib.sha256(one.recording).hexdigest()
        assert answer["results"] == 1, answer
        assert answer["runs"] == ["done"], answer
    assert len(stored) == len(sent)


def _every_follow_up_is_asked_once(
    candidates: list[ScriptedCandidate], facts: dict[str, Any]
) -> None:
    """Each belongs to one answer, each was put to the candidate, none beyond the numbers."""
    stored = {interview["id"]: interview for interview in facts["interviews"]}
    for candidate in candidates:
        interview = stored[candidate.interview]
        assert candidate.finished
        assert interview["status"] == "analysed", interview
        assert interview["undecided"] == 0, interview
        questions = interview["questions"]
        assert all(question["answered"] == 1 for question in questions), interview
        prepared = [question for question in questions if not question["follow_up"]]
        assert [question["id"] for question in prepared] == candidate.questions
        asked = [question for question in questions if question["follow_up"]]
        assert [question["id"] for question in asked] == candidate.asked
        assert len(asked) <= interview["follow_ups"] == FOLLOW_UPS
        assert len({question["text"] for question in questions}) == len(questions), interview
        for question in asked:
            _belongs_to_its_parent(question, questions)


def _belongs_to_its_parent(question: dict[str, Any], questions: list[dict[str, Any]]) -> None:
    assert question["follow_up"] <= IN_A_ROW
    place = (question["order"], question["follow_up"])
    before = [other for other in questions if (other["order"], other["follow_up"]) < place]
    parent = before[-1]
    assert (parent["order"], parent["follow_up"] + 1) == place
    assert question["parents"] == [parent["id"]], "asked once, after the answer to its parent"
    assert question["noted"] == 1
    assert set(question["refers"]) <= {other["label"] for other in before}


def _when_all_is_analysed(
    system: System, company: str, candidates: list[ScriptedCandidate]
) -> dict[str, Any]:
    deadline = time.monotonic() + 600
    begun = {candidate.interview for candidate in candidates}
    while time.monotonic() < deadline:
        system.wait_until_ready(60)
        facts: dict[str, Any] = system.ask("tests.resilience.facts", company)
        interviews = [one for one in facts["interviews"] if one["id"] in begun]
        ran = all(answer["runs"] and answer["runs"][-1] == "done" for answer in facts["answers"])
        if ran and all(interview["status"] == "analysed" for interview in interviews):
            return facts
        time.sleep(2)
    raise AssertionError(f"not analysed in time: {facts}\n{system.tail()}")
