"""Rows for tests, made by the services that make them in the product.

Every function opens the company's scope itself; what it returns was read inside it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from analysis.types import Purpose
from hireapp.audit.services import Actor
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company, Membership, Role, User
from hireapp.tenancy.services import company_create, membership_create
from interviews.access import LinkClaim, link_claim
from interviews.demo.candidate import DemoCandidate
from interviews.models import (
    Candidate,
    Interview,
    Job,
    JobGroup,
    Position,
    Question,
    Room,
    RoomStatus,
    Seat,
)
from interviews.services.candidate import candidate_create
from interviews.services.invitation import current_link, interview_invite, link_url
from interviews.services.position import position_create
from interviews.services.room import (
    room_cancel,
    room_end,
    room_open,
    room_schedule,
    room_start,
    seats_admit_all,
)

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a company: who they are and what they may do."""

    user: User
    company: Company
    membership: Membership

    @property
    def actor(self) -> Actor:
        return Actor.user(self.user)


@dataclass(frozen=True, slots=True)
class Firm:
    company: Company
    owner: Member


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invited interview and the way in."""

    interview: Interview
    url: str

    @property
    def token(self) -> str:
        return self.url.rstrip("/").rsplit("/", 1)[-1]

    @property
    def claim(self) -> LinkClaim:
        return link_claim(self.token)


def user(email: str | None = None, name: str = "Kim Min-su") -> User:
    return User.objects.create_user(
        email or f"person{next(_numbers)}@example.com", PASSWORD, name=name
    )


def company(name: str = "Hanbit Software", email: str | None = None, country: str = "KR") -> Firm:
    """A company and its owner, through the service that sign-up uses."""
    owner = user(email)
    made = company_create(name=name, owner=owner, country=country)
    with company_scope(made.id):
        membership = Membership.objects.get(user=owner)
    return Firm(made, Member(owner, made, membership))


def member(company: Company, role: Role, email: str | None = None) -> Member:
    """A colleague with a role, able to sign in."""
    person = user(email)
    with company_scope(company.id):
        membership = membership_create(
            email=person.email, name=person.name, role=role, actor=Actor("system")
        )
    return Member(person, company, membership)


def job() -> Job:
    """A job of the shared catalogue; made here when the catalogue is not loaded."""
    found = Job.objects.order_by("code").first()
    if found is not None:
        return found
    group = JobGroup.objects.create(code="20", name_ko="정보통신", name_en="Information technology")
    return Job.objects.create(code="200102", group=group, name_ko="개발", name_en="Development")


def position(
    author: Member,
    *,
    title: str = "Backend engineer",
    language: str = "en",
    country: str = "KR",
    questions: int = 2,
    follow_ups: int = 0,
    depth: int = 1,
    job_code: str = "",
) -> Position:
    """An open position with questions."""
    with company_scope(author.company.id):
        made = position_create(
            title=title,
            job=Job.objects.get(code=job_code) if job_code else job(),
            language=language,
            country=country,
            follow_ups=follow_ups,
            follow_up_depth=depth,
            actor=author.actor,
        )
        for order in range(1, questions + 1):
            Question.objects.create(
                position=made,
                order=order,
                text=f"Tell us about project number {order}.",
                thinking_seconds=5,
                answer_seconds=60,
                retakes=1,
            )
    return made


def candidate(
    author: Member, *, name: str = "Lee Ji-won", email: str | None = None, country: str = "KR"
) -> Candidate:
    with company_scope(author.company.id):
        return candidate_create(
            name=name,
            email=email or f"candidate{next(_numbers)}@example.com",
            actor=author.actor,
            country=country,
        )


def invitation(
    author: Member, *, position: Position | None = None, candidate: Candidate | None = None
) -> Invitation:
    """An interview invited by ``author``, with the link that its candidate gets."""
    place = position or globals()["position"](author)
    person = candidate or globals()["candidate"](author)
    with company_scope(author.company.id):
        interview, url = interview_invite(
            position=place, candidate=person, actor=author.actor, mail=False
        )
    return Invitation(interview, url)


@dataclass(frozen=True, slots=True)
class LiveRoom:
    """A live interview, and its candidates' ways in, by seat number."""

    room: Room
    invitations: tuple[Invitation, ...]

    def seats(self) -> list[Seat]:
        with company_scope(self.room.company_id):
            seats = Seat.objects.filter(room=self.room).select_related("interview__candidate")
            return list(seats.order_by("number"))


def room(
    author: Member,
    *,
    candidates: int = 2,
    status: str = RoomStatus.SCHEDULED,
    consent: bool = True,
    refused: Collection[Purpose] = (),
    position: Position | None = None,
    meet: bool = True,
    interviewer_recorded: bool = False,
) -> LiveRoom:
    """A room of ``author``'s, led to ``status``; from "open" on everybody is let in who agreed."""
    place = position or globals()["position"](author)
    people = [candidate(author) for _ in range(candidates)]
    with company_scope(author.company.id):
        made = room_schedule(
            position=place,
            interviewer=author.user,
            candidates=people,
            starts_at=timezone.now() + timedelta(minutes=1),
            minutes=45,
            time_zone="Asia/Seoul",
            candidates_meet=meet,
            interviewer_recorded=interviewer_recorded,
            actor=author.actor,
            mail=False,
        )
        interviews = [seat.interview for seat in Seat.objects.filter(room=made).order_by("number")]
        links = [current_link(interview) for interview in interviews]
        invitations = tuple(
            Invitation(interview, link_url(link))
            for interview, link in zip(interviews, links, strict=True)
            if link is not None
        )
    if consent:
        for invitation in invitations:
            DemoCandidate(invitation.url).agree(refused)
    with company_scope(author.company.id):
        for step in _steps_to(status):
            step(room=made, actor=author.actor)
        related = Room.objects.select_related("company", "interviewer", "position")
        made = related.get(id=made.id)
    return LiveRoom(made, invitations)


def _steps_to(status: str) -> list[Callable[..., object]]:
    steps: dict[str, list[Callable[..., object]]] = {
        RoomStatus.SCHEDULED: [],
        RoomStatus.OPEN: [room_open, seats_admit_all],
        RoomStatus.LIVE: [room_open, seats_admit_all, room_start],
        RoomStatus.ENDED: [room_open, seats_admit_all, room_start, room_end],
        RoomStatus.CANCELLED: [room_cancel],
    }
    return steps[status]
