"""Who may open a room's socket, and keep it: asked of the rows when it opens, whenever something
changed, and every half minute. What is read here is read in a thread, in the company's scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from django.conf import settings

from hireapp.core.errors import NotFound
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import User
from hireapp.tenancy.roles import Can
from interviews.access import (
    LinkClaim,
    LinkExpired,
    LinkRevoked,
    interview_for_candidate,
    link_claim,
    room_for_interviewer,
    seat_for_interview,
)
from interviews.models import Room
from interviews.realtime.visitor import Shut, Visitor
from interviews.selectors.room_people import (
    RoomView,
    room_view_of_candidate,
    room_view_of_interviewer,
)

# Close codes, beside those of ``Visitor``; docs/live.md.
NO_SUCH_ROOM = 4404
OPENED_ELSEWHERE = 4409
OVER = 4410
TOO_MANY_ERRORS = 4429
TRY_AGAIN = 1013

Read = TypeVar("Read")


class Door(Protocol):
    def look(self) -> RoomView:
        """The room as this visitor may see it now. Blocks; raises ``Shut``."""


class InterviewerDoor:
    def __init__(self, room_id: UUID, session_key: str | None) -> None:
        self.room_id = room_id
        self.visitor = Visitor(session_key, Can.RATE)

    def look(self) -> RoomView:
        return self.read(lambda room, user: room_view_of_interviewer(room, user.pk))

    def read(self, read: Callable[[Room, User], Read]) -> Read:
        """What ``read`` makes of the room and its interviewer. Blocks; raises ``Shut``."""
        user, membership = self.visitor.look()
        with company_scope(membership.company_id):
            try:
                room = room_for_interviewer(self.room_id, user)
            except NotFound:
                raise Shut(NO_SUCH_ROOM) from None
            return read(room, user)


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
