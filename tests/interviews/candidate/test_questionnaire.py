"""The questionnaire behind the link: optional, seen, changed, deleted; and what else is held."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hireapp.core.scope import company_scope
from interviews.models import Questionnaire
from interviews.tasks.profiles import make_profile, make_themes
from ncs.workstyle import workstyle
from tests.factories import Member
from tests.interviews.candidate.walk import Walker
from tests.interviews.spoken_interviews import COOK, interview_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished(alice: Member) -> Walker:
    _, invitation = interview_with(alice, [COOK])
    return Walker(invitation)


def test_the_receipt_offers_it_and_it_can_be_filled_in_seen_and_deleted(
    alice: Member, finished: Walker
) -> None:
    assert "how-you-work/" in finished.get("receipt/").content.decode()
    page = finished.get("how-you-work/").content.decode()
    for side in workstyle().items:
        assert side.item.en in page
    assert "no personality test" in page
    assert finished.post("how-you-work/", plans="5", adapts="2").status_code == 302
    with company_scope(alice.company.id):
        assert Questionnaire.objects.get().answers == {"plans": 5, "adapts": 2}
    assert "how-you-work/" not in finished.get("receipt/").content.decode()
    data = finished.get("data/").content.decode()
    assert workstyle().items[0].item.en in data
    assert "5 of 5" in data
    finished.post("how-you-work/", plans="1")
    with company_scope(alice.company.id):
        assert Questionnaire.objects.get().answers == {"plans": 1}
    finished.post("how-you-work/delete/")
    with company_scope(alice.company.id):
        assert not Questionnaire.objects.exists()


@pytest.mark.parametrize("form", [{}, {"plans": "9"}, {"plans": "x"}, {"stranger": "3"}])
def test_what_is_no_mark_is_not_kept(alice: Member, finished: Walker, form: dict[str, str]) -> None:
    assert finished.post("how-you-work/", **form).status_code == 200
    with company_scope(alice.company.id):
        assert not Questionnaire.objects.exists()


def test_it_is_closed_before_consent_and_without_consent_to_matching(
    walker: Walker, alice: Member
) -> None:
    assert walker.get("how-you-work/").status_code == 302
    assert walker.post("how-you-work/", plans="5").status_code == 302
    with company_scope(alice.company.id):
        assert not Questionnaire.objects.exists()


def test_everything_held_shows_what_a_machine_read_and_where_one_is_quoted(alice: Member) -> None:
    interview, invitation = interview_with(alice, [COOK + " " + COOK.replace("hotel", "school")])
    make_profile.run(str(interview.company_id), str(interview.id))
    make_themes.run(str(interview.company_id), str(interview.position_id))
    page = Walker(invitation).get("data/").content.decode()
    assert "What a machine read from your words" in page
    assert "Food Preparation" in page


def test_the_two_sides_of_a_pair_never_stand_next_to_each_other() -> None:
    items = [side.id for side in workstyle().items]
    pairs = [{side.id for side in axis.sides} for axis in workstyle().axes]
    assert len(items) == len(set(items)) == 10
    assert all({one, other} not in pairs for one, other in pairwise(items))
