"""Questions are read aloud by the server's own voice: really synthesised, really decodable."""

from __future__ import annotations

import io
from typing import Any

import av
from asgiref.sync import async_to_sync

from hireapp.core.scope import company_scope
from hireapp.vault.models import MediaObject, ObjectKind
from interviews.models import InterviewQuestion
from interviews.tasks.speech import speak_questions
from tests import factories
from tests.factories import Member
from tests.interviews.candidate.walk import Walker


def speak(walker: Walker) -> int:
    interview = walker.invited.interview
    return int(speak_questions(str(interview.company_id), str(interview.id)))


def body_of(response: Any) -> bytes:
    async def read() -> bytes:
        return b"".join([piece async for piece in response.streaming_content])

    return async_to_sync(read)()


def seconds_of(sound: bytes) -> float:
    with av.open(io.BytesIO(sound)) as clip:
        return sum(float(f.samples / f.sample_rate) for f in clip.decode(audio=0))


def test_every_question_gets_a_voice_once(ready: Walker) -> None:
    assert speak(ready) == 2
    assert speak(ready) == 0
    with company_scope(ready.invited.claim.company_id):
        assert MediaObject.objects.filter(kind=ObjectKind.SPEECH).count() == 2
    assert [q["spoken"] for q in ready.get("state/").json()["questions"]] == [True, True]
    heard = ready.get(f"questions/{ready.questions()[0]}/speech/")
    assert heard["Content-Type"] == "audio/mpeg"
    assert 1.0 < seconds_of(body_of(heard)) < 8.0


def test_korean_is_left_to_the_browsers_voice(alice: Member) -> None:
    korean = factories.position(alice, language="ko")
    walker = Walker(factories.invitation(alice, position=korean))
    assert speak(walker) == 0


def test_a_question_that_the_voice_cannot_read_does_not_stop_the_others(ready: Walker) -> None:
    first, second = ready.questions()
    with company_scope(ready.invited.claim.company_id):
        InterviewQuestion.objects.filter(id=first).update(text="What does 한국 mean to you?")
    assert speak(ready) == 1
    assert ready.get(f"questions/{first}/speech/").status_code == 404
    assert ready.get(f"questions/{second}/speech/").status_code == 200


def test_another_candidate_cannot_hear_it(alice: Member, ready: Walker) -> None:
    speak(ready)
    other = Walker(factories.invitation(alice, position=ready.invited.interview.position))
    other.consent()
    assert other.get(f"questions/{ready.questions()[0]}/speech/").status_code == 404
