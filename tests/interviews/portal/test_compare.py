"""Candidates side by side: what is shown to whom, and at which cost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import (
    Answer,
    AnswerScore,
    Interview,
    InterviewProfile,
    InterviewQuestion,
    Position,
    PositionThemes,
)
from interviews.selectors.comparison import comparison_of
from interviews.selectors.competencies import quoted
from interviews.services.rating import Mark, scorecard_save, scorecard_submit
from ncs.content import shared_job
from tests import factories
from tests.factories import Member
from tests.interviews.spoken_interviews import COOK, DEVELOPER, interview_with

pytestmark = pytest.mark.django_db
JOB = "200102"
FIRST, SECOND = (competency.id for competency in shared_job(JOB).competencies[:2])


@pytest.fixture
def position(alice: Member) -> Position:
    return factories.position(alice, questions=1, job_code=JOB)


def scored(interview: Interview, points: dict[str, int], *, text: str = "the order") -> None:
    with company_scope(interview.company_id):
        InterviewQuestion.objects.filter(interview=interview).update(competency=FIRST)
        answer = Answer.objects.get(interview=interview)
        evidence = {"start": 8, "end": 8 + len(text), "text": text, "start_s": 1.0, "end_s": 2.0}
        result = {
            "competencies": [
                {
                    "id": id_,
                    "score": value,
                    "told": ["rest-api"],
                    "named": [],
                    "points": [{"points": float(value), "evidence": [evidence]}],
                }
                for id_, value in points.items()
            ]
        }
        AnswerScore.objects.create(
            answer=answer, inputs={"turns": [{"text": f"I built {text} service."}]},
            result=result, sha256="", rubric_version="",
            content_version="", model=[],
        )  # fmt: skip


def page_of(client: Client, position: Position, *interviews: Interview) -> Any:
    query = "&".join(f"i={interview.id}" for interview in interviews)
    return client.get(reverse("portal:compare", args=[position.id]) + f"?{query}")


def rate(member: Member, interview: Interview, score: int, comment: str = "") -> None:
    with company_scope(interview.company_id):
        question = InterviewQuestion.objects.get(interview=interview)
        scorecard_save(
            interview=interview,
            rater=member.user,
            marks={question.id: Mark(score)},
            comment=comment,
        )
        scorecard_submit(interview=interview, rater=member.user)


def blind(position: Position) -> None:
    with company_scope(position.company_id):
        Position.objects.filter(id=position.id).update(blind=True)


def test_candidates_stand_in_the_chosen_order_not_by_score(
    alice: Member, alice_client: Client, position: Position
) -> None:
    low, _ = interview_with(alice, [DEVELOPER], position=position, name="Low Score")
    high, _ = interview_with(alice, [COOK], position=position, name="High Score")
    scored(low, {FIRST: 11})
    scored(high, {FIRST: 88})
    for chosen in ([low, high], [high, low]):
        shown = page_of(alice_client, position, *chosen).context["comparison"]
        assert [column.row.id for column in shown.columns] == [each.id for each in chosen]


def test_a_quote_leads_to_the_report_at_its_second(
    alice: Member, alice_client: Client, position: Position
) -> None:
    interview, _ = interview_with(alice, [DEVELOPER], position=position)
    scored(interview, {FIRST: 40}, text="the order")
    page = page_of(alice_client, position, interview).content.decode()
    assert f"/interviews/{interview.id}/?q=1&amp;t=1.0" in page
    assert "the order" in page


def test_a_quote_never_begins_or_ends_inside_a_word() -> None:
    """Korean evidence ends with a morpheme: 줄었습니다 as 줄."""
    text = (
        "배포 시간이 길어서 제가 배포 파이프라인을 맡아 단계마다 시간을 쟀고, 오래 걸리는 "
        "빌드와 테스트 단계에 캐시를 나누어 넣었습니다. "
        "그 결과 시간이 40분에서 8분으로 줄었습니다. 그 뒤로는 모두가 "
        "마음 놓고 하루에 여러 번 배포합니다."
    )
    score = AnswerScore(inputs={"turns": [{"text": text}]})

    def shown(words: str) -> str:
        start = text.index(words)
        return quoted(score, {"start": start, "end": start + len(words)})

    assert shown(text[3 : text.index("었습니다.")]) == text[3 : text.index(" 그 결과")]
    cue = shown("에서 8분으로 줄")
    assert cue.startswith("… ")
    assert "40분에서 8분으로 줄었습니다." in cue
    assert set(cue.strip("… ").split()) <= set(text.split())


def test_blind_review_shows_codes_and_no_numbers_before_the_own_card(
    alice: Member, alice_client: Client, position: Position
) -> None:
    blind(position)
    interview, _ = interview_with(alice, [DEVELOPER], position=position, name="Zebulon Q")
    scored(interview, {FIRST: 77}, text="the order")
    with company_scope(interview.company_id):
        PositionThemes.objects.create(
            position=position,
            document={
                "interviews": 1,
                "themes": [
                    {
                        "terms": ["kafka"],
                        "share": 1.0,
                        "counts": {str(interview.id): 3},
                        "questions": [],
                        "quotes": [
                            {
                                "interview": str(interview.id),
                                "answer": str(Answer.objects.get(interview=interview).id),
                                "text": "We used Kafka",
                                "start_s": 2.0,
                            }
                        ],
                    }
                ],
            },
        )
    other = factories.member(alice.company, Role.INTERVIEWER)
    rate(other, interview, 5, "My secret opinion")
    before = page_of(alice_client, position, interview).content.decode()
    for secret in ("Zebulon Q", "<strong>77</strong>", "We used Kafka", "My secret opinion"):
        assert secret not in before
    assert interview.candidate.code in before
    rate(alice, interview, 3)
    after = page_of(alice_client, position, interview).content.decode()
    for shown in ("Zebulon Q", "<strong>77</strong>", "We used Kafka", "My secret opinion"):
        assert shown in after


def test_others_ratings_show_only_after_the_own_card(
    alice: Member, alice_client: Client, position: Position
) -> None:
    interview, _ = interview_with(alice, [DEVELOPER], position=position)
    scored(interview, {FIRST: 40})
    rate(factories.member(alice.company, Role.INTERVIEWER), interview, 5, "Strong")
    before = page_of(alice_client, position, interview).context["comparison"]
    assert (before.columns[0].hidden_cards, before.lines[0].cells[0][1].others) == (1, None)
    rate(alice, interview, 2)
    after = page_of(alice_client, position, interview).context["comparison"]
    cell = after.lines[0].cells[0][1]
    assert (cell.mine, cell.others, cell.others_number) == (2.0, 5.0, 1)


def test_more_than_five_are_cut_and_a_strange_interview_is_404(
    alice: Member, alice_client: Client, position: Position
) -> None:
    people = [
        interview_with(alice, [COOK], position=position, name=f"Person {n}")[0] for n in range(6)
    ]
    shown = page_of(alice_client, position, *people).context["comparison"]
    assert len(shown.columns) == 5
    elsewhere, _ = interview_with(alice, [COOK])
    assert page_of(alice_client, position, elsewhere).status_code == 404
    strange = alice_client.get(reverse("portal:compare", args=[position.id]) + f"?i={uuid4()}")
    assert strange.status_code == 404


def test_without_a_choice_the_page_offers_one(
    alice: Member, alice_client: Client, position: Position
) -> None:
    assert "Nobody has answered yet" in page_of(alice_client, position).content.decode()
    interview_with(alice, [COOK], position=position, name="Seo Yun")
    page = page_of(alice_client, position).content.decode()
    assert "Seo Yun" in page
    assert "Choose up to five candidates" in page


def test_queries_do_not_grow_with_columns(alice: Member, position: Position) -> None:
    people = [
        interview_with(alice, [COOK], position=position, name=f"Person {n}")[0] for n in range(5)
    ]
    for person in people:
        scored(person, {FIRST: 30, SECOND: 60})
        rate(alice, person, 4)
    counted = []
    for number in (1, 5):
        with company_scope(alice.company.id), CaptureQueriesContext(connection) as queries:
            comparison_of(
                position,
                chosen=[person.id for person in people[:number]],
                user_id=alice.user.id,
                role=str(Role.OWNER),
            )
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_marks_of_equal_scores_do_not_cover_each_other(alice: Member, position: Position) -> None:
    people = [
        interview_with(alice, [COOK], position=position, name=f"Person {n}")[0] for n in range(3)
    ]
    for person in people:
        scored(person, {FIRST: 50})
    with company_scope(alice.company.id):
        shown = comparison_of(
            position,
            chosen=[person.id for person in people],
            user_id=alice.user.id,
            role=str(Role.OWNER),
        )
    assert [mark.level for mark in shown.lines[0].marks] == [0, 1, 2]


def test_the_report_shows_the_profile_and_hides_it_in_blind_review(
    alice: Member, alice_client: Client, position: Position
) -> None:
    from interviews.tasks.profiles import make_profile

    interview, _ = interview_with(alice, [COOK], position=position)
    make_profile.run(str(interview.company_id), str(interview.id))
    with company_scope(interview.company_id):
        assert InterviewProfile.objects.exists()
    address = reverse("report:detail", args=[interview.id])
    page = alice_client.get(address).content.decode()
    assert "Food Preparation" in page
    assert "Ways of working" in page
    blind(position)
    hidden = alice_client.get(address).content.decode()
    assert "Food Preparation" not in hidden
    assert "Ways of working" not in hidden
