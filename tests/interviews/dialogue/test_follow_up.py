"""Deciding about follow-ups: once, in time, within the budget, and never without consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from analysis.questions.interviewer import Stop
from analysis.types import Purpose, Word
from hireapp.core.scope import company_scope
from interviews.api.candidate.session import session_json
from interviews.models import (
    Answer,
    AnswerStatus,
    Interview,
    InterviewQuestion,
    InterviewStatus,
    Listening,
    Suggestion,
)
from interviews.selectors.candidate_session import (
    CandidateSession,
    Thinking,
    candidate_session,
)
from interviews.selectors.consent import notice_for
from interviews.services.answer import StillThinking, answer_begin, answer_discard
from interviews.services.candidate_rights import candidate_delete, recording_withdraw
from interviews.services.consent import Origin, consent_withdraw
from interviews.services.follow_up import (
    Ranking,
    follow_up_overdue,
    follow_up_settle,
    follow_ups_settle_overdue,
)
from interviews.services.listening import (
    LEASE,
    listening_alive,
    listening_claim,
    listening_release,
    listening_store,
    listenings_dispatch_due,
)
from interviews.tasks.questions import listen
from tests.interviews.dialogue.conftest import Invite, Mind
from tests.interviews.dialogue.speaking import Speaker

pytestmark = pytest.mark.django_db(transaction=True)
BYTES = b"no recording, but kept all the same"


def _document(text: str = "What about Kafka?") -> dict[str, object]:
    span = {"turn": 0, "start": 0, "end": 5, "text": "Kafka", "start_s": 1.0, "end_s": 1.5}
    return {
        "option": "node:kafka/0",
        "kind": "follow_up",
        "asks": "",
        "node": "kafka",
        "competency": "c",
        "text": text,
        "probability": 0.5,
        "path": {"spans": [span], "nodes": ["t", "kafka"], "terms": {"en": ["T", "Kafka"]}},
        "reason": {"en": "They said Kafka.", "ko": "카프카를 말했습니다."},
    }


def _ranking(*texts: str) -> Ranking:
    model = {"name": "fake", "version": "1", "sha256": "0" * 64}
    return Ranking([_document(text) for text in texts], "full", "", model, ["1"])


def _settle(who: Speaker, answer: Answer, ranking: Ranking | None) -> InterviewQuestion | None:
    """As a worker that claims, and chooses at once."""
    with company_scope(who.company_id):
        listening = listening_claim(answer_id=answer.id)
        assert listening is not None
        return follow_up_settle(listening=listening, ranking=ranking)


def _long_ago(who: Speaker, answer: Answer) -> None:
    with company_scope(who.company_id):
        before = timezone.now() - timedelta(seconds=13)
        Answer.objects.filter(id=answer.id).update(submitted_at=before)


def _withdraw(who: Speaker, *purposes: Purpose) -> None:
    with company_scope(who.company_id):
        interview = _interview(who)
        notice = notice_for(interview, language="en")
        consent_withdraw(interview=interview, purposes=purposes, origin=Origin("en", notice.sha256))


def _interview(who: Speaker) -> Interview:
    interview: Interview = Interview.objects.select_related("candidate", "company", "position").get(
        id=who.interview().id
    )
    return interview


def test_the_interview_waits_for_the_decision_and_goes_on_with_the_follow_up(
    speaker: Invite,
) -> None:
    who = speaker(questions=2)
    first, second = who.questions()
    answer = who.say(first, BYTES)
    with company_scope(who.company_id):
        session = candidate_session(who.interview())
        assert session.thinking is not None
        assert session.thinking.answer_id == answer.id
        assert 0 < session.thinking.seconds_left <= 12
        with pytest.raises(StillThinking):
            answer_begin(interview=_interview(who), question_id=second.id)
    asked = _settle(who, answer, _ranking("What about Kafka?", "And why?"))
    assert asked is not None
    with company_scope(who.company_id):
        session = candidate_session(who.interview())
    assert session.thinking is None
    assert session.current is not None
    assert (session.current.label, session.current.quotes) == ("1-1", "Kafka")
    assert [q.label for q in session.questions] == ["1", "1-1", "2"]
    assert (asked.thinking_seconds, asked.answer_seconds, asked.retakes) == (5, 60, 1)


@pytest.mark.parametrize("number", range(4))
def test_a_decision_while_the_page_looks_never_reads_as_an_end(
    speaker: Invite, number: int
) -> None:
    """It falls right after the look's query of that number."""
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    with company_scope(who.company_id):
        interview, queries, asked = _interview(who), 0, None

        def look(execute: Callable[..., object], *query: object) -> object:
            nonlocal queries, asked
            result = execute(*query)
            queries += 1
            if queries == number + 1:
                claimed = listening_claim(answer_id=answer.id)
                assert claimed is not None
                asked = follow_up_settle(listening=claimed, ranking=_ranking("What about Kafka?"))
            return result

        with connection.execute_wrapper(look):
            session = candidate_session(interview)
    assert asked is not None or queries <= number
    assert session.thinking is not None or not session.questions[-1].answered


