"""Rows for tests, made by the services that make them in the product.

Every function opens the company's scope itself; what it returns was read inside it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from hireapp.audit.services import Actor
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company, Membership, Role, User
from hireapp.tenancy.services import company_create, membership_create
from interviews.access import LinkClaim, link_claim
from interviews.models import Candidate, Interview, Job, JobGroup, Position, Question
from interviews.services.candidate import candidate_create
from interviews.services.invitation import interview_invite
from interviews.services.position import position_create

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
