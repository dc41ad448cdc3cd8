"""Keeps candidates' links out of the logs: whoever reads one could open the interview."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"(/(?:i|uploads)/)[^/\s]+")


class RedactLinks(logging.Filter):
    """Replaces the token of a candidate's address in a record's text and arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        hidden = _TOKEN.sub(r"\1(link)", text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True
