"""Consent: asked per purpose, recorded as evidence, refused and taken back without harm."""

from __future__ import annotations

import hashlib

import pytest
from django.db import DatabaseError, transaction
from django.utils.html import escape

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from hireapp.policy.purposes import NOTICE_VERSION, PURPOSES
from hireapp.tenancy.models import Company
from interviews.models import (
    AnalysisRun,
    ConsentAct,
    ConsentRecord,
    InterviewStatus,
    RunStatus,
)
from interviews.selectors.consent import allowed_now, consented_purposes, notice_for
from tests import factories
from tests.factories import Member
from tests.interviews.candidate.walk import EVERYTHING, RECORDING, Walker

EMOTION = {Purpose.FACE_EMOTION, Purpose.VOICE_EMOTION}
USUAL = set(PURPOSES) - EMOTION


def acts(walker: Walker) -> dict[str, str]:
    with company_scope(walker.invited.claim.company_id):
        return dict(ConsentRecord.objects.order_by("at").values_list("purpose", "act"))


def allowed(walker: Walker) -> frozenset[Purpose]:
    interview = walker.interview()
    with company_scope(walker.invited.claim.company_id):
        return allowed_now(interview)


def opt_in(walker: Walker, *purposes: Purpose) -> None:
    with company_scope(walker.invited.claim.company_id):
        Company.objects.filter(id=walker.invited.claim.company_id).update(
            opted_in_purposes=[str(p) for p in purposes]
        )


def test_nothing_is_ticked_before_the_candidate_ticks_it(walker: Walker) -> None:
    walker.get()
    page = walker.get("consent/?place=said").content.decode()
    assert page.count('role="switch"') == len(USUAL)
    assert " checked" not in page


def test_the_notice_says_everything_about_each_purpose(walker: Walker) -> None:
    walker.get()
    page = walker.get("consent/?place=said")
    for purpose in USUAL:
        info = PURPOSES[purpose]
        for words in (info.title, info.looks_at, info.not_looked_at, info.why):
            assert str(words) in page.context["notice"].text
            assert escape(str(words)) in page.content.decode()
    assert "You will be talking to a machine" in page.content.decode()


def test_agreeing_is_recorded_with_version_hash_address_and_browser(walker: Walker) -> None:
    walker.consent()
    interview = walker.interview()
    assert interview.status == InterviewStatus.CONSENTED
    with company_scope(interview.company_id):
        records = list(ConsentRecord.objects.all())
        text = notice_for(interview, language="en").text
    assert {Purpose(r.purpose) for r in records} == USUAL
    for record in records:
        assert record.act == ConsentAct.GRANTED
        assert record.notice_version == NOTICE_VERSION
        assert record.notice_sha256 == hashlib.sha256(text.encode()).hexdigest()
        assert record.address == "127.0.0.1"
        assert record.user_agent == "Walker/1.0"
        assert record.language == "en"


def test_the_hash_is_of_the_notice_in_the_language_that_was_read(walker: Walker) -> None:
    interview = walker.interview()
    with company_scope(interview.company_id):
        english = notice_for(interview, language="en")
        assert english.sha256 == notice_for(interview, language="en").sha256
        assert english.language == "en"


def test_refusing_what_is_optional_leaves_a_recording_without_analysis(walker: Walker) -> None:
    answer = walker.consent([RECORDING])
    assert answer.url.endswith("/interview/")
    assert allowed(walker) == {Purpose.RECORDING}
    assert acts(walker)[str(Purpose.TRANSCRIPT)] == ConsentAct.REFUSED


def test_refusing_the_recording_leads_to_a_person(walker: Walker) -> None:
    answer = walker.consent([])
    assert answer.url.endswith("/person/")
    assert walker.interview().status == InterviewStatus.OPENED
    assert walker.begin(walker.questions()[0]).status_code == 409
    walker.post("person/", note="I would rather talk to somebody.")
    interview = walker.interview()
    assert interview.status == InterviewStatus.HUMAN_PATH
    assert interview.human_requested_at is not None
    assert "I would rather talk" in interview.human_request_note


def test_analysis_without_a_recording_is_not_allowed_at_all(walker: Walker) -> None:
    walker.consent([str(Purpose.TRANSCRIPT)])
    assert allowed(walker) == frozenset()


def test_a_mind_may_be_changed_after_asking_for_a_person(walker: Walker) -> None:
    walker.consent([])
    walker.post("person/")
    walker.consent()
    interview = walker.interview()
    assert interview.status == InterviewStatus.CONSENTED
    assert interview.human_requested_at is None


