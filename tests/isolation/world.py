"""Two companies with one of everything, and every address that the product answers."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from hireapp.core.scope import company_scope
from hireapp.vault.models import ObjectKind
from hireapp.vault.objects import object_store
from interviews.demo.candidate import DemoCandidate
from interviews.models import (
    AnalysisRun,
    Answer,
    DraftKind,
    InterviewerLetter,
    InterviewStatus,
    Job,
    Question,
    QuestionModel,
    RoomStatus,
    RoomVoice,
    Seat,
    Suggestion,
)
from interviews.selectors.content import version_in_use
from interviews.services.bank import bank_question_add
from interviews.services.content import content_save
from interviews.services.content_try import content_try_begin
from interviews.services.draft import draft_create
from interviews.services.resume import resume_upload
from interviews.services.rubric import rubric_create
from ncs.content import job_document
from tests import factories
from tests.factories import Member

# Nobody else's page may ever show these words.
SECRET_NAME = "Zebulon Quartermaine"
SECRET_TITLE = "Kumquat Taxonomist"
# Parameters that name a place in the catalogue, which is there for every company.
SHARED_PLACES = {"job_code": "200102", "part_id": "backend-design"}


@dataclass(frozen=True, slots=True)
class World:
    """A company with a position, a finished interview and everything that hangs on it."""

    owner: Member
    token: str
    # URL converter name -> the id of this company's row
    ids: dict[str, Any] = field(default_factory=dict)


def world(email: str) -> World:
    owner = factories.company(name="Hanbit Software", email=email).owner
    position = factories.position(owner, title=SECRET_TITLE, questions=1)
    person = factories.candidate(owner, name=SECRET_NAME)
    invitation = factories.invitation(owner, position=position, candidate=person)
    candidate = DemoCandidate(invitation.url)
    candidate.agree()
    (asked,) = candidate.questions()
    answer = candidate.answer(asked, b"not really a video, but kept all the same")
    live = factories.room(owner, candidates=1, status=RoomStatus.LIVE, position=position)
    with company_scope(owner.company.id):
        interview = invitation.interview
        interview.refresh_from_db()
        assert interview.status == InterviewStatus.FINISHED
        spoken = object_store(
            subject_id=interview.id,
            kind=ObjectKind.SPEECH,
            content_type="audio/mp4",
            data=b"spoken question",
        )
        asked.spoken = spoken
        asked.save(update_fields=["spoken"])
        run = AnalysisRun.objects.get(answer=answer)
        suggestion = Suggestion.objects.create(
            interview=interview,
            answer_id=answer.id,
            ranked=[],
            model={},
            content_version="",
        )
        trained = QuestionModel.objects.create(
            number=1,
            status="ready",
            weights=object_store(
                subject_id=interview.id,
                kind=ObjectKind.MODEL,
                content_type="application/octet-stream",
                data=b"weights",
            ),
        )
        question = Question.objects.get(position=position)
        rubric = rubric_create(name="Ours", actor=owner.actor)
        resume = resume_upload(
            candidate=person,
            file_name=f"{SECRET_NAME}.pdf",
            data=b"%PDF-1.4 the resume of somebody",
            actor=owner.actor,
        )
        draft = draft_create(
            kind=DraftKind.QUESTIONS,
            job=position.job,
            language="en",
            title=SECRET_TITLE,
            text=f"1. What does a {SECRET_TITLE} do all day?",
            actor=owner.actor,
            position=position,
        )
        ids = {
            "room_id": live.room.id,
            "seat_id": Seat.objects.get(room=live.room).id,
            "voice_id": RoomVoice.objects.create(
                room=live.room, ended_at=timezone.now(), due_at=timezone.now()
            ).id,
            "letter_id": InterviewerLetter.objects.create(
                room=live.room, interviewer=owner.user, due_at=timezone.now()
            ).id,
            "resume_id": resume.id,
            "draft_id": draft.id,
            "model_id": trained.id,
            "position_id": position.id,
            "question_id": question.id,
            "candidate_id": person.id,
            "interview_id": interview.id,
            "answer_id": Answer.objects.get(id=answer.id).id,
            "run_id": run.id,
            "suggestion_id": suggestion.id,
            "link_id": interview.links.get().id,
            "membership_id": owner.membership.id,
            "user_id": owner.user.id,
            "company_id": owner.company.id,
            "rubric_id": rubric.id,
            "token": invitation.token,
            "bank_id": _own_content(owner),
            "try_id": content_try_begin(
                job_code=SHARED_PLACES["job_code"],
                user_id=owner.user.id,
                language="en",
                text=SECRET_NAME,
            ),
            **SHARED_PLACES,
        }
    return World(owner, invitation.token, ids)


def _own_content(owner: Member) -> UUID:
    """A version of the job's content and a question of the company's own; the question's id."""
    job = Job.objects.get(code=SHARED_PLACES["job_code"])
    document: dict[str, Any] = copy.deepcopy(dict(job_document(job.code)))
    document["summary"]["en"] = SECRET_TITLE
    based_on = version_in_use(job.code)
    content_save(job=job, document=document, based_on=based_on, note=SECRET_NAME, actor=owner.actor)
    question = bank_question_add(
        job=job, language="en", text=f"{SECRET_TITLE}?", competency="", asks="", actor=owner.actor
    )
    return question.id


@dataclass(frozen=True, slots=True)
class Address:
    """One URL pattern: ``name`` with its namespaces, the names of its parameters, its view."""

    name: str
    route: str
    parameters: tuple[str, ...]
    view: Any

    def __str__(self) -> str:
        return self.name or self.route


# Third-party pages that have no company in them: sign-in, the operators' console, languages.
FOREIGN_ROUTES = ("console/", "account/", "i18n/")


def addresses() -> list[Address]:
    """Every address of ours, from the resolver itself: a new one cannot be forgotten."""
    found = list(_walk(get_resolver().url_patterns, "", ""))
    assert len(found) > 30
    return found


def _walk(patterns: list[Any], route: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        path = route + str(pattern.pattern)
        if path.startswith(FOREIGN_ROUTES):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, path, inner)
        elif isinstance(pattern, URLPattern):
            parameters = tuple(pattern.pattern.converters)
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            yield Address(name, path, parameters, pattern.callback)


def arguments(address: Address, ids: dict[str, Any]) -> dict[str, Any]:
    """The address's parameters, filled with a world's ids; an unknown one fails the test."""
    unknown = [name for name in address.parameters if name not in ids]
    assert not unknown, f"{address}: say in tests/isolation/world.py which row {unknown} stands for"
    return {name: ids[name] for name in address.parameters}
