"""Who looks through a portal's socket: asked of session and memberships as they are stored now,
when it opens and again and again. Who signed out or was let go is out.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore

from hireapp.tenancy.models import User
from hireapp.tenancy.resolvers import MembershipFact, memberships_of
from hireapp.tenancy.roles import Can, can
from hireapp.tenancy.views import SESSION_KEY

# WebSocket close codes 4000-4999 are the application's (RFC 6455, 7.4.2).
NOT_SIGNED_IN = 4401
NOT_YOURS = 4403


class Shut(Exception):
    """The socket closes with ``code``."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(slots=True)
class Visitor:
    """The company is the one chosen in the session when the socket opens, else the first, as the
    pages do; it stays.
    """

    session_key: str | None
    needs: Can
    company_id: UUID | None = None

    def look(self) -> tuple[User, MembershipFact]:
        """Blocks. Raises ``Shut`` with NOT_SIGNED_IN or NOT_YOURS."""
        session = SessionStore(self.session_key)
        request: Any = SimpleNamespace(session=session)
        user: Any = get_user(request) if self.session_key else None
        if user is None or not user.is_authenticated:
            raise Shut(NOT_SIGNED_IN)
        memberships = memberships_of(user.pk)
        chosen = str(self.company_id or session.get(SESSION_KEY))
        wanted = [m for m in memberships if str(m.company_id) == chosen]
        if self.company_id is None:
            wanted = wanted or memberships
        if not wanted or not can(wanted[0].role, self.needs):
            raise Shut(NOT_YOURS)
        self.company_id = wanted[0].company_id
        return user, wanted[0]
