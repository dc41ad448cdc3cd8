"""Interviews that a candidate went through, by the services that the candidate page calls."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.demo.candidate import DemoCandidate
from interviews.models import AnalysisResult, AnalysisRun, Answer, Interview, Position
from interviews.selectors.consent import notice_for
from interviews.services.analysis_run import analysis_claim
from interviews.services.analysis_store import Found, analysis_store
from interviews.services.consent import Origin, consent_withdraw
from tests import factories
from tests.factories import Member
from tests.interviews.findings import found


@dataclass(frozen=True, slots=True)
class Answered:
    """An interview with its first question answered. Read rows inside ``scope()``."""

    member: Member
    candidate: DemoCandidate
    interview_id: UUID
    answer_id: UUID
    run_id: UUID

    @property
    def company_id(self) -> UUID:
        return UUID(str(self.member.company.id))

    def claim(self, worker: str = "worker") -> AnalysisRun | None:
        with company_scope(self.company_id):
            return analysis_claim(run_id=self.run_id, worker=worker)

    def store(self, run: AnalysisRun, what: Found | None = None) -> AnalysisResult | None:
        with company_scope(self.company_id):
            return analysis_store(run=run, found=what or found())

    def analysed(self, what: Found | None = None) -> Answered:
        """Claims and stores, as a worker does."""
        run = self.claim()
        assert run is not None
        assert self.store(run, what) is not None
        return self

    def withdraw(self, *purposes: Purpose) -> None:
        with company_scope(self.company_id):
            interview = self.interview
            notice = notice_for(interview, language="en")
            consent_withdraw(
                interview=interview, purposes=purposes, origin=Origin("en", notice.sha256)
            )

    @property
    def interview(self) -> Interview:
        interview: Interview = Interview.objects.select_related(
            "candidate", "position", "company"
        ).get(id=self.interview_id)
        return interview

    @property
    def run(self) -> AnalysisRun:
        with company_scope(self.company_id):
            run: AnalysisRun = AnalysisRun.objects.get(id=self.run_id)
            return run


def answer_one(
    member: Member,
    recording: bytes,
    *,
    questions: int = 1,
    refused: Collection[Purpose] = (),
    position: Position | None = None,
    answers: int = 1,
) -> Answered:
    """Invites somebody new who agrees and answers the first ``answers`` questions."""
    place = position or factories.position(member, questions=questions)
    invited = factories.invitation(member, position=place)
    person = DemoCandidate(invited.url)
    person.agree(refused)
    given: list[Answer] = [person.answer(q, recording) for q in person.questions()[:answers]]
    with company_scope(member.company.id):
        run = AnalysisRun.objects.get(answer=given[0])
    return Answered(member, person, invited.interview.id, given[0].id, run.id)