def test_a_wait_that_is_not_over_never_reads_as_over() -> None:
    thinking = Thinking(uuid4(), 0.003)
    session = CandidateSession(uuid4(), InterviewStatus.IN_PROGRESS, (), thinking)
    assert 0 < session_json(session)["thinking"]["seconds_left"] <= 0.01


def test_a_decision_is_made_once(speaker: Invite) -> None:
    """The broker delivers twice, and a slow worker comes back after its lease."""
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    with company_scope(who.company_id):
        slow = listening_claim(answer_id=answer.id)
        assert slow is not None
        assert listening_claim(answer_id=answer.id) is None
    who.time_passes(answer)
    with company_scope(who.company_id):
        quick = listening_claim(answer_id=answer.id)
        assert quick is not None
        assert follow_up_settle(listening=quick, ranking=_ranking("Quick?")) is not None
        assert follow_up_settle(listening=quick, ranking=_ranking("Twice?")) is None
        assert follow_up_settle(listening=slow, ranking=_ranking("Slow?")) is None
        assert not listening_store(listening=slow, words=[Word("x", 0, 1, 1)], until_s=1)
        assert not listening_alive(listening=slow)
    assert [q.text for q in who.asked()] == ["Quick?"]
    with company_scope(who.company_id):
        assert Suggestion.objects.count() == 1


def test_a_worker_that_dies_between_claim_and_store_loses_nothing(
    speaker: Invite, mind: Mind
) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    with company_scope(who.company_id):
        assert listening_claim(answer_id=answer.id) is not None  # and then it is killed
        assert listenings_dispatch_due() == 0, "its lease is still running"
    listen(str(who.company_id), str(answer.id))
    assert mind.seen == [], "while it may be alive nobody else begins"
    who.time_passes(answer)
    with company_scope(who.company_id):
        assert listenings_dispatch_due() == 1
        assert listenings_dispatch_due() == 0, "one message is under way"
    listen(str(who.company_id), str(answer.id))
    assert [q.label for q in who.asked()] == ["1-1"]


def test_what_comes_while_a_worker_listens_is_listened_to_by_it(speaker: Invite) -> None:
    who = speaker()
    question = who.questions()[0]
    answer = who.begin(question)
    who.send(answer, BYTES)
    with company_scope(who.company_id):
        claimed = listening_claim(answer_id=answer.id)
        assert claimed is not None
    who.submit(answer)
    with company_scope(who.company_id):
        assert not listening_release(listening=claimed)
        assert Listening.objects.get().claim == claimed.claim


def test_pieces_that_come_quickly_send_one_message(speaker: Invite) -> None:
    who = speaker()
    answer = who.begin(who.questions()[0])
    leases = set()
    for number in range(3):
        who.send(answer, bytes([number]) * 10, whole=1000)
        listening = who.listening(answer)
        assert listening is not None
        leases.add(listening.lease_until)
    assert len(leases) == 1


def test_a_late_decision_is_noted_and_discarded(speaker: Invite) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    _long_ago(who, answer)
    assert _settle(who, answer, _ranking("Too late?")) is None
    listening = who.listening(answer)
    assert listening is not None
    assert listening.outcome == "late"
    assert who.interview().status == InterviewStatus.FINISHED
    with company_scope(who.company_id):
        assert Suggestion.objects.get().asked is None


def test_the_candidate_goes_on_after_twelve_seconds_and_not_before(speaker: Invite) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    with company_scope(who.company_id):
        follow_up_overdue(interview=who.interview(), answer_id=answer.id)
    assert who.interview().status == InterviewStatus.IN_PROGRESS
    _long_ago(who, answer)
    for _ in range(2):
        with company_scope(who.company_id):
            follow_up_overdue(interview=who.interview(), answer_id=answer.id)
    assert who.interview().status == InterviewStatus.FINISHED
    with company_scope(who.company_id):
        claimed = listening_claim(answer_id=answer.id)
        assert claimed is not None
        assert follow_up_settle(listening=claimed, ranking=_ranking("Late?")) is None


