"""A candidate's browser without the browser: records, uploads by tus, submits, waits for what is
asked then; tries again.
"""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

# The supervisor waits up to 15 s before it restarts a process that keeps dying, and the dice may
# choose the same one several times in a row.
PATIENCE_S = 240.0
TUS = {"Tus-Resumable": "1.0.0"}
LOOK_EVERY_S = 0.4  # as the page does, see static/candidate/thinking.js
LONGEST_WAIT_S = 12.0  # interviews.selectors.dialogue.PATIENCE
# The server's clock may be a little late between two answers of it.
JITTER_S = 0.2
OVER = ("finished", "analysed")
logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for every request


@dataclass(slots=True)
class Sent:
    """What the server acknowledged of one answer."""

    answer_id: str
    recording: bytes
    question_id: str = ""
    acknowledged: int = 0
    submitted: bool = False


@dataclass(slots=True)
class ScriptedCandidate:
    """Goes through one interview. Whatever was acknowledged stands in ``sent``.

    ``questions``: ids of the prepared ones. ``asked``: ids of the follow-ups that came;
    ``overdue``: how often the wait for one ended by its time.
    """

    url: str
    token: str
    questions: list[str]
    sent: list[Sent] = field(default_factory=list)
    retries: int = 0
    interview: str = ""
    asked: list[str] = field(default_factory=list)
    overdue: int = 0
    finished: bool = False

    def run(self, *recordings: bytes, chunk: int, pause: float) -> None:
        """Answers with one recording after the other until nothing more is asked."""
        with httpx.Client(base_url=self.url, timeout=10, follow_redirects=True) as client:
            while (question := self._next(client)) is not None:
                if question["follow_up"]:
                    self.asked.append(question["id"])
                recording = recordings[len(self.sent) % len(recordings)]
                self._answer(client, question["id"], recording, chunk, pause)
            assert self._state(client)["status"] in OVER
        self.finished = True

    def _next(self, client: httpx.Client) -> dict[str, Any] | None:
        """The first open question, once nothing is being decided any more; None at the end."""
        session = self._decided(client, self._state(client))
        self.interview = session["interview"]
        return next((one for one in session["questions"] if not one["answered"]), None)

    def _decided(self, client: httpx.Client, session: dict[str, Any]) -> dict[str, Any]:
        """Waits as the page does: the time that is left only shrinks, and then we go on."""
        longest = LONGEST_WAIT_S
        while session["thinking"]:
            answer, left = session["thinking"]["answer"], session["thinking"]["seconds_left"]
            assert left <= longest + JITTER_S, f"{left} s left after {longest} s"
            longest = left
            if left <= 0:
                self.overdue += 1
                session = self._post(client, f"answers/{answer}/go-on/", {}).json()["session"]
                assert session["thinking"] is None, "the time is over, and the wait is not"
                return session
            time.sleep(min(LOOK_EVERY_S, left))
            session = self._state(client)
        return session

    def _state(self, client: httpx.Client) -> dict[str, Any]:
        path = f"/i/{self.token}/state/"
        state: dict[str, Any] = self._again(
            lambda: client.get(path), frozenset({200}), "state"
        ).json()
        return state

    def _again(
        self, act: Callable[[], httpx.Response], accept: frozenset[int], what: str
    ) -> httpx.Response:
        """Until the server answers with one of ``accept``; a dead server is waited for."""
        deadline = time.monotonic() + PATIENCE_S
        last = "no answer"
        while time.monotonic() < deadline:
            try:
                response = act()
                if response.status_code in accept:
                    return response
                last = f"{response.status_code} {response.text[:300]}"
                if response.status_code < 500:
                    raise AssertionError(f"{what}: {last}")
            except httpx.HTTPError as error:
                last = repr(error)
            self.retries += 1
            time.sleep(0.3)
        raise AssertionError(f"{what}: gave up after {PATIENCE_S} s: {last}")

    def _post(self, client: httpx.Client, path: str, body: dict[str, object]) -> httpx.Response:
        def act() -> httpx.Response:
            if "csrftoken" not in client.cookies:
                client.get(f"/i/{self.token}/interview/").raise_for_status()
            headers = {"X-CSRFToken": client.cookies["csrftoken"], "Referer": self.url}
            return client.post(f"/i/{self.token}/{path}", json=body, headers=headers)

        return self._again(act, frozenset({200, 201}), path)

    def _answer(
        self, client: httpx.Client, question: str, recording: bytes, chunk: int, pause: float
    ) -> None:
        answer_id = self._post(client, "answers/", {"question": question}).json()["id"]
        sent = Sent(answer_id, recording, question)
        self.sent.append(sent)
        place = self._create(client, answer_id)
        while sent.acknowledged < len(recording):
            sent.acknowledged = self._patch(client, place, sent, chunk)
            time.sleep(pause)
        self._post(client, f"answers/{answer_id}/submit/", {"seconds": 5.0})
        sent.submitted = True

    def _create(self, client: httpx.Client, answer_id: str) -> str:
        pairs = {"answer": answer_id, "filetype": "video/webm"}
        metadata = ",".join(
            f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items()
        )
        headers = {**TUS, "Upload-Defer-Length": "1", "Upload-Metadata": metadata}
        created = self._again(
            lambda: client.post(f"/uploads/{self.token}/", headers=headers),
            frozenset({201}),
            "create",
        )
        return created.headers["Location"]

    def _patch(self, client: httpx.Client, place: str, sent: Sent, chunk: int) -> int:
        """Sends the next chunk from where the server says it is."""
        head = self._again(lambda: client.head(place, headers=TUS), frozenset({200}), "head")
        offset = int(head.headers["Upload-Offset"])
        assert offset >= sent.acknowledged, "the server forgot what it had acknowledged"
        piece = sent.recording[offset : offset + chunk]
        headers = {
            **TUS,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
        }
        if offset + len(piece) == len(sent.recording):
            headers["Upload-Length"] = str(len(sent.recording))
        try:
            response = client.patch(place, content=piece, headers=headers)
        except httpx.HTTPError:
            self.retries += 1
            time.sleep(0.2)
            return offset
        if response.status_code == 204:
            return int(response.headers["Upload-Offset"])
        assert response.status_code >= 500 or response.status_code == 409, response.text
        self.retries += 1
        time.sleep(0.2)
        return offset
