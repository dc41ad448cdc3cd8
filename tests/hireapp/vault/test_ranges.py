"""HTTP ranges over an encrypted object (RFC 9110 section 14)."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from hireapp.core.scope import company_scope
from hireapp.vault.models import ObjectKind
from hireapp.vault.objects import SEGMENT_BYTES, ObjectReader, object_reader, object_store
from hireapp.vault.ranges import parse_range, range_response
from tests.factories import Member

SIZE = 2 * SEGMENT_BYTES + 1000


@pytest.fixture
def reader(alice: Member, tmp_path: Path, settings: Settings) -> ObjectReader:
    settings.VAULT_ROOT = tmp_path
    with company_scope(alice.company.id):
        media = object_store(
            subject_id=uuid4(), kind=ObjectKind.ANSWER, content_type="video/webm", data=_bytes()
        )
        return object_reader(media.id)


def _bytes() -> bytes:
    return (bytes(range(251)) * (SIZE // 251 + 1))[:SIZE]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=100-", None),
        ("bytes=-0", None),
    ],
)
def test_a_single_range_is_understood(header: str, expected: tuple[int, int] | None) -> None:
    assert parse_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=-", "bytes=5-2", "bytes=0-1,3-4", "lines=0-1", "x"])
def test_what_is_no_single_range_is_ignored(header: str) -> None:
    with pytest.raises(ValueError, match=header.replace("-", r"\-")):
        parse_range(header, 100)


async def _get(reader: ObjectReader, header: str | None) -> tuple[HttpResponseBase, bytes]:
    headers = {"range": header} if header else {}
    request = RequestFactory().get("/video", headers=headers)
    response = range_response(request, reader, content_type="video/webm")
    if not response.streaming:
        return response, b""
    stream = cast("StreamingHttpResponse", response)
    return response, b"".join([piece async for piece in stream])  # type: ignore[union-attr]


async def test_without_a_range_everything_comes(reader: ObjectReader) -> None:
    response, body = await _get(reader, None)
    assert response.status_code == 200
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"] == "private, no-store"
    assert body == _bytes()


async def test_a_range_across_segments(reader: ObjectReader) -> None:
    start, end = SEGMENT_BYTES - 10, 2 * SEGMENT_BYTES + 10
    response, body = await _get(reader, f"bytes={start}-{end}")
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/{SIZE}"
    assert response["Content-Length"] == str(len(body))
    assert body == _bytes()[start : end + 1]


async def test_the_end_of_a_video_is_reached_without_the_beginning(reader: ObjectReader) -> None:
    _, body = await _get(reader, "bytes=-100")
    assert body == _bytes()[-100:]


async def test_a_range_behind_the_end_cannot_be_satisfied(reader: ObjectReader) -> None:
    response, _ = await _get(reader, f"bytes={SIZE}-")
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
