"""The tus 1.0 protocol, through the ASGI application and with an off-the-shelf client."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
import uvicorn
from pytest_django.fixtures import Settings
from tusclient.client import TusClient

from hireapp.core.errors import NotFound
from hireapp.core.scope import company_scope
from hireapp.embedded.children import free_port
from hireapp.vault.models import MediaObject, ObjectKind
from hireapp.vault.objects import SEGMENT_BYTES, object_create, object_reader
from hireapp.vault.tus import OFFSET_STREAM, Admission, TusApplication
from tests.factories import Member

pytestmark = pytest.mark.django_db(transaction=True)
TUS = {"Tus-Resumable": "1.0.0"}
MAX_BYTES = 3 * SEGMENT_BYTES
NOBODYS = UUID(int=0)


class Gate:
    """Lets the bearer of one token fill any object of one company."""

    def __init__(self, company_id: UUID) -> None:
        self.company_id = company_id
        self.metadata: dict[str, str] = {}
        self.arrivals: list[UUID] = []

    def create(self, token: str, metadata: dict[str, str], length: int | None) -> UUID:
        self._check(token)
        self.metadata = metadata
        with company_scope(self.company_id):
            return object_create(
                subject_id=uuid4(),
                kind=ObjectKind.ANSWER,
                content_type="video/webm",
                declared_size=length,
            ).id

    def admit(self, token: str, object_id: UUID) -> Admission:
        self._check(token)
        return Admission(self.company_id, MAX_BYTES)

    def arrived(self, object_id: UUID) -> None:
        self.arrivals.append(object_id)

    def _check(self, token: str) -> None:
        if token != "alice":
            raise NotFound


@pytest.fixture
def gate(alice: Member, tmp_path: Path, settings: Settings) -> Gate:
    settings.VAULT_ROOT = tmp_path / "vault"
    return Gate(alice.company.id)


@pytest.fixture
def application(gate: Gate) -> TusApplication:
    return TusApplication(gate, prefix="/uploads/", max_bytes=MAX_BYTES)


@pytest.fixture
async def client(application: TusApplication) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver", headers=TUS
    ) as client:
        yield client


def _media(gate: Gate, location: str) -> tuple[MediaObject, bytes]:
    with company_scope(gate.company_id):
        media = MediaObject.objects.get(id=location.rsplit("/", 1)[-1])
        return media, object_reader(media.id).read()


async def _created(client: httpx.AsyncClient, **headers: str) -> str:
    answer = await client.post(
        "/uploads/alice/", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


async def _patch(
    client: httpx.AsyncClient, location: str, offset: int, data: bytes, **more: str
) -> httpx.Response:
    headers = {"Upload-Offset": str(offset), "Content-Type": OFFSET_STREAM, **more}
    return await client.patch(location, headers=headers, content=data)


async def test_the_server_says_what_it_speaks(client: httpx.AsyncClient) -> None:
    answer = await client.options("/uploads/alice/", headers={"Tus-Resumable": "0.0.1"})
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,creation-defer-length"
    assert answer.headers["Tus-Max-Size"] == str(MAX_BYTES)


async def test_an_upload_in_two_requests(client: httpx.AsyncClient, gate: Gate) -> None:
    name = base64.b64encode("답변.webm".encode()).decode()
    location = await _created(client, Upload_Length="11", Upload_Metadata=f"filename {name},empty")
    assert gate.metadata == {"filename": "답변.webm", "empty": ""}
    first = await _patch(client, location, 0, b"hello ")
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "6")
    head = await client.head(location)
    assert head.status_code == 200
    assert head.headers["Upload-Offset"] == "6"
    assert head.headers["Upload-Length"] == "11"
    assert head.headers["Cache-Control"] == "no-store"
    second = await _patch(client, location, 6, b"world")
    assert (second.status_code, second.headers["Upload-Offset"]) == (204, "11")
    media, data = await asyncio.to_thread(_media, gate, location)
    assert data == b"hello world"
    assert media.completed_at is not None


async def test_a_large_body_is_cut_into_segments(client: httpx.AsyncClient, gate: Gate) -> None:
    body = bytes(range(256)) * (MAX_BYTES // 256)
    location = await _created(client, Upload_Length=str(len(body)))
    assert (await _patch(client, location, 0, body)).status_code == 204
    media, data = await asyncio.to_thread(_media, gate, location)
    assert data == body
    assert media.segment_sizes == [SEGMENT_BYTES] * 3


async def test_the_length_may_be_said_later_but_only_once(
    client: httpx.AsyncClient, gate: Gate
) -> None:
    location = await _created(client, Upload_Defer_Length="1")
    assert (await client.head(location)).headers["Upload-Defer-Length"] == "1"
    assert (await _patch(client, location, 0, b"abc")).status_code == 204
    last = await _patch(client, location, 3, b"def", **{"Upload-Length": "6"})
    assert last.status_code == 204
    media, data = await asyncio.to_thread(_media, gate, location)
    assert (data, media.declared_size, media.completed_at is None) == (b"abcdef", 6, False)
    again = await _patch(client, location, 6, b"", **{"Upload-Length": "7"})
    assert again.status_code == 409


async def test_a_length_said_after_the_last_byte_completes_the_upload(
    client: httpx.AsyncClient, gate: Gate
) -> None:
    location = await _created(client, Upload_Defer_Length="1")
    await _patch(client, location, 0, b"abc")
    assert (await _patch(client, location, 3, b"", **{"Upload-Length": "3"})).status_code == 204
    media, _ = await asyncio.to_thread(_media, gate, location)
    assert media.completed_at is not None


@pytest.mark.parametrize("offset", [0, 2, 4])
async def test_a_wrong_offset_is_a_conflict(client: httpx.AsyncClient, offset: int) -> None:
    location = await _created(client, Upload_Length="10")
    await _patch(client, location, 0, b"abc")
    assert (await _patch(client, location, offset, b"xyz")).status_code == 409
    assert (await client.head(location)).headers["Upload-Offset"] == "3"


async def test_too_much_is_refused_before_and_while_it_comes(client: httpx.AsyncClient) -> None:
    answer = await client.post("/uploads/alice/", headers={"Upload-Length": str(MAX_BYTES + 1)})
    assert answer.status_code == 413
    declared = await _created(client, Upload_Length="2")
    assert (await _patch(client, declared, 0, b"abc")).status_code == 413
    deferred = await _created(client, Upload_Defer_Length="1")
    refused = await _patch(client, deferred, 0, b"x" * (MAX_BYTES + 1))
    assert refused.status_code == 413
    assert int((await client.head(deferred)).headers["Upload-Offset"]) <= MAX_BYTES


async def test_what_came_before_a_disconnect_is_kept(
    application: TusApplication, client: httpx.AsyncClient, gate: Gate
) -> None:
    location = await _created(client, Upload_Length="1000")
    messages = iter(
        [
            {"type": "http.request", "body": b"a" * 300, "more_body": True},
            {"type": "http.request", "body": b"b" * 100, "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent: list[object] = []

    async def receive() -> dict[str, object]:
        return next(messages)

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "PATCH",
        "path": location,
        "headers": [
            (b"tus-resumable", b"1.0.0"),
            (b"upload-offset", b"0"),
            (b"content-type", OFFSET_STREAM.encode()),
        ],
    }
    await application(scope, receive, send)
    assert sent == []
    assert (await client.head(location)).headers["Upload-Offset"] == "400"
    rest = await _patch(client, location, 400, b"c" * 600)
    assert rest.status_code == 204
    _, data = await asyncio.to_thread(_media, gate, location)
    assert data == b"a" * 300 + b"b" * 100 + b"c" * 600


async def test_what_is_not_yours_does_not_exist(
    client: httpx.AsyncClient, gate: Gate, charlie: Member
) -> None:
    def foreign() -> UUID:
        with company_scope(charlie.company.id):
            return object_create(subject_id=uuid4(), kind=ObjectKind.ANSWER, content_type="x/y").id

    object_id = await asyncio.to_thread(foreign)
    for location in (f"/uploads/alice/{object_id}", f"/uploads/alice/{uuid4()}"):
        assert (await client.head(location)).status_code == 404
        assert (await _patch(client, location, 0, b"x")).status_code == 404
    assert (await client.head("/uploads/alice/not-an-id")).status_code == 404
    assert (await client.post("/uploads/bob/", headers={"Upload-Length": "1"})).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/uploads/alice/", {"Tus-Resumable": "0.2.2", "Upload-Length": "1"}, 412),
        ("POST", "/uploads/alice/", {}, 400),
        ("POST", "/uploads/alice/", {"Upload-Length": "-1"}, 400),
        ("POST", "/uploads/alice/", {"Upload-Length": "1e3"}, 400),
        ("POST", "/uploads/alice/", {"Upload-Length": "1", "Upload-Metadata": "a !!"}, 400),
        ("POST", "/uploads/alice/", {"Upload-Length": "1", "Upload-Metadata": "a" * 5000}, 400),
        ("GET", "/uploads/alice/", {}, 405),
        ("DELETE", f"/uploads/alice/{NOBODYS}", {}, 405),
        ("PATCH", f"/uploads/alice/{NOBODYS}", {"Upload-Offset": "0"}, 415),
        ("PATCH", f"/uploads/alice/{NOBODYS}", {"Content-Type": OFFSET_STREAM}, 400),
    ],
)
async def test_what_the_protocol_does_not_allow_is_said(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = await client.request(method, path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.text


async def test_patch_may_come_disguised_as_post(client: httpx.AsyncClient) -> None:
    location = await _created(client, Upload_Length="3")
    answer = await client.post(
        location,
        headers={
            "X-HTTP-Method-Override": "PATCH",
            "Upload-Offset": "0",
            "Content-Type": OFFSET_STREAM,
        },
        content=b"abc",
    )
    assert answer.status_code == 204


@pytest.fixture
def server(application: TusApplication) -> Iterator[str]:
    """The application behind a real HTTP server."""
    port = free_port()
    config = uvicorn.Config(application, port=port, lifespan="off", log_level="warning")  # type: ignore[arg-type]
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running.started
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(10)


def test_an_off_the_shelf_client_uploads_stops_and_resumes(
    server: str, gate: Gate, tmp_path: Path
) -> None:
    body = bytes(range(256)) * 2000  # 512 kB: two segments
    recording = tmp_path / "answer.webm"
    recording.write_bytes(body)
    client = TusClient(f"{server}/uploads/alice/")
    uploader = client.uploader(
        str(recording), chunk_size=100_000, metadata={"filename": "answer.webm"}
    )
    uploader.upload_chunk()
    uploader.upload_chunk()
    assert uploader.offset == 200_000
    resumed = client.uploader(str(recording), chunk_size=100_000, url=uploader.url)
    assert resumed.offset == 200_000  # asked with HEAD
    resumed.upload()
    assert gate.metadata == {"filename": "answer.webm"}
    media, data = _media(gate, str(uploader.url))
    assert data == body
    assert media.completed_at is not None
