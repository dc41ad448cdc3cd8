"""Interviews in which known words were said, without a recording that anything listened to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.demo.candidate import DemoCandidate
from interviews.models import Answer, Interview, InterviewStatus, Position, Transcript
from tests import factories
from tests.factories import Invitation, Member

DEVELOPER = (
    "I built the order service in Java and Spring with my colleagues. We used Kafka to publish "
    "events. I double-checked the database indexes because the slow query log showed a problem. "
    "First I made a plan and a checklist for the migration. After the release the response time "
    "of the API went down from two seconds to two hundred milliseconds."
)
COOK = (
    "I cooked in the kitchen of a hotel restaurant. In the morning I prepared the stocks and "
    "sauces and checked the refrigerator temperature. During service I grilled meat and fish to "
    "order. We kept raw food and cooked food apart for hygiene."
)
DEVELOPER_AGAIN = (
    "Last year I moved our backend from one server to containers in the cloud. I wrote unit tests "
    "and set up the build pipeline for every pull request. In code review we talked about the "
    "structure of the API and about database transactions in Java and Spring."
)
COOK_AGAIN = (
    "In the restaurant kitchen I wrote the menu with the chef and ordered meat, fish and "
    "vegetables. I cleaned the grill, checked the refrigerator temperature every evening and kept "
    "the hygiene record. When the restaurant was full I cooked the sauces and the stocks."
)


def interview_with(
    member: Member,
    answers: Sequence[str],
    *,
    position: Position | None = None,
    name: str = "Han Ji-min",
    refused: Collection[Purpose] = (),
) -> tuple[Interview, Invitation]:
    """Somebody who agreed and said ``answers``, analysed; a word takes half a second."""
    place = position or factories.position(member, questions=len(answers))
    person = factories.candidate(member, name=name)
    invitation = factories.invitation(member, position=place, candidate=person)
    candidate = DemoCandidate(invitation.url)
    candidate.agree(refused)
    for question, text in zip(candidate.questions(), answers, strict=True):
        given = candidate.answer(question, b"0123456789" * 10)
        with company_scope(member.company.id):
            words = [[w, i / 2, i / 2 + 0.4, 0.9] for i, w in enumerate(text.split())]
            Transcript.objects.create(
                answer=Answer.objects.get(id=given.id),
                language=place.language,
                words=words,
                text=" ".join(text.split()),
            )
    with company_scope(member.company.id):
        Interview.objects.filter(id=invitation.interview.id).update(status=InterviewStatus.ANALYSED)
        interview = Interview.objects.select_related("position", "candidate", "company").get(
            id=invitation.interview.id
        )
    return interview, invitation
