"""Real speech, recognised while it arrives, and a follow-up to it."""

from __future__ import annotations

import pytest

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.models import InterviewStatus, Suggestion
from interviews.tasks.questions import listen
from tests.interviews.dialogue.conftest import Invite, Mind
from tests.interviews.dialogue.speaking import OUTAGE, Speaker, spoken

pytestmark = pytest.mark.django_db(transaction=True)


def _listen(who: Speaker, answer: object) -> None:
    listen(str(who.company_id), str(answer.id))  # type: ignore[attr-defined]


def test_what_is_heard_piece_by_piece_is_what_was_said(speaker: Invite, mind: Mind) -> None:
    """Most of the words are there before the answer is handed in; none is there twice."""
    who = speaker()
    recording = spoken(OUTAGE)
    answer = who.begin(who.questions()[0])
    third = len(recording) // 3
    for piece in (recording[:third], recording[third : 2 * third]):
        who.send(answer, piece, whole=len(recording))
        _listen(who, answer)
        who.time_passes(answer)
    before = who.listening(answer)
    assert before is not None
    assert before.settled_at is None
    early = " ".join(w[0] for w in before.words).lower()
    assert "payment service" in early
    who.send(answer, recording[2 * third :], whole=len(recording))
    who.submit(answer)
    _listen(who, answer)
    after = who.listening(answer)
    assert after is not None
    text = " ".join(w[0] for w in after.words).lower()
    for words in (
        "payment service",
        "the monitoring",
        "connection pool",
        "an index",
        "response time",
    ):
        assert text.count(words) == 1, text
    starts = [w[1] for w in after.words]
    assert starts == sorted(starts)
    assert after.outcome == "asked"
    assert mind.seen[-1].turns[-1].answer.text == " ".join(w[0] for w in after.words)


def test_the_follow_up_quotes_the_answer_has_a_voice_and_says_why(
    speaker: Invite, mind: Mind
) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], spoken(OUTAGE))
    assert who.interview().status == InterviewStatus.IN_PROGRESS
    _listen(who, answer)
    (asked,) = who.asked()
    assert asked.label == "1-1"
    assert asked.text.startswith("What about milliseconds")
    assert asked.spoken_id is not None
    assert asked.path["spans"][0]["label"] == "1"
    assert asked.model["sha256"] == "0" * 64
    with company_scope(who.company_id):
        suggestion = Suggestion.objects.get()
    assert (len(suggestion.ranked), suggestion.asked, suggestion.state) == (3, 0, "full")
    _listen(who, answer)
    assert len(who.asked()) == 1, "a second message changes nothing"


def test_the_shipped_mind_asks_about_something_that_was_said(speaker: Invite) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], spoken(OUTAGE))
    _listen(who, answer)
    listening = who.listening(answer)
    assert listening is not None
    assert listening.outcome == "asked"
    (asked,) = who.asked()
    said = " ".join(w[0] for w in listening.words).lower()
    quoted = [span["text"].lower() for span in asked.path["spans"]]
    assert quoted
    assert all(words in said for words in quoted)
    assert set(asked.reason) == {"ko", "en"}


@pytest.mark.parametrize("refused", [Purpose.TRANSCRIPT, Purpose.ANSWER_MATCHING])
def test_without_consent_nothing_is_heard_and_the_interview_ends_at_once(
    speaker: Invite, mind: Mind, refused: Purpose
) -> None:
    who = speaker(refused=[refused])
    answer = who.say(who.questions()[0], spoken(OUTAGE))
    _listen(who, answer)
    assert who.listening(answer) is None
    assert who.interview().status == InterviewStatus.FINISHED
    assert mind.seen == []


def test_a_mind_that_fails_ends_the_wait(speaker: Invite, mind: Mind) -> None:
    mind.error = RuntimeError("no weights")
    who = speaker()
    answer = who.say(who.questions()[0], spoken(OUTAGE))
    _listen(who, answer)
    settled = who.listening(answer)
    assert settled is not None
    assert settled.outcome == "failed"
    assert who.interview().status == InterviewStatus.FINISHED


def test_bytes_that_are_no_recording_end_the_wait_too(speaker: Invite, mind: Mind) -> None:
    who = speaker()
    answer = who.say(who.questions()[0], b"not a video at all " * 50)
    _listen(who, answer)
    settled = who.listening(answer)
    assert settled is not None
    assert settled.settled_at is not None
    assert mind.seen[-1].turns[-1].answer.words == ()


def test_a_second_question_follows_from_the_whole_conversation(speaker: Invite, mind: Mind) -> None:
    """Also from the answer to a follow-up at the greatest depth, which itself asks nothing."""
    who = speaker(questions=2)
    first, second = who.questions()
    _listen(who, who.say(first, spoken("I wrote a compiler.")))
    (follow_up,) = who.asked()
    _listen(who, who.say(follow_up, spoken("It parsed a small language.")))
    assert len(mind.seen) == 1, "a follow-up is not followed when the depth is one"
    _listen(who, who.say(second, spoken("I led a team of five.")))
    said = [turn.answer.text.lower() for turn in mind.seen[-1].turns]
    assert "compiler" in said[0]
    assert "parsed" in said[1]
    assert "team" in said[2]
    assert [q.label for q in who.asked()] == ["1-1", "2-1"]
