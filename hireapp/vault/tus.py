"""Resumable uploads: the tus 1.0 protocol as a small ASGI application of its own.

Django's own handler would spool a large body to a plaintext temporary file and drop what arrived
before a disconnect. Here every piece is sealed as it arrives, and what was acknowledged is on
disk and in the database. Extensions: creation, creation-defer-length.

Who may upload what is not this module's business: an ``UploadGate`` says.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connections

from hireapp.core.errors import DomainError, NotFound
from hireapp.core.scope import company_scope
from hireapp.vault import objects
from hireapp.vault.models import MediaObject

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-defer-length"
OFFSET_STREAM = "application/offset+octet-stream"

Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Admission:
    """Whose object it is, and how large this one may become."""

    company_id: UUID
    max_bytes: int


class UploadGate(Protocol):
    """Decides about uploads, and hears of them. ``create`` and ``admit`` raise ``DomainError`` and
    are called outside any scope.
    """

    def create(self, token: str, metadata: dict[str, str], length: int | None) -> UUID:
        """The object that this upload fills; asked again for the same thing, the same object."""
        ...

    def admit(self, token: str, object_id: UUID) -> Admission:
        """Lets the bearer of ``token`` fill this object, or ask how far it is filled."""
        ...

    def arrived(self, object_id: UUID) -> None:
        """More of this object is safe. Called in the company's scope, after the piece's commit."""
        ...


class Refused(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class Disconnected(Exception):
    """The client went away in the middle of a body."""


async def _in_thread(work: Callable[[], Result]) -> Result:
    """Runs database work in a worker thread and gives its connection back afterwards."""

    def run() -> Result:
        try:
            return work()
        finally:
            connections.close_all()

    return await sync_to_async(run, thread_sensitive=False)()


class TusApplication:
    """Serves ``…/<token>/`` (OPTIONS, POST) and ``…/<token>/<object id>`` (HEAD, PATCH)."""

    def __init__(self, gate: UploadGate, *, prefix: str, max_bytes: int) -> None:
        self.gate, self.prefix, self.max_bytes = gate, prefix, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        try:
            status, extra = await self._dispatch(scope, headers, receive)
            text = ""
        except Refused as refused:
            status, extra, text = refused.status, {}, refused.text
        except DomainError as error:
            status, extra, text = error.status, {}, str(error.sentence)
        except MediaObject.DoesNotExist:
            status, extra, text = 404, {}, str(NotFound.sentence)
        except Disconnected:
            return
        await self._answer(send, status, extra, text)

    async def _answer(self, send: Send, status: int, extra: dict[str, str], text: str) -> None:
        body = text.encode()
        headers = {
            "tus-resumable": VERSION,
            "cache-control": "no-store",
            "content-length": str(len(body)),
            **extra,
        }
        if body:
            headers["content-type"] = "text/plain; charset=utf-8"
        if status != 204 or extra:
            headers.setdefault("x-content-type-options", "nosniff")
        if status == 204:
            del headers["content-length"]
        raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    async def _dispatch(
        self, scope: Scope, headers: dict[str, str], receive: Receive
    ) -> tuple[int, dict[str, str]]:
        method = str(headers.get("x-http-method-override", scope["method"])).upper()
        if method == "OPTIONS":
            return 204, {
                "tus-version": VERSION,
                "tus-extension": EXTENSIONS,
                "tus-max-size": str(self.max_bytes),
            }
        if headers.get("tus-resumable") != VERSION:
            raise Refused(412, f"This server speaks tus {VERSION}.")
        token, object_id = self._path(scope["path"])
        if method == "POST" and object_id is None:
            return await self._create(token, headers)
        if object_id is not None and method == "HEAD":
            return await self._head(token, object_id)
        if object_id is not None and method == "PATCH":
            return await self._patch(token, object_id, headers, receive)
        raise Refused(405, "Method not allowed.")

    def _path(self, path: str) -> tuple[str, UUID | None]:
        token, _, rest = path.removeprefix(self.prefix).partition("/")
        try:
            return token, UUID(rest) if rest else None
        except ValueError:
            raise NotFound from None

    async def _create(self, token: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
        length = _natural(headers, "upload-length")
        if length is None and headers.get("upload-defer-length") != "1":
            raise Refused(400, "Upload-Length or Upload-Defer-Length: 1 is missing.")
        if length is not None and length > self.max_bytes:
            raise Refused(413, str(objects.TooLarge.sentence))
        metadata = _metadata(headers.get("upload-metadata", ""))
        object_id = await _in_thread(lambda: self.gate.create(token, metadata, length))
        return 201, {"location": f"{self.prefix}{token}/{object_id}"}

    async def _head(self, token: str, object_id: UUID) -> tuple[int, dict[str, str]]:
        def look() -> MediaObject:
            with company_scope(self.gate.admit(token, object_id).company_id):
                found: MediaObject = MediaObject.objects.get(id=object_id)
                return found

        media = await _in_thread(look)
        extra = {"upload-offset": str(media.size)}
        if media.declared_size is None:
            extra["upload-defer-length"] = "1"
        else:
            extra["upload-length"] = str(media.declared_size)
        return 200, extra

    async def _patch(
        self, token: str, object_id: UUID, headers: dict[str, str], receive: Receive
    ) -> tuple[int, dict[str, str]]:
        if headers.get("content-type") != OFFSET_STREAM:
            raise Refused(415, f"Content-Type must be {OFFSET_STREAM}.")
        offset = _natural(headers, "upload-offset")
        if offset is None:
            raise Refused(400, "Upload-Offset is missing.")
        length = _natural(headers, "upload-length")
        admission = await _in_thread(lambda: self.gate.admit(token, object_id))
        company_id, max_bytes = admission.company_id, min(admission.max_bytes, self.max_bytes)

        def begin() -> None:
            with company_scope(company_id):
                if length is not None:
                    objects.object_declare_size(
                        object_id=object_id, size=length, max_bytes=max_bytes
                    )
                if MediaObject.objects.get(id=object_id).size != offset:
                    raise objects.WrongOffset

        def append(piece: bytes, at: int) -> int:
            with company_scope(company_id):
                return objects.object_append(
                    object_id=object_id, offset=at, data=piece, max_bytes=max_bytes
                )

        def complete() -> None:
            with company_scope(company_id):
                objects.object_complete(object_id=object_id)
            with company_scope(company_id):
                self.gate.arrived(object_id)

        await _in_thread(begin)
        async for piece in _pieces(receive):
            at = offset
            offset = await _in_thread(lambda piece=piece, at=at: append(piece, at))  # type: ignore[misc]
        await _in_thread(complete)
        return 204, {"upload-offset": str(offset)}


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    """The body in pieces of at most one segment; what came before a disconnect is not lost."""
    waiting = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            if waiting:
                yield bytes(waiting)
            raise Disconnected
        waiting += message.get("body", b"")
        more = message.get("more_body", False)
        while len(waiting) >= objects.SEGMENT_BYTES:
            yield bytes(waiting[: objects.SEGMENT_BYTES])
            del waiting[: objects.SEGMENT_BYTES]
    if waiting:
        yield bytes(waiting)


def _natural(headers: dict[str, str], name: str) -> int | None:
    value = headers.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Refused(400, f"{name} is not a whole number.")
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """``key base64value,key2 base64value`` (tus 1.0, Upload-Metadata)."""
    if len(header) > 4096:
        raise Refused(400, "Upload-Metadata is too long.")
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Refused(400, "Upload-Metadata cannot be read.") from None
    return found
