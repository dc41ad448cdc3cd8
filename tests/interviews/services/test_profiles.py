"""Profiles and themes: made from words, made again when these change, gone with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import redis
from django.conf import settings

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.models import (
    Answer,
    Interview,
    InterviewProfile,
    PositionThemes,
    Questionnaire,
)
from interviews.selectors.consent import notice_for
from interviews.services.analysis_sweep import QUEUE
from interviews.services.candidate_rights import candidate_delete
from interviews.services.consent import Origin, consent_withdraw
from interviews.services.profile_sweep import profiles_dispatch_due, themes_dispatch_due
from interviews.services.questionnaire import (
    QuestionnaireClosed,
    questionnaire_delete,
    questionnaire_submit,
)
from interviews.services.themes import themes_due
from interviews.services.transcript import transcript_edit
from interviews.tasks.profiles import make_profile, make_themes
from tests import factories
from tests.factories import Member
from tests.interviews.spoken_interviews import (
    COOK,
    COOK_AGAIN,
    DEVELOPER,
    DEVELOPER_AGAIN,
    interview_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def idle() -> Callable[[], None]:
    """Empties the analysis queue: sweepers leave a busy one alone."""

    def empty() -> None:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
            broker.delete(QUEUE)

    return empty


def _make(interview: Interview) -> InterviewProfile | None:
    make_profile.run(str(interview.company_id), str(interview.id))
    with company_scope(interview.company_id):
        profile: InterviewProfile | None = InterviewProfile.objects.filter(
            interview=interview
        ).first()
        return profile


def _origin(interview: Interview) -> Origin:
    return Origin("en", notice_for(interview, language="en").sha256)


def test_a_profile_names_the_job_and_quotes_the_second(alice: Member) -> None:
    position = factories.position(alice, questions=2, job_code="200102")
    interview, _ = interview_with(alice, [DEVELOPER, COOK], position=position)
    profile = _make(interview)
    assert profile is not None
    fits = profile.suitability["fits"]
    assert {fits[0]["code"], fits[1]["code"]} == {"200102", "130101"}
    quote = next(f for f in fits if f["code"] == "130101")["reasons"][0]["quote"]
    assert quote["turn"] == 1  # said in the second answer
    assert COOK[quote["start"] : quote["end"]] == quote["text"]
    assert quote["start_s"] == len(COOK[: quote["start"]].split()) / 2
    counts = {axis["axis"]: axis["counts"] for axis in profile.propensity["words"]}
    assert counts["planning"]["plans"] == 1
    assert profile.propensity["answers"] is None


def test_nothing_is_made_without_consent_to_matching(
    alice: Member, idle: Callable[[], None]
) -> None:
    interview, _ = interview_with(alice, [DEVELOPER], refused=[Purpose.ANSWER_MATCHING])
    assert _make(interview) is None
    idle()
    with company_scope(interview.company_id):
        assert profiles_dispatch_due() == 0


def test_the_sweeper_finds_an_analysed_interview_without_a_profile(
    alice: Member, idle: Callable[[], None]
) -> None:
    interview, _ = interview_with(alice, [DEVELOPER])
    idle()
    with company_scope(interview.company_id):
        assert profiles_dispatch_due() == 1
    _make(interview)
    idle()
    with company_scope(interview.company_id):
        assert profiles_dispatch_due() == 0


def test_a_correction_and_a_questionnaire_have_the_profile_made_again(alice: Member) -> None:
    interview, _ = interview_with(alice, [DEVELOPER])
    assert _make(interview) is not None
    with company_scope(interview.company_id):
        answer = Answer.objects.select_related("interview", "question").get(interview=interview)
        transcript_edit(answer=answer, text=COOK, author=alice.user)
        assert not InterviewProfile.objects.exists()
    again = _make(interview)
    assert again is not None
    assert again.suitability["fits"][0]["code"] == "130101"
    with company_scope(interview.company_id):
        questionnaire_submit(interview=interview, answers={"plans": 5, "adapts": 2})
        assert not InterviewProfile.objects.exists()
    filled = _make(interview)
    assert filled is not None
    (planning,) = filled.propensity["answers"]
    assert planning["lean"] == "plans"
    with company_scope(interview.company_id):
        questionnaire_delete(interview=interview)
    bare = _make(interview)
    assert bare is not None
    assert bare.propensity["answers"] is None


def test_the_questionnaire_needs_consent_to_matching(alice: Member) -> None:
    interview, _ = interview_with(alice, [DEVELOPER], refused=[Purpose.ANSWER_MATCHING])
    with company_scope(interview.company_id), pytest.raises(QuestionnaireClosed):
        questionnaire_submit(interview=interview, answers={"plans": 5})


@pytest.mark.parametrize("way", ["withdraw", "delete"])
def test_what_was_made_goes_with_the_words(alice: Member, way: str) -> None:
    position = factories.position(alice, questions=2, job_code="200102")
    first, _ = interview_with(alice, [DEVELOPER, DEVELOPER_AGAIN], position=position)
    other, _ = interview_with(alice, [COOK, COOK_AGAIN], position=position, name="Seo Yun")
    _make(first)
    with company_scope(first.company_id):
        questionnaire_submit(interview=first, answers={"plans": 5, "adapts": 2})
    _make(first)
    assert make_themes.run(str(first.company_id), str(position.id))
    with company_scope(first.company_id):
        row = PositionThemes.objects.get(position=position)
        assert str(first.id) in str(row.document)
        if way == "withdraw":
            consent_withdraw(
                interview=first, purposes=[Purpose.ANSWER_MATCHING], origin=_origin(first)
            )
        else:
            candidate_delete(interview=first, origin=_origin(first))
        assert not InterviewProfile.objects.exists()
        assert not Questionnaire.objects.exists()
        row.refresh_from_db()
        assert str(first.id) not in str(row.document)
        assert str(other.id) in str(row.document)
        assert row.due


def test_themes_say_who_spoke_about_what(alice: Member, idle: Callable[[], None]) -> None:
    position = factories.position(alice, questions=2, job_code="200102")
    developer, _ = interview_with(alice, [DEVELOPER, DEVELOPER_AGAIN], position=position)
    cook, _ = interview_with(alice, [COOK, COOK_AGAIN], position=position, name="Seo Yun")
    with company_scope(developer.company_id):
        themes_due(interview=developer)
        idle()
        assert themes_dispatch_due() == 1
    assert make_themes.run(str(developer.company_id), str(position.id))
    with company_scope(developer.company_id):
        row = PositionThemes.objects.get(position=position)
        assert not row.due
        idle()
        assert themes_dispatch_due() == 0
    speakers = [set(theme["counts"]) for theme in row.document["themes"]]
    assert sorted(map(sorted, speakers)) == sorted([[str(developer.id)], [str(cook.id)]])
    texts = {
        str(developer.id): (DEVELOPER, DEVELOPER_AGAIN),
        str(cook.id): (COOK, COOK_AGAIN),
    }
    for theme in row.document["themes"]:
        for quote in theme["quotes"]:
            stretch = slice(quote["start"], quote["end"])
            assert quote["text"] in [text[stretch] for text in texts[quote["interview"]]]


def test_themes_leave_out_who_refused(alice: Member) -> None:
    position = factories.position(alice, questions=1)
    refused = [Purpose.ANSWER_MATCHING]
    quiet, _ = interview_with(alice, [DEVELOPER], position=position, refused=refused)
    interview_with(alice, [COOK], position=position, name="Seo Yun")
    make_themes.run(str(quiet.company_id), str(position.id))
    with company_scope(quiet.company_id):
        document = PositionThemes.objects.get(position=position).document
    assert str(quiet.id) not in str(document)
    assert document["interviews"] == 1
