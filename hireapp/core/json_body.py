"""JSON as pages send it: an object whose texts can be stored and said on."""

from __future__ import annotations

import json
from typing import Any


def json_object(body: bytes) -> dict[str, Any]:
    """The object in a request's body; nothing at all is an empty one.

    Raises ``ValueError`` for what is no object, is nested deeper than can be read, or holds half a
    surrogate pair: JSON may spell it (``"\\ud800"``), UTF-8 and so database and pages cannot.
    """
    try:
        found = json.loads(body or b"{}")
        json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
