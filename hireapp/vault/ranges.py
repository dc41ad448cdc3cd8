"""HTTP ranges (RFC 9110 section 14) over an encrypted object, so that videos can be sought."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from hireapp.vault.objects import SEGMENT_BYTES, ObjectReader

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None when it cannot be satisfied.

    Raises ValueError for what is not a single byte range: RFC 9110 says to ignore those.
    """
    match = _RANGE.match(header.strip())
    if match is None or match.group(0) == "bytes=-":
        raise ValueError(header)
    first, last = match.groups()
    if not first:  # the last N bytes
        start, end = max(0, size - int(last)), size - 1
    else:
        if last and int(last) < int(first):
            raise ValueError(header)
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end and start < size else None


async def _stream(reader: ObjectReader, start: int, length: int) -> AsyncIterator[bytes]:
    reader.seek(start)
    while length > 0:
        piece = await sync_to_async(reader.read, thread_sensitive=False)(min(length, SEGMENT_BYTES))
        if not piece:
            return
        length -= len(piece)
        yield piece


def range_response(
    request: HttpRequest, reader: ObjectReader, *, content_type: str
) -> HttpResponseBase:
    """The whole object, or the one range that was asked for. Private; never cached on disk."""
    size, start, end, status = reader.size, 0, reader.size - 1, 200
    header = request.headers.get("Range")
    if header:
        try:
            wanted = parse_range(header, size)
        except ValueError:
            wanted = (0, size - 1)
        else:
            if wanted is None:
                return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
            status = 206
        start, end = wanted
    response = StreamingHttpResponse(
        _stream(reader, start, end - start + 1), status=status, content_type=content_type
    )
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    if status == 206:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response