def test_a_closed_page_does_not_keep_an_interview_open(speaker: Invite) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    with company_scope(who.company_id):
        assert follow_ups_settle_overdue() == 0
    _long_ago(who, answer)
    with company_scope(who.company_id):
        assert follow_ups_settle_overdue() == 1
    assert who.interview().status == InterviewStatus.FINISHED


@pytest.mark.parametrize(
    ("follow_ups", "depth", "labels"),
    [(0, 1, []), (1, 3, ["1-1"]), (3, 2, ["1-1", "1-2"])],
)
def test_budget_and_depth_are_kept(
    speaker: Invite, mind: Mind, follow_ups: int, depth: int, labels: list[str]
) -> None:
    who = speaker(follow_ups=follow_ups, depth=depth)
    question = who.questions()[0]
    for _ in range(4):
        answer = who.say(question, BYTES)
        listen(str(who.company_id), str(answer.id))
        with company_scope(who.company_id):
            current = candidate_session(who.interview()).current
            if current is None:
                break
            question = InterviewQuestion.objects.get(id=current.id)
    assert [q.label for q in who.asked()] == labels
    assert who.interview().status == InterviewStatus.FINISHED


def test_a_mind_that_has_nothing_to_ask_ends_the_interview(speaker: Invite, mind: Mind) -> None:
    mind.stop = Stop.COVERED
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    listen(str(who.company_id), str(answer.id))
    listening = who.listening(answer)
    assert listening is not None
    assert listening.outcome == "covered"
    assert who.interview().status == InterviewStatus.FINISHED


def test_minutes_count_what_may_still_be_asked(speaker: Invite) -> None:
    """One question of 85 s, and two follow-ups of 125 s at most."""
    plain, talkative = speaker(follow_ups=0), speaker(follow_ups=5, depth=2)
    refusing = speaker(follow_ups=5, depth=2, refused=[Purpose.ANSWER_MATCHING])
    minutes = []
    for who in (plain, talkative, refusing):
        with company_scope(who.company_id):
            minutes.append(candidate_session(who.interview()).minutes_left)
    assert minutes == [2, 6, 2]


def test_withdrawal_while_it_is_thought_about_ends_the_wait(speaker: Invite) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    with company_scope(who.company_id):
        claimed = listening_claim(answer_id=answer.id)
        assert claimed is not None
    _withdraw(who, Purpose.ANSWER_MATCHING)
    assert who.listening(answer) is None
    assert who.interview().status == InterviewStatus.FINISHED
    with company_scope(who.company_id):
        assert follow_up_settle(listening=claimed, ranking=_ranking("After all?")) is None
    assert who.asked() == []


def test_withdrawal_takes_an_open_follow_up_back_and_the_reasons_of_an_answered_one(
    speaker: Invite,
) -> None:
    who = speaker(depth=2)
    answer = who.say(who.questions()[0], BYTES)
    first = _settle(who, answer, _ranking("One?"))
    assert first is not None
    answer = who.say(first, BYTES)
    assert _settle(who, answer, _ranking("Two?")) is not None
    _withdraw(who, Purpose.TRANSCRIPT)
    (kept,) = who.asked()
    assert (kept.label, kept.path, kept.reason, kept.probability) == ("1-1", None, None, None)
    with company_scope(who.company_id):
        assert not Suggestion.objects.exists()
        assert not Listening.objects.exists()
    assert who.interview().status == InterviewStatus.FINISHED


@pytest.mark.parametrize("act", [recording_withdraw, candidate_delete])
def test_deleting_everything_leaves_no_follow_up(speaker: Invite, act: object) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], BYTES)
    _settle(who, answer, _ranking("What about Kafka?"))
    with company_scope(who.company_id):
        interview = _interview(who)
        origin = Origin("en", notice_for(interview, language="en").sha256)
        act(interview=interview, origin=origin)  # type: ignore[operator]
        assert not Suggestion.objects.exists()
        assert not Listening.objects.exists()
        assert not InterviewQuestion.objects.filter(follow_up__gt=0).exists()


def test_a_discarded_take_takes_its_draft_along(speaker: Invite) -> None:
    who = speaker()
    answer = who.begin(who.questions()[0])
    who.send(answer, BYTES)
    assert who.listening(answer) is not None
    with company_scope(who.company_id):
        answer_discard(interview=_interview(who), answer_id=answer.id)
    assert who.listening(answer) is None
    with company_scope(who.company_id):
        assert Answer.objects.get().status == AnswerStatus.DISCARDED


def test_a_lease_outlasts_a_pass_and_not_a_candidates_patience() -> None:
    assert timedelta(seconds=5) < LEASE < timedelta(seconds=12)