def test_a_notice_that_changed_while_reading_is_shown_again(walker: Walker) -> None:
    walker.get()
    walker.post("consent/place/", country="KR")
    digest, purposes = walker.notice()
    opt_in(walker, Purpose.FACE_EMOTION)
    page = walker.post("consent/", notice=digest, agree=purposes)
    assert page.status_code == 200
    assert "This notice changed while you were reading" in page.content.decode()
    assert acts(walker) == {}


def test_emotion_is_asked_only_where_the_company_switched_it_on(walker: Walker) -> None:
    walker.get()
    walker.post("consent/place/", country="KR")
    assert str(Purpose.FACE_EMOTION) not in walker.notice()[1]
    opt_in(walker, *EMOTION)
    assert str(Purpose.FACE_EMOTION) in walker.notice()[1]


@pytest.mark.parametrize("country", ["DE", "FR", "NO", "--"])
def test_emotion_is_never_asked_with_a_candidate_in_europe_or_nowhere(
    walker: Walker, country: str
) -> None:
    opt_in(walker, *EMOTION)
    walker.get()
    walker.post("consent/place/", country=country)
    _digest, purposes = walker.notice()
    assert EMOTION.isdisjoint(map(Purpose, purposes))
    walker.consent(EVERYTHING, country=country)
    assert EMOTION.isdisjoint(allowed(walker))


def test_consent_to_what_was_not_asked_is_ignored(walker: Walker) -> None:
    walker.get()
    walker.post("consent/place/", country="DE")
    digest, purposes = walker.notice()
    walker.post("consent/", notice=digest, agree=[*purposes, str(Purpose.FACE_EMOTION)])
    assert str(Purpose.FACE_EMOTION) not in acts(walker)


def test_switching_emotion_off_stops_what_was_consented_to(walker: Walker) -> None:
    opt_in(walker, Purpose.FACE_EMOTION)
    walker.consent()
    assert Purpose.FACE_EMOTION in allowed(walker)
    opt_in(walker)
    assert Purpose.FACE_EMOTION not in allowed(walker)


def test_a_country_must_be_chosen_or_declined(walker: Walker) -> None:
    walker.get()
    page = walker.post("consent/place/", country="")
    assert "Please choose a country" in page.content.decode()
    assert walker.post("consent/place/", country="XX").status_code == 200
    assert walker.post("consent/place/", country="--").status_code == 302
    assert walker.interview().candidate.country == ""


def test_taking_one_purpose_back_stops_queued_work_that_needs_it(ready: Walker) -> None:
    ready.record(ready.questions()[0])
    ready.post("data/consent/", act="withdraw", purpose=str(Purpose.TRANSCRIPT))
    assert Purpose.TRANSCRIPT not in allowed(ready)
    with company_scope(ready.invited.claim.company_id):
        runs = {run.status: run.purposes for run in AnalysisRun.objects.all()}
    assert str(Purpose.TRANSCRIPT) in runs[RunStatus.STOPPED]
    assert str(Purpose.TRANSCRIPT) not in runs[RunStatus.QUEUED]
    assert ready.interview().status == InterviewStatus.IN_PROGRESS


def test_agreeing_again_later_counts_from_then_on(ready: Walker) -> None:
    ready.post("data/consent/", act="withdraw", purpose=str(Purpose.FACE_GAZE))
    ready.post("data/consent/", act="grant", purpose=str(Purpose.FACE_GAZE))
    assert Purpose.FACE_GAZE in allowed(ready)
    with company_scope(ready.invited.claim.company_id):
        history = ConsentRecord.objects.filter(purpose=str(Purpose.FACE_GAZE)).order_by("at")
        assert [r.act for r in history] == ["granted", "withdrawn", "granted"]


def test_the_recording_cannot_be_agreed_to_from_the_data_page(ready: Walker) -> None:
    ready.post("data/consent/", act="withdraw", purpose=RECORDING)
    assert ready.post("data/consent/", act="grant", purpose=RECORDING).status_code == 409


def test_records_can_be_neither_changed_nor_removed(ready: Walker) -> None:
    with company_scope(ready.invited.claim.company_id):
        for change in (
            lambda: ConsentRecord.objects.update(act=ConsentAct.REFUSED),
            lambda: ConsentRecord.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()


def test_one_candidates_consent_says_nothing_about_anothers(alice: Member, ready: Walker) -> None:
    other = factories.invitation(alice, position=ready.invited.interview.position)
    with company_scope(alice.company.id):
        assert consented_purposes(other.interview) == frozenset()
        assert allowed_now(other.interview) == frozenset()
