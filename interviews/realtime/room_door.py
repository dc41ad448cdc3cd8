"""Who may open a room's socket, and keep it: asked of the rows when it opens, whenever something
changed, and every half minute. What is read here is read in a thread, in the company's scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore

from hireapp.core.errors import NotFound
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import User
from hireapp.tenancy.resolvers import MembershipFact, memberships_of
from hireapp.tenancy.roles import Can, can
from hireapp.tenancy.views import SESSION_KEY
from interviews.access import (
    LinkClaim,
    LinkExpired,
    LinkRevoked,
    interview_for_candidate,
    link_claim,
    room_for_interviewer,
    seat_for_interview,
)
from interviews.selectors.room_people import (
    RoomView,
    room_view_of_candidate,
    room_view_of_interviewer,
)

# WebSocket close codes 4000-4999 are the application's (RFC 6455, 7.4.2); docs/live.md.
NOT_SIGNED_IN = 4401
NOT_YOURS = 4403
NO_SUCH_ROOM = 4404
OPENED_ELSEWHERE = 4409
OVER = 4410
TOO_MANY_ERRORS = 4429
TRY_AGAIN = 1013


class Shut(Exception):
    """The socket closes with ``code``."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Door(Protocol):
    def look(self) -> RoomView:
        """The room as this visitor may see it now. Blocks; raises ``Shut``."""


@dataclass(slots=True)
class InterviewerDoor:
    """The company is the one chosen in the session when the socket opens, and stays."""

    room_id: UUID
    session_key: str | None
    company_id: UUID | None = None

    def look(self) -> RoomView:
        user, membership = self._who()
        self.company_id = membership.company_id
        with company_scope(membership.company_id):
            try:
                room = room_for_interviewer(self.room_id, user)
            except NotFound:
                raise Shut(NO_SUCH_ROOM) from None
            return room_view_of_interviewer(room, user.pk)

    def _who(self) -> tuple[User, MembershipFact]:
        """From the session as it is stored now: who signed out is out."""
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
        if not wanted or not can(wanted[0].role, Can.RATE):
            raise Shut(NOT_YOURS)
        return user, wanted[0]


@dataclass(slots=True)
class CandidateDoor:
    """``chosen``: the language cookie of the page, if there is one."""

    token: str
    chosen: str | None

    def look(self) -> RoomView:
        try:
            claim = link_claim(self.token)
            with company_scope(claim.company_id):
                return self._inside(claim)
        except NotFound:
            raise Shut(NO_SUCH_ROOM) from None
        except (LinkRevoked, LinkExpired):
            raise Shut(OVER) from None

    def _inside(self, claim: LinkClaim) -> RoomView:
        interview = interview_for_candidate(claim)
        seat = seat_for_interview(interview)
        known = self.chosen in dict(settings.LANGUAGES)
        language = self.chosen if self.chosen and known else interview.language
        return room_view_of_candidate(seat, interview, language)
