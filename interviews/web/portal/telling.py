"""What could not be done is said on the page the person came from, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from hireapp.core.errors import Conflict, Gone, Invalid


@contextmanager
def telling(request: HttpRequest, success: str = "") -> Iterator[None]:
    """Runs a write in a savepoint; a conflict becomes a message. 403 and 404 pass through."""
    try:
        with transaction.atomic():
            yield
    except (Conflict, Gone, Invalid) as error:
        messages.error(request, str(error.sentence))
    else:
        if success:
            messages.success(request, success)
