"""The demo company is made by the product's own services, from recordings really analysed."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.test import Client

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import User
from hireapp.tenancy.resolvers import company_ids
from interviews.demo import setup
from interviews.demo.people import APPLICANTS, COLLEAGUES, OPENINGS, Applicant, Exchange, Talk
from interviews.demo.recordings import Clip
from interviews.models import (
    AnalysisResult,
    Answer,
    Interview,
    InterviewStatus,
    RoomStatus,
    Transcript,
)

pytestmark = pytest.mark.django_db(transaction=True)


def _demo() -> str:
    out = io.StringIO()
    call_command("demo", password="only for this test 7", stdout=out)
    return out.getvalue()


def test_the_demo_can_be_made_twice_and_holds_what_was_really_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short = Applicant(
        "Daniel Cho",
        "daniel@candidates.example",
        "storyteller",
        (Clip("single_face.mp4", "two_cities.wav", 0.0, 4.0, (0.1, 0.0, 0.75)),),
    )
    asked = Exchange(
        short.email,
        "Please read a little more.",
        Clip("single_face.mp4", "two_cities.wav", 22.0, 4.0, (0.1, 0.0, 0.75)),
    )
    monkeypatch.setattr(setup, "APPLICANTS", (short,))
    monkeypatch.setattr(setup, "HELD", Talk("storyteller", (short.email,), (asked,)))
    monkeypatch.setattr(setup, "PLANNED", Talk("engineer", (short.email,)))
    first = _demo()
    assert "[1 of 2]" in first
    assert "only for this test 7" in first
    second = _demo()
    assert "only for this test 7" not in second
    (company_id,) = company_ids()
    with company_scope(company_id):
        assert Answer.objects.count() == AnalysisResult.objects.count() == 2
        texts = [row.text.lower() for row in Transcript.objects.order_by("answer__started_at")]
        assert "best of times" in texts[0]
        assert texts[1]
        recorded, held, planned = Interview.objects.order_by("invited_at")
        assert held.status == InterviewStatus.ANALYSED
        assert planned.seat.room.status == RoomStatus.SCHEDULED
        assert held.questions.get(kind="free").text == asked.question
    client = Client()
    assert client.login(email=COLLEAGUES[0].email, password="only for this test 7")
    for interview in (recorded, held):
        assert client.get(f"/interviews/{interview.id}/").status_code == 200
    assert User.objects.count() == len(COLLEAGUES)


def test_the_demo_has_three_candidates_and_positions_in_both_languages() -> None:
    assert len(APPLICANTS) >= 3
    assert {opening.language for opening in OPENINGS} == {"en", "ko"}
    assert len({clip.face for applicant in APPLICANTS for clip in applicant.clips}) >= 4
