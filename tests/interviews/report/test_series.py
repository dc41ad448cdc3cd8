"""What the page's timeline, overlay, player and captions are given."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from asgiref.sync import async_to_sync
from django.urls import reverse

from analysis.types import Purpose, SignalTable
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company
from interviews.selectors.column_words import COLUMN_WORDS
from interviews.selectors.lanes import LANES
from interviews.selectors.signals_file import Signals, signals_of
from interviews.selectors.timeline import MOST_POINTS, downsampled, timeline
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one
from tests.interviews.findings import SPECS, found
from tests.interviews.report.conftest import client_of

pytestmark = pytest.mark.django_db


def _url(case: Answered, name: str) -> str:
    return reverse(f"report:{name}", args=[case.interview_id, case.answer_id])


def test_lanes_say_what_was_found_and_leave_blank_what_was_not(analysed: Answered) -> None:
    data = client_of(analysed.member).get(_url(analysed, "signals")).json()
    lanes = {lane["key"]: lane for lane in data["lanes"]}
    assert data["duration"] == 10.0
    gaze = lanes["gaze"]["series"][0]
    assert gaze["t"][0] == 1.0  # the first second is unknown
    assert set(gaze["v"]) == {4.0}
    assert set(gaze["sure"]) == {0.9}
    assert "Not calibrated" in gaze["about"]
    assert [s["kind"] for s in lanes["speech"]["states"]] == ["speech", "pause"]
    assert lanes["movement"]["series"][0]["v"][0] == 10.0  # per cent
    assert {pin["kind"] for pin in data["pins"]} == {"no_face", "several_faces"}
    assert "expression" not in lanes  # nobody opted in


def test_a_forbidden_purpose_answers_with_its_rule(alice: Member) -> None:
    with company_scope(alice.company.id):
        Company.objects.update(country="DE", opted_in_purposes=["face.emotion"])
    case = answer_one(alice, b"x").analysed()
    answer = client_of(alice).get(_url(case, "signals"), {"purpose": "face.emotion"})
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["rule"] == "eu-ai-act.5-1-f"


def test_a_purpose_can_be_asked_for_alone(analysed: Answered) -> None:
    client = client_of(analysed.member)
    data = client.get(_url(analysed, "signals"), {"purpose": "face.gaze"}).json()
    assert {lane["key"] for lane in data["lanes"]} == {"gaze", "head", "blinks"}
    assert client.get(_url(analysed, "signals"), {"purpose": "mind.reading"}).status_code == 422


def test_a_refused_purpose_asked_for_looks_like_one_without_data(alice: Member) -> None:
    """Refusing is not an error that a rater could read something into."""
    case = answer_one(alice, b"x", refused=(Purpose.FACE_GAZE,)).analysed()
    data = client_of(alice).get(_url(case, "signals"), {"purpose": "face.gaze"}).json()
    assert data["lanes"] == []


def test_emotion_shows_only_where_company_law_and_candidate_allow_it(alice: Member) -> None:
    with company_scope(alice.company.id):
        Company.objects.update(opted_in_purposes=["face.emotion"])
    case = answer_one(alice, b"x").analysed()
    client = client_of(alice)
    assert "expression" in {
        lane["key"] for lane in client.get(_url(case, "signals")).json()["lanes"]
    }
    with company_scope(alice.company.id):
        Company.objects.update(country="FR")  # what is stored is not shown for ever
    data = client.get(_url(case, "signals")).json()
    assert "expression" not in {lane["key"] for lane in data["lanes"]}


def test_overlay_points_are_shares_of_the_picture_and_nothing_where_no_face_was(
    analysed: Answered,
) -> None:
    data = client_of(analysed.member).get(_url(analysed, "landmarks")).json()
    points = np.frombuffer(base64.b64decode(data["points"]), "<u2").reshape(-1, 2, 2)
    assert len(data["t"]) == len(points) == 50
    assert data["indices"] == [1, 4]
    assert (points[0] == 65535).all()
    assert (points[1:] == 32767).all()


def test_the_recording_can_be_sought(analysed: Answered) -> None:
    client = client_of(analysed.member)
    part = client.get(_url(analysed, "video"), headers={"range": "bytes=12-15"})
    assert part.status_code == 206
    assert part["Content-Range"] == "bytes 12-15/1000"

    async def body() -> bytes:
        return b"".join([piece async for piece in part])  # type: ignore[attr-defined]

    assert async_to_sync(body)() == b"2345"


def test_captions_are_the_transcript_with_its_times(analysed: Answered) -> None:
    text = client_of(analysed.member).get(_url(analysed, "captions")).content.decode()
    assert text.startswith("WEBVTT")
    assert "00:00:01.000 --> 00:00:02.000\nhello 세계" in text


def test_a_long_series_is_thinned_without_inventing_values() -> None:
    t = np.arange(10_000, dtype=np.float32)
    thin_t, thin_v, _sure = downsampled(t, np.full(10_000, 3, np.float32), None)
    assert len(thin_t) == len(thin_v) == MOST_POINTS
    assert (thin_v == 3).all()
    assert (np.diff(thin_t) > 0).all()


def test_an_axis_around_zero_stays_symmetric_and_grows_with_its_values() -> None:
    analysis = found().analysis
    face = analysis.signals["face"]
    wide = {**face.columns, "head_yaw": np.full(face.t.shape, 41, np.float32)}
    signals: Signals = signals_of({"face": SignalTable(face.t, wide)}, SPECS, None)
    made = timeline(
        signals=signals, segments=[], problems=[], duration=10, purposes=frozenset(Purpose)
    )
    head = next(lane for lane in made["lanes"] if lane["key"] == "head")
    assert (head["low"], head["high"]) == (-41, 41)


def test_every_drawn_column_is_explained_in_words_that_can_be_translated() -> None:
    drawn = {key for lane in LANES for key, _label in lane.columns}
    assert drawn == set(COLUMN_WORDS)
    assert drawn <= {f"{spec.group}.{spec.name}" for spec in SPECS}
