"""Better words from a real HTTP server, and everything that it may do wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hireapp.core.scope import company_scope
from interviews.models import Draft, Job
from interviews.services.draft import draft_create
from interviews.services.rewording import reworded, rewording_offered
from interviews.tasks.drafts import reword_draft
from tests.factories import Member

TEXT = "Dear [name], you {term} come to interview at us please."
BETTER = "Dear [name], please come to an interview about {term} with us."


class Peer:
    """A server that answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = self.says(BETTER)
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                peer.asked.append(json.loads(self.rfile.read(length)))
                peer.headers.append(dict(self.headers))
                peer.answer(self)

            def do_GET(self) -> None:
                peer.asked.append({"redirected": True})
                peer.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def says(self, text: Any) -> Callable[[BaseHTTPRequestHandler], None]:
        return self.raw(json.dumps({"choices": [{"message": {"content": text}}]}).encode())

    @staticmethod
    def raw(
        body: bytes, status: int = 200, **headers: str
    ) -> Callable[[BaseHTTPRequestHandler], None]:
        def send(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body)

        return send


@pytest.fixture
def peer(settings: Any) -> Iterator[Peer]:
    made = Peer()
    settings.REWORDING_URL, settings.REWORDING_KEY = made.url, "not-a-real-key"
    settings.REWORDING_MODEL = "small"
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_words_come_back_better(peer: Peer) -> None:
    assert reworded(TEXT, language="en") == BETTER
    (asked,) = peer.asked
    assert asked["model"] == "small"
    assert asked["messages"][-1] == {"role": "user", "content": TEXT}
    assert peer.headers[0]["Authorization"] == "Bearer not-a-real-key"


@pytest.mark.parametrize(
    "answer",
    [
        "", "x" * 5000, None, 7, ["a"], "Dear [name], come.", "안녕하세요 {term} 이야기를 하러 오세요 고맙습니다",
        "Are you married? {term}", "{term}: young team, native English speaker", "a\x00 {term}",
    ],
    ids=lambda answer: repr(answer)[:20],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_leaves_the_text_alone(peer: Peer, answer: Any) -> None:
    peer.answer = peer.says(answer)
    assert reworded(TEXT, language="en", must_keep=["[name]"]) == TEXT
    assert len(peer.asked) == 1


def test_a_word_that_must_stay_stays(peer: Peer) -> None:
    peer.answer = peer.says("You mentioned a queue: what broke first?")
    text = "You mentioned Kafka: what broke first under load?"
    assert reworded(text, language="en", must_keep=["Kafka"]) == text
    assert reworded(text, language="en") != text


def test_broken_servers_leave_the_text_alone(peer: Peer) -> None:
    for answer in (
        peer.raw(b"{}"),
        peer.raw(b"not json"),
        peer.raw(b"[1,2]"),
        peer.raw(b"no", status=500),
        peer.raw(b"x" * (300 * 1024)),
        peer.raw(b"", status=302, Location=peer.url),
    ):
        peer.answer = answer
        assert reworded(TEXT, language="en") == TEXT
    assert {"redirected": True} not in peer.asked


def test_nobody_listening_leaves_the_text_alone(settings: Any) -> None:
    settings.REWORDING_URL = "http://127.0.0.1:9/v1"
    assert reworded(TEXT, language="en") == TEXT


@pytest.mark.parametrize(
    ("url", "offered"),
    [
        ("", False), ("http://example.com/v1", False), ("ftp://127.0.0.1/", False), ("https://", False),
        ("http://169.254.169.254/v1", False), ("https://user:pw@example.com/v1", False),
        ("http://localhost.example.com/", False), ("https://example.com/v1", True),
        ("http://127.0.0.1:8080/v1", True), ("http://[::1]:8080/v1", True), ("http://localhost:1/v1", True),
    ],
)  # fmt: skip
def test_only_tls_or_this_machine_is_spoken_to(settings: Any, url: str, offered: bool) -> None:
    settings.REWORDING_URL = url
    assert rewording_offered() is offered


@pytest.mark.django_db
def test_a_draft_gets_a_second_version_beside_it(alice: Member, peer: Peer) -> None:
    with company_scope(alice.company.id):
        draft = draft_create(
            kind="outreach",  # type: ignore[arg-type]
            job=Job.objects.get(code="200102"),
            language="en",
            title="Hello",
            text=TEXT,
            actor=alice.actor,
        )
    reword_draft(str(alice.company.id), str(draft.id))
    reword_draft(str(alice.company.id), str(draft.id))
    with company_scope(alice.company.id):
        assert dict(Draft.objects.values_list("title", "text")) == {
            "Hello": TEXT,
            "Hello (2)": BETTER,
        }


@pytest.mark.django_db
def test_without_the_setting_no_button_shows_and_nothing_is_sent(alice: Member) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(alice.user)
    with company_scope(alice.company.id):
        draft = draft_create(
            kind="description",  # type: ignore[arg-type]
            job=Job.objects.get(code="200102"),
            language="en",
            title="Hello",
            text="Text",
            actor=alice.actor,
        )
    assert (
        "Improve the wording"
        not in client.get(reverse("tools:draft", args=[draft.id])).content.decode()
    )
    client.post(reverse("tools:reword", args=[draft.id]))
    with company_scope(alice.company.id):
        assert Draft.objects.count() == 1
