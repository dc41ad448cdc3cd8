"""A JSON body is an object of texts that can be kept, or it is refused; nothing else happens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hireapp.core.json_body import json_object


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", {}),
        (b"{}", {}),
        ('{"text": "안녕 \\ud83d\\ude42"}'.encode(), {"text": "안녕 🙂"}),
        (b'{"n": [1, 2.5, null, true]}', {"n": [1, 2.5, None, True]}),
    ],
)
def test_an_object_is_read(body: bytes, found: dict[str, Any]) -> None:
    assert json_object(body) == found


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b"{",
        b"\xff",
        b'{"text": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"text": "\xed\xa0\x80"}',
        b'{"n": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_object_or_cannot_be_kept_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        json_object(body)


@given(st.binary() | st.text().map(lambda text: f'{{"a": "{text}"}}'.encode()))
def test_whatever_comes_can_be_said_on_or_is_refused(body: bytes) -> None:
    try:
        found = json_object(body)
    except ValueError:
        return
    str(found).encode()
