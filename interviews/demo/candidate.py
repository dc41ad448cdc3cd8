"""Goes through an interview as a candidate does, by the services that the candidate page calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from analysis.types import Purpose
from hireapp.audit.services import Actor
from hireapp.core.scope import company_scope
from hireapp.vault.objects import SEGMENT_BYTES, object_append
from interviews.access import LinkClaim, interview_for_candidate, link_claim
from interviews.models import Answer, ConsentAct, Interview, InterviewQuestion, InterviewStatus
from interviews.selectors.consent import notice_for
from interviews.services.answer import answer_begin, answer_submit
from interviews.services.consent import Origin, consent_give
from interviews.services.interview_status import interview_move
from interviews.services.uploads import CandidateUploads, answer_cap_bytes


class DemoCandidate:
    """Holds a link's token and nothing else, like a candidate. Every act is its own transaction."""

    def __init__(self, url: str) -> None:
        self.token = url.rstrip("/").rsplit("/", 1)[-1]
        self.claim: LinkClaim = link_claim(self.token)
        self.company_id: UUID = self.claim.company_id

    def agree(self, refused: Collection[Purpose] = ()) -> None:
        """Opens the link, reads the notice and answers every line of it."""
        with company_scope(self.company_id):
            interview = interview_for_candidate(self.claim)
            if interview.status == InterviewStatus.INVITED:
                actor = Actor.candidate(interview.candidate)
                interview_move(interview=interview, to=InterviewStatus.OPENED, actor=actor)
            notice = notice_for(interview, language=interview.language)
            acts: Mapping[Purpose, ConsentAct] = {
                row.purpose: ConsentAct.REFUSED if row.purpose in refused else ConsentAct.GRANTED
                for row in notice.rows
            }
            origin = Origin(interview.language, notice.sha256)
            consent_give(interview=interview, acts=acts, origin=origin)

    def questions(self) -> list[InterviewQuestion]:
        with company_scope(self.company_id):
            return list(interview_for_candidate(self.claim).questions.order_by("order"))

    def answer(
        self, question: InterviewQuestion, recording: bytes, *, content_type: str = "video/webm"
    ) -> Answer:
        """Records, uploads piece by piece and submits one answer."""
        return self.hand_in(self.begin(question), recording, content_type=content_type)

    def begin(self, question: InterviewQuestion) -> Answer:
        with company_scope(self.company_id):
            return answer_begin(interview=self._interview(), question_id=question.id)

    def hand_in(
        self, answer: Answer, recording: bytes, *, content_type: str = "video/webm"
    ) -> Answer:
        metadata = {"answer": str(answer.id), "filetype": content_type}
        media_id = CandidateUploads().create(self.token, metadata, len(recording))
        for start in range(0, len(recording), SEGMENT_BYTES):
            with company_scope(self.company_id):
                object_append(
                    object_id=media_id,
                    offset=start,
                    data=recording[start : start + SEGMENT_BYTES],
                    max_bytes=answer_cap_bytes(answer),
                )
        with company_scope(self.company_id):
            return answer_submit(interview=self._interview(), answer_id=answer.id, seconds=None)

    def _interview(self) -> Interview:
        return interview_for_candidate(self.claim)
