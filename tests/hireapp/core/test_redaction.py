"""A candidate's link opens their interview: no log may hold one."""

from __future__ import annotations

import logging

import pytest

from hireapp.core.redaction import RedactLinks

PATH = "/ws/i/QUJDREVG:c2lnbmF0dXJl/room/"


def _record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("any", logging.INFO, "", 1, message, args, None)


@pytest.mark.parametrize("message", [f'"WebSocket {PATH}" [accepted]', f"GET {PATH[3:]}answers/"])
def test_the_token_of_a_link_is_taken_out(message: str) -> None:
    record = _record("%s", message)
    assert RedactLinks().filter(record)
    assert "QUJDREVG" not in record.getMessage()
    assert "/i/(link)/" in record.getMessage()


def test_what_holds_no_link_stays_as_it_is() -> None:
    record = _record("%d of %d", 1, 2)
    assert RedactLinks().filter(record)
    assert record.args == (1, 2)


def test_the_web_servers_own_lines_pass_the_filter_too() -> None:
    """uvicorn names the path of every socket it accepts, with or without an access log."""
    filters = logging.getLogger("uvicorn.error").filters
    assert any(isinstance(one, RedactLinks) for one in filters)
