"""Recordings of a live interview: turned over with each question, handed in, analysed after."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from hireapp.vault.objects import object_append
from interviews.access import interview_for_candidate, link_claim
from interviews.models import (
    AnalysisRun,
    Answer,
    AnswerStatus,
    Interview,
    InterviewQuestion,
    InterviewStatus,
    Room,
    RoomStatus,
    Seat,
)
from interviews.selectors.candidate_session import candidate_session
from interviews.selectors.consent import notice_for
from interviews.selectors.room import current_question
from interviews.services.analysis_sweep import analysis_enqueue_missing
from interviews.services.answer import (
    AlreadyAnswered,
    NoRetakesLeft,
    answer_begin,
    answer_discard,
    answer_submit,
)
from interviews.services.candidate_rights import recording_withdraw
from interviews.services.consent import Origin
from interviews.services.room import room_end, seat_remove
from interviews.services.room_answer import QuestionPassed, RoomNotLive, RoomOver
from interviews.services.room_finish import GRACE
from interviews.services.room_question import asked_freely, question_ask
from interviews.services.room_recording import (
    recording_continue,
    room_recordings_close,
    rooms_close_due,
)
from interviews.services.uploads import CandidateUploads
from tests import factories
from tests.factories import LiveRoom, Member

pytestmark = pytest.mark.django_db
WEBM = {"filetype": "video/webm"}


class Browser:
    """One candidate's browser, as far as its recorder goes. Every act is a request of its own."""

    def __init__(self, live: LiveRoom, alice: Member, place: int = 0) -> None:
        self.alice, self.room_id = alice, live.room.id
        self.token = live.invitations[place].token
        self.company_id = alice.company.id

    def scope(self) -> company_scope:
        return company_scope(self.company_id)

    @property
    def interview(self) -> Interview:
        return interview_for_candidate(link_claim(self.token))

    @property
    def room(self) -> Room:
        found: Room = Room.objects.get(id=self.room_id)
        return found

    def status(self) -> str:
        with self.scope():
            return str(self.interview.status)

    def question(self) -> InterviewQuestion:
        with self.scope():
            found = current_question(self.interview)
            assert found is not None
            return found

    def ask(self, text: str) -> InterviewQuestion:
        with self.scope():
            seat = Seat.objects.get(interview=self.interview)
            asked = asked_freely(text)
            (question,) = question_ask(
                room=self.room, seats=[seat], asked=asked, actor=self.alice.actor
            )
            return question

    def begin(self, question: InterviewQuestion) -> Answer:
        with self.scope():
            return answer_begin(interview=self.interview, question_id=question.id)

    def upload(self, answer: Answer, data: bytes = b"pictures and sound") -> UUID:
        media = CandidateUploads().create(self.token, {"answer": str(answer.id), **WEBM}, None)
        with self.scope():
            object_append(object_id=media, offset=0, data=data, max_bytes=10**6)
        return media

    def submit(self, answer: Answer, *, interrupted: bool = True) -> Answer:
        with self.scope():
            return answer_submit(
                interview=self.interview, answer_id=answer.id, seconds=3.0, interrupted=interrupted
            )

    def end(self, *, ago: timedelta = timedelta(0)) -> None:
        with self.scope():
            room_end(room=self.room, actor=self.alice.actor)
            Room.objects.filter(id=self.room_id).update(ended_at=timezone.now() - ago)


@pytest.fixture
def alice() -> Member:
    return factories.company().owner


@pytest.fixture
def browser(alice: Member) -> Browser:
    return Browser(factories.room(alice, candidates=1, status=RoomStatus.LIVE), alice)


def test_the_time_before_the_first_question_is_recorded_too(browser: Browser) -> None:
    opening = browser.question()
    assert opening.kind == "opening"
    assert browser.begin(opening).status == AnswerStatus.RECORDING
    assert browser.begin(opening).take == 1  # asked again after a lost response: the same take


def test_nothing_is_recorded_before_it_begins(alice: Member) -> None:
    waiting = Browser(factories.room(alice, candidates=1, status=RoomStatus.OPEN), alice)
    with waiting.scope():
        assert current_question(waiting.interview) is None
        with pytest.raises(RoomNotLive):
            recording_continue(interview=waiting.interview)


def test_nothing_is_begun_after_the_end_or_by_who_was_taken_out(
    alice: Member, browser: Browser
) -> None:
    opening = browser.question()
    first = browser.begin(opening)
    with browser.scope():
        seat = Seat.objects.get(interview=browser.interview)
        seat_remove(seat=seat, actor=alice.actor)
    with pytest.raises(RoomNotLive):
        browser.begin(browser.ask("What did you build last?"))
    browser.upload(first)
    browser.end()
    with browser.scope(), pytest.raises(RoomNotLive):
        recording_continue(interview=browser.interview)


