"""Builds the demo company. Safe to run again: what is there stays, what broke off goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from hireapp.audit.services import Actor
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import User
from hireapp.tenancy.resolvers import memberships_of
from hireapp.tenancy.services import company_create, membership_create
from interviews.demo.analysing import PATIENCE_S, Count, analyse, submitted
from interviews.demo.candidate import DemoCandidate
from interviews.demo.people import (
    APPLICANTS,
    COLLEAGUES,
    COMPANY,
    COUNTRY,
    HELD,
    OPENINGS,
    PLANNED,
    Applicant,
    Opening,
)
from interviews.demo.recordings import compose
from interviews.demo.rooms import room_held, room_planned
from interviews.models import (
    AnswerStatus,
    Interview,
    InterviewQuestion,
    InterviewStatus,
    Job,
    Position,
)
from interviews.selectors.dialogue import undecided
from interviews.services.candidate import candidate_create
from interviews.services.invitation import current_link, interview_invite, link_url
from interviews.services.position import position_create, question_add
from interviews.tasks.listening_work import get_ready, listen_work

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """``fresh``: e-mail addresses of accounts made now, which got the password."""

    company_id: UUID
    fresh: list[str]


def build(*, password: str, say: Say) -> Demo:
    """Company, colleagues, positions, and interviews that were really analysed."""
    fresh: list[str] = []
    owner = _user(0, password, fresh)
    memberships = memberships_of(owner.id)
    if memberships:
        company_id = memberships[0].company_id
    else:
        company_id = company_create(name=COMPANY, owner=owner, country=COUNTRY).id
    actor = Actor.user(owner)
    for number, colleague in enumerate(COLLEAGUES[1:], start=1):
        person = _user(number, password, fresh)
        if not memberships_of(person.id):
            with company_scope(company_id):
                membership_create(
                    email=colleague.email, name=colleague.name, role=colleague.role, actor=actor
                )
    say(f"{COMPANY}: {len(COLLEAGUES)} people, {len(OPENINGS)} positions")
    positions = {o.key: _position(company_id, o, actor) for o in OPENINGS}
    todo = [(a, positions[a.opening]) for a in APPLICANTS]
    total = sum(len(a.clips) + len(a.follow_up_clips) for a in APPLICANTS)
    count = Count(0, total + len(HELD.exchanges), say)
    for applicant, position_id in todo:
        _interview(company_id, applicant, position_id, actor, count)
    room_held(HELD, company_id, positions[HELD.opening], owner, count)
    room_planned(PLANNED, company_id, positions[PLANNED.opening], owner)
    return Demo(company_id, fresh)


def _user(number: int, password: str, fresh: list[str]) -> User:
    colleague = COLLEAGUES[number]
    user = User.objects.filter(email=colleague.email).first()
    if user is None:
        user = User.objects.create_user(colleague.email, password, name=colleague.name)
        fresh.append(colleague.email)
    return user


def _position(company_id: UUID, opening: Opening, actor: Actor) -> UUID:
    with company_scope(company_id):
        found = Position.objects.filter(title=opening.title).first()
        if found is not None:
            return UUID(str(found.id))
        job = Job.objects.filter(code=opening.job).first() or Job.objects.order_by("code")[0]
        position = position_create(
            title=opening.title,
            description=opening.description,
            job=job,
            language=opening.language,
            country=COUNTRY,
            blind=opening.blind,
            follow_ups=opening.follow_ups,
            actor=actor,
        )
        for text, option in zip_longest(opening.questions, opening.options, fillvalue=""):
            question = question_add(
                position=position, text=text, thinking_seconds=20, answer_seconds=90, actor=actor
            )
            if option:
                question.competency, question.option_id = option.split("/")[0], f"opening:{option}"
                question.save(update_fields=["competency", "option_id"])
        return UUID(str(position.id))


def _interview(
    company_id: UUID, applicant: Applicant, position_id: UUID, actor: Actor, count: Count
) -> None:
    """Invites, answers and analyses what is still missing."""
    with company_scope(company_id):
        candidate = candidate_create(
            name=applicant.name, email=applicant.email, country=COUNTRY, actor=actor
        )
        position = Position.objects.get(id=position_id)
        interview = Interview.objects.filter(position=position, candidate=candidate).first()
        if interview is None:
            interview, url = interview_invite(
                position=position, candidate=candidate, actor=actor, mail=False
            )
        else:
            link = current_link(interview)
            url = link_url(link) if link is not None else ""
    if interview.status in (InterviewStatus.INVITED, InterviewStatus.OPENED):
        DemoCandidate(url).agree(applicant.refused)
    if applicant.follow_up_clips:
        get_ready()  # the interviewer must not be late because it is still being loaded
    person = DemoCandidate(url)
    prepared, more = list(applicant.clips), list(applicant.follow_up_clips)
    for answer in submitted(company_id, interview=interview):  # what an earlier run got through
        (more if answer.question.follow_up else prepared).pop(0)
        analyse(company_id, answer.id, applicant.name, count)
        count.done += 1
    while (question := _next_question(company_id, interview.id)) is not None:
        clips = more if question.follow_up else prepared
        if not clips:
            break
        count.tell(f"{applicant.name}: {question.label}. {question.text}")
        answer = person.answer(question, compose(clips.pop(0)))
        listen_work(company_id, answer.id)
        analyse(company_id, answer.id, applicant.name, count)
        count.done += 1


def _next_question(company_id: UUID, interview_id: UUID) -> InterviewQuestion | None:
    """The first that has no answer; waits while it is being decided whether one more comes."""
    begun = time.monotonic()
    while True:
        with company_scope(company_id):
            interview = Interview.objects.get(id=interview_id)
            waiting = undecided(interview)
            question: InterviewQuestion | None = (
                InterviewQuestion.objects.filter(interview=interview)
                .exclude(answers__status=AnswerStatus.SUBMITTED)
                .first()
            )
        if waiting is None or time.monotonic() - begun > PATIENCE_S:
            return question
        time.sleep(0.5)
