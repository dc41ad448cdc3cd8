"""Takes: begun, uploaded, submitted, discarded; every act twice with the same result."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hireapp.core.errors import DomainError
from hireapp.core.scope import company_scope
from hireapp.vault.models import MediaObject
from hireapp.vault.objects import TooLarge
from interviews.models import (
    AnalysisRun,
    Answer,
    AnswerStatus,
    InterviewQuestion,
    InterviewStatus,
)
from interviews.services.answer import ConsentMissing
from interviews.services.uploads import (
    MIN_CAP_BYTES,
    CandidateUploads,
    NoSuchTake,
    TakeGone,
    WrongMediaType,
    answer_cap_bytes,
)
from tests import factories
from tests.factories import Member
from tests.interviews.candidate.walk import RECORDING, Walker


def problem_of(response: Any) -> str:
    assert response["Content-Type"] == "application/problem+json"
    return str(response.json()["type"]).rsplit(":", 1)[-1]


def test_both_answers_finish_the_interview_and_queue_two_analyses(ready: Walker) -> None:
    first, second = ready.questions()
    said = ready.record(first).json()
    assert said["answer"]["status"] == AnswerStatus.SUBMITTED
    assert said["session"]["status"] == InterviewStatus.IN_PROGRESS
    said = ready.record(second).json()
    assert said["session"]["status"] == InterviewStatus.FINISHED
    assert ready.interview().finished_at is not None
    with company_scope(ready.invited.claim.company_id):
        assert AnalysisRun.objects.count() == 2


def test_beginning_twice_finds_the_same_take(ready: Walker) -> None:
    question = ready.questions()[0]
    assert ready.begin(question).json() == ready.begin(question).json()
    assert len(ready.answers()) == 1


def test_submitting_twice_is_one_answer_and_one_analysis(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    ready.upload(answer)
    first = ready.call(f"answers/{answer}/submit/", seconds=9)
    again = ready.call(f"answers/{answer}/submit/", seconds=9)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    with company_scope(ready.invited.claim.company_id):
        assert AnalysisRun.objects.count() == 1


def test_discarding_twice_costs_one_retake(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    ready.upload(answer)
    for _ in range(2):
        said = ready.call(f"answers/{answer}/discard/").json()
    assert said["session"]["questions"][0]["retakes_left"] == 0


def test_questions_are_answered_in_their_order(ready: Walker) -> None:
    first, second = ready.questions()
    assert problem_of(ready.begin(second)) == "not_its_turn"
    ready.record(first)
    assert ready.begin(second).status_code == 201


def test_an_answered_question_stays_answered(ready: Walker) -> None:
    first = ready.questions()[0]
    ready.record(first)
    assert problem_of(ready.begin(first)) == "already_answered"
    answer = ready.answers()[0]
    assert problem_of(ready.call(f"answers/{answer.id}/discard/")) == "already_answered"


def test_a_discarded_take_is_destroyed_and_cannot_be_submitted(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    media = ready.upload(answer)
    ready.call(f"answers/{answer}/discard/")
    assert problem_of(ready.call(f"answers/{answer}/submit/")) == "take_discarded"
    with company_scope(ready.invited.claim.company_id):
        row = MediaObject.objects.get(id=media)
    assert row.wrapped_key is None
    assert row.destroyed_at is not None


def test_the_last_take_cannot_be_discarded(ready: Walker) -> None:
    question = ready.questions()[0]
    for expected in (200, 409):
        answer = ready.begin(question).json()["id"]
        ready.upload(answer)
        response = ready.call(f"answers/{answer}/discard/")
        assert response.status_code == expected
    assert problem_of(response) == "no_retakes_left"
    assert ready.call(f"answers/{answer}/submit/").status_code == 200


def test_three_interruptions_are_free_and_the_fourth_is_a_retake(ready: Walker) -> None:
    question = ready.questions()[0]
    left = []
    for _ in range(4):
        answer = ready.begin(question).json()["id"]
        ready.upload(answer, complete=False)
        said = ready.call(f"answers/{answer}/discard/", interrupted=True).json()
        state = said["session"]["questions"][0]
        left.append((state["interruptions_left"], state["retakes_left"]))
    assert left == [(2, 1), (1, 1), (0, 1), (0, 0)]


def test_a_whole_recording_cannot_be_called_an_interruption(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    ready.upload(answer, complete=True)
    said = ready.call(f"answers/{answer}/discard/", interrupted=True).json()
    assert said["session"]["questions"][0]["retakes_left"] == 0


def test_a_take_of_which_nothing_arrived_costs_nothing(ready: Walker) -> None:
    question = ready.questions()[0]
    for _ in range(6):
        answer = ready.begin(question).json()["id"]
        said = ready.call(f"answers/{answer}/discard/").json()
    assert said["session"]["questions"][0]["retakes_left"] == 1


def test_an_unfinished_upload_is_not_an_answer(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    assert problem_of(ready.call(f"answers/{answer}/submit/")) == "upload_incomplete"
    ready.upload(answer, b"x" * 50, complete=False)
    refused = ready.call(f"answers/{answer}/submit/")
    assert problem_of(refused) == "upload_incomplete"
    assert refused.json()["offset"] == 50


def test_what_was_saved_of_an_interrupted_answer_can_be_kept(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    ready.upload(answer, b"x" * 50, complete=False)
    kept = ready.call(f"answers/{answer}/submit/", interrupted=True)
    assert kept.status_code == 200
    row = ready.answers()[0]
    assert row.interrupted
    assert row.media is not None
    assert row.media.completed_at is not None
    assert row.media.size == 50


def test_keeping_nothing_is_refused(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    refused = ready.call(f"answers/{answer}/submit/", interrupted=True)
    assert problem_of(refused) == "nothing_recorded"


@pytest.mark.parametrize(
    ("said", "kept"), [(12.34, 12.3), (0, 0.0), (-5, None), (10_000, 90.0), (None, None)]
)
def test_only_a_plausible_length_is_believed(
    ready: Walker, said: float | None, kept: float | None
) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    ready.upload(answer)
    ready.call(f"answers/{answer}/submit/", seconds=said)
    assert ready.answers()[0].client_seconds == kept


NESTED = b"[" * 700 + b"]" * 700


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"question": "x"}',
        b'{"question": 5}',
        b'{"question": "\\ud800"}',
        b'{"question": %b}' % NESTED,
        b'{"question": ' * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_makes_no_sense_is_a_problem_document(ready: Walker, body: bytes) -> None:
    refused = ready.client.post(f"{ready.base}answers/", body, content_type="application/json")
    assert refused.status_code == 400
    assert problem_of(refused) == "bad_body"


@pytest.mark.parametrize("seconds", ["12", True, [1], {}, 10**400], ids=str)
def test_a_length_that_is_no_number_is_refused(ready: Walker, seconds: Any) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    ready.upload(answer)
    assert problem_of(ready.call(f"answers/{answer}/submit/", seconds=seconds)) == "bad_body"


def test_infinity_is_no_length_either(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    ready.upload(answer)
    body = json.dumps({"seconds": float("inf")})
    path = f"{ready.base}answers/{answer}/submit/"
    assert ready.client.post(path, body, content_type="application/json").status_code == 200
    assert ready.answers()[0].client_seconds is None


def test_nothing_is_recorded_before_consent(walker: Walker) -> None:
    walker.get()
    assert problem_of(walker.begin(walker.questions()[0])) == "wrong_status"


def test_consent_taken_back_in_the_middle_stops_the_upload(ready: Walker) -> None:
    answer = ready.begin(ready.questions()[0]).json()["id"]
    media = ready.upload(answer, complete=False)
    ready.post("data/consent/", act="withdraw", purpose=RECORDING)
    with pytest.raises(NoSuchTake):
        CandidateUploads().admit(ready.invited.token, media)
    assert ready.answers() == []
    with company_scope(ready.invited.claim.company_id):
        assert MediaObject.objects.get(id=media).destroyed_at is not None
    assert ready.interview().status == InterviewStatus.HUMAN_PATH


class TestTheGateOfTheUploads:
    def metadata(self, answer: str, kind: str = "video/webm") -> dict[str, str]:
        return {"answer": answer, "filetype": kind}

    def test_asked_twice_it_is_the_same_object(self, ready: Walker) -> None:
        answer = ready.begin(ready.questions()[0]).json()["id"]
        gate, token = CandidateUploads(), ready.invited.token
        first = gate.create(token, self.metadata(answer), None)
        assert gate.create(token, self.metadata(answer), None) == first

    @pytest.mark.parametrize("kind", ["", "text/html", "video/x-msvideo", "audio/webm"])
    def test_only_webm_and_mp4_video_comes_in(self, ready: Walker, kind: str) -> None:
        answer = ready.begin(ready.questions()[0]).json()["id"]
        with pytest.raises(WrongMediaType):
            CandidateUploads().create(ready.invited.token, self.metadata(answer, kind), None)

    @pytest.mark.parametrize("answer", ["", "nonsense", str(UUID(int=0))])
    def test_an_answer_that_does_not_exist_takes_nothing(self, ready: Walker, answer: str) -> None:
        with pytest.raises(DomainError) as refused:
            CandidateUploads().create(ready.invited.token, self.metadata(answer), None)
        assert refused.value.status == 404

    def test_too_large_a_length_is_refused_at_once(self, ready: Walker) -> None:
        answer = ready.begin(ready.questions()[0]).json()["id"]
        cap = answer_cap_bytes(ready.answers()[0])
        with pytest.raises(TooLarge):
            CandidateUploads().create(ready.invited.token, self.metadata(answer), cap + 1)

    def test_the_cap_grows_with_the_answers_limit(self, ready: Walker) -> None:
        with company_scope(ready.invited.claim.company_id):
            question = InterviewQuestion.objects.first()
            assert question is not None
            question.answer_seconds = 10
            assert answer_cap_bytes(Answer(question=question)) == MIN_CAP_BYTES
            question.answer_seconds = 900
            assert 250e6 < answer_cap_bytes(Answer(question=question)) < 400e6

    def test_an_upload_without_a_length_ends_at_the_cap(self, ready: Walker) -> None:
        answer = ready.begin(ready.questions()[0]).json()["id"]
        media = ready.upload(answer, complete=False)
        admission = CandidateUploads().admit(ready.invited.token, media)
        assert admission.max_bytes == answer_cap_bytes(ready.answers()[0])
        assert admission.company_id == ready.invited.claim.company_id

    def test_a_discarded_take_takes_no_more(self, ready: Walker) -> None:
        answer = ready.begin(ready.questions()[0]).json()["id"]
        media = ready.upload(answer, complete=False)
        ready.call(f"answers/{answer}/discard/", interrupted=True)
        with pytest.raises(TakeGone):
            CandidateUploads().admit(ready.invited.token, media)

    def test_another_candidates_link_fills_nothing_here(self, alice: Member, ready: Walker) -> None:
        answer = ready.begin(ready.questions()[0]).json()["id"]
        media = ready.upload(answer, complete=False)
        other = Walker(factories.invitation(alice, position=ready.invited.interview.position))
        other.consent()
        with pytest.raises(NoSuchTake):
            CandidateUploads().admit(other.invited.token, media)
        with pytest.raises(DomainError):
            CandidateUploads().create(other.invited.token, self.metadata(answer), None)

    def test_without_consent_the_gate_is_closed(self, walker: Walker) -> None:
        walker.consent([])
        with company_scope(walker.invited.claim.company_id):
            answer = Answer.objects.create(
                interview=walker.invited.interview, question_id=walker.questions()[0], take=1
            )
        with pytest.raises(ConsentMissing):
            CandidateUploads().create(walker.invited.token, self.metadata(str(answer.id)), None)


def test_the_state_costs_the_same_with_one_question_and_with_twenty(alice: Member) -> None:
    counts = []
    for questions in (1, 20):
        position = factories.position(alice, title=f"{questions}", questions=questions)
        walker = Walker(factories.invitation(alice, position=position))
        walker.consent()
        walker.record(walker.questions()[0])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(walker.get("state/").json()["questions"]) == questions
        counts.append(len(queries))
    # savepoint, set_config twice, link with interview, questions, answers with media, release
    assert counts[0] == counts[1]


def test_a_question_without_a_voice_says_so(ready: Walker) -> None:
    question: UUID = ready.questions()[0]
    assert ready.get("state/").json()["questions"][0]["spoken"] is False
    assert ready.get(f"questions/{question}/speech/").status_code == 404