def test_a_question_turns_the_recording_over(browser: Browser) -> None:
    """The new take runs before the old one is handed in; only the newest may be begun."""
    opening = browser.question()
    before = browser.begin(opening)
    asked = browser.ask("What did you build last?")
    after = browser.begin(asked)
    browser.upload(before)
    assert browser.submit(before).status == AnswerStatus.SUBMITTED
    with browser.scope():
        assert Answer.objects.get(id=after.id).status == AnswerStatus.RECORDING
    with pytest.raises(AlreadyAnswered):
        browser.begin(opening)
    browser.ask("And before that?")
    browser.upload(after)
    browser.submit(after)
    with pytest.raises(QuestionPassed):
        browser.begin(_unrecorded(browser, asked))


def _unrecorded(browser: Browser, question: InterviewQuestion) -> InterviewQuestion:
    """An earlier question that nothing was recorded to."""
    with browser.scope():
        Answer.objects.filter(question=question).delete()
    return question


def test_answers_are_analysed_only_when_the_room_is_over(browser: Browser) -> None:
    answer = browser.begin(browser.question())
    browser.upload(answer)
    browser.submit(answer)
    with browser.scope():
        assert analysis_enqueue_missing() == 0  # the sweeper waits, too
        assert not AnalysisRun.objects.filter(answer=answer).exists()
    assert browser.status() == InterviewStatus.IN_PROGRESS
    browser.end()
    assert browser.status() == InterviewStatus.FINISHED
    with browser.scope():
        assert AnalysisRun.objects.filter(answer=answer).count() == 1


def test_the_last_answer_may_be_handed_in_after_the_end(browser: Browser) -> None:
    answer = browser.begin(browser.question())
    browser.end(ago=GRACE / 2)
    assert browser.status() == InterviewStatus.IN_PROGRESS
    browser.upload(answer)
    browser.submit(answer)
    assert browser.status() == InterviewStatus.FINISHED
    with browser.scope():
        assert AnalysisRun.objects.filter(answer=answer).count() == 1


def test_a_recording_that_comes_much_too_late_is_refused(browser: Browser) -> None:
    answer = browser.begin(browser.question())
    browser.end(ago=2 * GRACE)
    with pytest.raises(RoomOver):
        browser.upload(answer)


def test_what_nobody_handed_in_is_kept_as_interrupted(browser: Browser) -> None:
    answer = browser.begin(browser.question())
    browser.upload(answer)
    browser.end(ago=2 * GRACE)
    with browser.scope():
        assert rooms_close_due() == 1
        kept = Answer.objects.get(id=answer.id)
        assert (kept.status, kept.interrupted) == (AnswerStatus.SUBMITTED, True)
        assert AnalysisRun.objects.filter(answer=answer).count() == 1
        assert rooms_close_due() == 0
    assert browser.status() == InterviewStatus.FINISHED


def test_what_nothing_arrived_of_is_dropped(browser: Browser) -> None:
    answer = browser.begin(browser.question())
    browser.end(ago=2 * GRACE)
    with browser.scope():
        assert room_recordings_close(interview=browser.interview) == 1
        assert Answer.objects.get(id=answer.id).status == AnswerStatus.DISCARDED
    assert browser.status() == InterviewStatus.ANALYSED  # there is nothing to analyse


def test_who_comes_back_goes_on_in_a_question_of_the_same_words(browser: Browser) -> None:
    asked = browser.ask("What did you build last?")
    broken = browser.begin(asked)
    with browser.scope():
        again = recording_continue(interview=browser.interview)
    assert (again.text, again.kind) == (asked.text, "continued")
    assert again.id != asked.id
    browser.begin(again)
    browser.upload(broken)
    browser.submit(broken)
    with browser.scope():
        session = candidate_session(browser.interview)
    kinds = [(q.label, q.answered, q.retakes_left, q.thinking_seconds) for q in session.questions]
    assert kinds == [("1", False, 0, 0), ("2", True, 0, 0), ("2-1", False, 0, 0)]


def test_what_was_said_is_not_said_again(browser: Browser) -> None:
    answer = browser.begin(browser.question())
    browser.upload(answer)
    with browser.scope(), pytest.raises(NoRetakesLeft):
        answer_discard(interview=browser.interview, answer_id=answer.id, interrupted=True)


def test_taking_the_recording_back_leaves_a_candidate_in_the_interview(browser: Browser) -> None:
    answer = browser.begin(browser.question())
    browser.upload(answer)
    with browser.scope():
        notice = notice_for(browser.interview, language="en")
        recording_withdraw(interview=browser.interview, origin=Origin("en", notice.sha256))
        assert not Answer.objects.filter(interview=browser.interview).exists()
    assert browser.status() == InterviewStatus.IN_PROGRESS
    browser.end()
    assert browser.status() == InterviewStatus.ANALYSED  # there is nothing to analyse


def test_without_consent_to_the_recording_one_takes_part_all_the_same(alice: Member) -> None:
    refused = set(Purpose)
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE, refused=refused)
    browser = Browser(live, alice)
    assert browser.status() == InterviewStatus.IN_PROGRESS
    browser.end()
    assert browser.status() == InterviewStatus.ANALYSED  # there is nothing to analyse
