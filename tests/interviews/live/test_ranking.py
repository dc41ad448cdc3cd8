"""Questions while somebody still speaks: about what was just said, once, and only where agreed."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from analysis.types import Purpose, Word
from hireapp.core.scope import company_scope
from interviews.models import Answer, InterviewQuestion, Seat
from interviews.services.live_hearing import live_words_store
from interviews.services.room import room_end
from interviews.services.room_question import asked_from_suggestion, question_ask
from interviews.tasks.live_ranking_work import live_rank_work
from interviews.tasks.questions import rank
from tests import factories
from tests.factories import Member
from tests.interviews.live.table import Table, table

pytestmark = pytest.mark.django_db(transaction=True)
KAFKA = (
    "Last year I built an event pipeline with Kafka for our orders and the consumers fell behind "
    "so I added partitions and measured the lag again until it was gone"
)


def say(room: Table, seat: Seat, text: str, at: float) -> float:
    """As the recogniser heard it: two words a second. Returns when the last one ended."""
    words = [Word(word, at + i / 2, at + i / 2 + 0.4, 0.9) for i, word in enumerate(text.split())]
    until = words[-1].end + 0.1
    with company_scope(room.keys.company_id):
        assert live_words_store(seat_id=seat.id, words=words, until=until) is not None
    return until


def suggest(room: Table, seat: Seat) -> None:
    rank.run(str(room.keys.company_id), str(seat.interview_id))


@pytest.fixture
def began() -> float:
    return time.time() - 120


def test_questions_refer_to_what_is_being_said_and_say_why(alice: Member, began: float) -> None:
    room = table(alice)
    (seat,) = room.seats
    answer = room.record(seat, began)
    say(room, seat, KAFKA, began + 1)
    suggest(room, seat)
    (suggestion,) = room.suggestions(seat)
    assert suggestion.answer_id == answer.id
    spans = [s for one in suggestion.ranked for s in one["path"]["spans"]]
    assert "kafka" in {span["text"].lower() for span in spans}
    assert {span["answer"] for span in spans} == {str(answer.id)}
    assert {span["label"] for span in spans} == {"1"}
    assert len(suggestion.ranked) >= 3
    (event,) = room.events("suggestions", seat)
    assert event["suggestion"] == str(suggestion.id)
    assert event["ranked"] == suggestion.ranked


def test_the_screen_is_told_how_far_the_talk_has_come(alice: Member, began: float) -> None:
    room = table(alice)
    (seat,) = room.seats
    answer = room.record(seat, began)
    say(room, seat, KAFKA, began + 1)
    suggest(room, seat)
    (event,) = room.events("answer", seat)
    assert event["answer"] == str(answer.id)
    assert event["state"] == "full"
    shares = {row["competency"]: row["share"] for row in event["coverage"]}
    assert shares["backend-design"] > 0
    assert shares["mobile-app"] == 0
    assert all(0 <= share <= 1 for share in shares.values())
    quote = next(one for one in event["evidence"] if "Kafka" in one["quote"])
    assert quote["quote"] in KAFKA
    assert 1 <= quote["start"] < quote["end"] <= 20


def test_the_same_questions_are_not_offered_twice(alice: Member, began: float) -> None:
    room = table(alice)
    (seat,) = room.seats
    room.record(seat, began)
    until = say(room, seat, KAFKA, began + 1)
    for _ in range(3):
        suggest(room, seat)
    assert len(room.suggestions(seat)) == 1
    assert len(room.events("suggestions", seat)) == 1
    say(room, seat, "Then the database was slow and I added an index to the orders table", until)
    suggest(room, seat)
    first, second = room.suggestions(seat)
    assert [one["text"] for one in first.ranked] != [one["text"] for one in second.ranked]


def test_what_was_asked_is_not_recommended_again_even_before_it_is_answered(
    alice: Member, began: float
) -> None:
    room = table(alice)
    (seat,) = room.seats
    room.record(seat, began)
    until = say(room, seat, KAFKA, began + 1)
    suggest(room, seat)
    (suggestion,) = room.suggestions(seat)
    with company_scope(room.keys.company_id):
        asked = asked_from_suggestion(suggestion, 0)
        question_ask(room=room.live.room, seats=[seat], asked=asked, actor=alice.actor)
        question = InterviewQuestion.objects.get(interview=seat.interview_id, text=asked.text)
        assert question.path["spans"][0]["label"] == "1"
    say(room, seat, "and we also wrote a test for the consumers", until)  # still the old answer
    suggest(room, seat)
    *_, newest = room.suggestions(seat)
    assert newest.id != suggestion.id
    assert asked.text not in [one["text"] for one in newest.ranked]


def test_earlier_answers_stay_part_of_the_talk(alice: Member, began: float) -> None:
    room = table(alice)
    (seat,) = room.seats
    room.record(seat, began)
    until = say(room, seat, KAFKA, began + 1)
    room.ask(seat, "What about testing?")
    second = room.record(seat, until + 1)
    say(room, seat, "We wrote unit tests for every service and ran them in the pipeline", until + 2)
    suggest(room, seat)
    (event,) = room.events("answer", seat)
    assert event["answer"] == str(second.id)
    shares = {row["competency"]: row["share"] for row in event["coverage"]}
    assert shares["backend-design"] > 0  # of the first answer
    assert shares["code-quality"] > 0
    assert not [one for one in event["evidence"] if "Kafka" in one["quote"]]  # of this answer


def test_nothing_is_recommended_before_anybody_spoke(alice: Member, began: float) -> None:
    room = table(alice)
    (seat,) = room.seats
    room.record(seat, began)
    suggest(room, seat)
    assert room.suggestions(seat) == []
    assert room.events("answer") == []


def test_without_consent_and_after_the_end_nothing_is_recommended(
    alice: Member, began: float
) -> None:
    room = table(alice, people=2)
    for seat in room.seats:
        room.record(seat, began)
        say(room, seat, KAFKA, began + 1)
    left, right = room.seats
    room.withdraw(left, Purpose.ANSWER_MATCHING)
    suggest(room, left)
    with company_scope(room.keys.company_id):
        room_end(room=room.live.room, actor=alice.actor)
    suggest(room, right)
    assert [room.suggestions(seat) for seat in room.seats] == [[], []]
    assert room.events("suggestions") == []


def test_another_company_ranks_nothing(alice: Member, charlie: Member, began: float) -> None:
    room = table(alice)
    (seat,) = room.seats
    room.record(seat, began)
    say(room, seat, KAFKA, began + 1)
    rank.run(str(charlie.company.id), str(seat.interview_id))
    assert room.suggestions(seat) == []


def test_korean_talk_is_understood(alice: Member, began: float) -> None:
    room = table(alice, language="ko")
    (seat,) = room.seats
    room.record(seat, began)
    say(
        room,
        seat,
        "작년에 주문 서비스에서 카프카로 이벤트를 처리했고 파티션을 늘렸습니다",
        began + 1,
    )
    suggest(room, seat)
    (suggestion,) = room.suggestions(seat)
    assert any("가" <= letter <= "힣" for letter in suggestion.ranked[0]["text"])
    spans = [s["text"] for one in suggestion.ranked for s in one["path"]["spans"]]
    assert any("카프카" in text for text in spans)


def test_words_before_and_after_a_question_belong_to_their_own_answer(
    alice: Member, began: float
) -> None:
    """One piece of the recogniser may reach over the moment at which the recording turned over."""
    room = table(alice)
    (seat,) = room.seats
    first = room.record(seat, began)
    room.ask(seat, "And then?")
    second = room.record(seat, began + 10)
    say(room, seat, " ".join(f"w{i}" for i in range(40)), began + 0.25)
    assert room.text(first).split() == [f"w{i}" for i in range(20)]
    assert room.text(second).split() == [f"w{i}" for i in range(20, 40)]
    assert room.heard(second)[0][1:3] == [pytest.approx(0.25), pytest.approx(0.65)]
    with company_scope(room.keys.company_id):
        Answer.objects.filter(id=second.id).update(
            submitted_at=datetime.fromtimestamp(began + 20, UTC)
        )
    say(room, seat, "after the end", began + 40)
    assert "end" not in room.text(second)


def test_a_recorded_interview_is_left_to_its_own_way(alice: Member) -> None:
    interview = factories.invitation(alice).interview
    assert live_rank_work(alice.company.id, interview.id) is False
