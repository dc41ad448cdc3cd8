"""The transcript of a room: everybody's own words, in the order of the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from interviews.models import (
    Answer,
    Interview,
    InterviewQuestion,
    InterviewStatus,
    Listening,
    RoomStatus,
    Seat,
    Transcript,
)
from interviews.selectors.room_transcript import room_transcript
from interviews.services.room_question import asked_freely, question_ask
from tests import factories
from tests.factories import LiveRoom, Member

pytestmark = pytest.mark.django_db


def _says(seat: Seat, after_s: float, *words: str, analysed: bool = True) -> Answer:
    """A recorded answer to the newest question, its first word ``after_s`` seconds from now."""
    question = InterviewQuestion.objects.filter(interview_id=seat.interview_id).last()
    answer: Answer = Answer.objects.create(
        interview_id=seat.interview_id,
        question=question,
        take=1,
        started_at=timezone.now() + timedelta(seconds=after_s),
    )
    rows = [[word, 0.5 * n, 0.5 * n + 0.4, 0.9] for n, word in enumerate(words)]
    if analysed:
        Transcript.objects.create(answer=answer, language="en", words=rows, text=" ".join(words))
    else:
        Listening.objects.create(answer=answer, words=rows)
    return answer


def _lines(alice: Member, live: LiveRoom) -> list[tuple[str, str]]:
    with company_scope(alice.company.id):
        found = room_transcript(live.room, user_id=alice.user.pk)
    return [(line.speaker, line.text) for line in found.lines]


def test_words_of_all_stand_in_the_order_of_the_clock(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    first, second = live.seats()
    names = [seat.interview.candidate.name for seat in (first, second)]
    with company_scope(alice.company.id):
        _says(second, -10, "good", "morning")
        asked = asked_freely("What broke first?")
        question_ask(room=live.room, seats=[first, second], asked=asked, actor=alice.actor)
        _says(first, 5, "the", "queue")
    assert _lines(alice, live) == [
        (names[1], "good morning"),
        ("", "What broke first?"),
        (names[0], "the queue"),
    ]


def test_words_heard_live_stand_in_until_the_analysis_is_done(alice: Member) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    with company_scope(alice.company.id):
        answer = _says(live.seats()[0], 0, "draft", analysed=False)
        assert room_transcript(live.room, user_id=alice.user.pk).draft
        rows = [["final", 0, 1, 0.9]]
        Transcript.objects.create(answer=answer, language="en", words=rows, text="final")
        found = room_transcript(live.room, user_id=alice.user.pk)
    assert ([line.text for line in found.lines], found.draft) == (["final"], False)


def test_who_withdrew_is_not_in_it(alice: Member) -> None:
    live = factories.room(alice, status=RoomStatus.LIVE)
    first, second = live.seats()
    with company_scope(alice.company.id):
        _says(first, 0, "mine")
        _says(second, 1, "gone")
        Interview.objects.filter(id=second.interview_id).update(status=InterviewStatus.WITHDRAWN)
    assert [text for _, text in _lines(alice, live)] == ["mine"]


def test_the_page_and_the_file(alice: Member, alice_client: Client) -> None:
    live = factories.room(alice, candidates=1, status=RoomStatus.LIVE)
    address = f"/rooms/{live.room.id}/transcript/"
    assert "may be written down" in alice_client.get(address).content.decode()
    with company_scope(alice.company.id):
        _says(live.seats()[0], 3, "<b>hello</b>")
    assert "&lt;b&gt;hello" in alice_client.get(address).content.decode()
    file = alice_client.get(f"{address}?download")
    assert file.headers["Content-Disposition"].startswith("attachment")
    name = live.seats()[0].interview.candidate.name
    assert f"{name}: <b>hello</b>" in file.content.decode()
    with company_scope(alice.company.id):
        noted = AuditEntry.objects.filter(target_id=str(live.room.id), action__contains="script")
        assert [entry.action for entry in noted.order_by("sequence")] == [
            "room.transcript_viewed",
            "room.transcript_viewed",
            "room.transcript_exported",
        ]


def test_it_takes_as_many_queries_for_long_as_for_short(
    alice: Member, alice_client: Client
) -> None:
    live = factories.room(alice, candidates=5, status=RoomStatus.LIVE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            alice_client.get(f"/rooms/{live.room.id}/transcript/")
        return len(caught)

    def talk(n: int) -> Any:
        with company_scope(alice.company.id):
            for seat in live.seats():
                asked = asked_freely(f"Number {n}?")
                question_ask(room=live.room, seats=[seat], asked=asked, actor=alice.actor)
                _says(seat, n, "word")

    talk(1)
    few = queries()
    for n in range(2, 6):
        talk(n)
    assert queries() == few
