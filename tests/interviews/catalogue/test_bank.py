"""The question bank: what the catalogue asks, what the company wrote, and into a position."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hireapp.core.scope import company_scope
from interviews.models import BankQuestion, Job, Position, Question
from interviews.services.bank import bank_question_add
from interviews.services.position import question_add, question_update
from interviews.services.question_guard import ProtectedQuestion
from ncs.content import shared_job
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db
CODE = "200102"
URL = "/questions/"


def shown(client: Client, **query: str) -> str:
    answer = client.get(URL, {"job": CODE, "language": "en"} | query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def write(client: Client, text: str, **more: str) -> int:
    data = {"text": text, "language": "en", "competency": "delivery", "asks": "problem"} | more
    return client.post(f"{reverse('portal:bank_new')}?job={CODE}", data).status_code


@pytest.fixture
def position(alice: Member) -> Position:
    made = factories.position(alice, questions=0)
    with company_scope(alice.company.id):
        Position.objects.filter(id=made.id).update(job_id=CODE)
        made.refresh_from_db()
    return made


def test_the_bank_has_every_question_of_the_job_in_one_language(alice_client: Client) -> None:
    content, page = shared_job(CODE), shown(alice_client)
    assert all(o.en in page for c in content.competencies for o in c.openings)
    assert content.competencies[0].openings[0].ko not in page
    assert content.competencies[0].openings[0].ko in shown(alice_client, language="ko")


def test_filters_and_words_narrow_it(alice_client: Client) -> None:
    content = shared_job(CODE)
    openings = sum(len(c.openings) for c in content.competencies)
    assert f"{openings} questions" in shown(alice_client, kind="opening")
    delivery = len(content.competency("delivery").openings)
    found = shown(alice_client, kind="opening", competency="delivery")
    assert f"{delivery} questions" in found
    assert "1 question<" in shown(alice_client, q="repeatable committed")
    assert "No question fits" in shown(alice_client, q="xyzzy")


def test_an_own_question_is_written_edited_and_retired(alice: Member, alice_client: Client) -> None:
    assert write(alice_client, "Which of your releases went wrong, and how did you notice?") == 302
    assert "Which of your releases went wrong" in shown(alice_client, kind="own")
    with company_scope(alice.company.id):
        first = BankQuestion.objects.get()
    url = reverse("portal:bank_edit", args=[first.id])
    data = {"text": "Which release went wrong?", "language": "en", "competency": "", "asks": ""}
    assert alice_client.post(url, data).status_code == 302
    with company_scope(alice.company.id):
        first.refresh_from_db()
        second = BankQuestion.objects.get(retired_at=None)
    assert first.retired_at is not None
    assert first.text.startswith("Which of your releases")
    assert alice_client.get(url).status_code == 404
    assert alice_client.post(reverse("portal:bank_retire", args=[second.id])).status_code == 302
    assert "No question fits" in shown(alice_client, kind="own")


@pytest.mark.parametrize("text", ["How old are you, roughly?", "결혼은 하셨는지 궁금합니다."])
def test_a_forbidden_question_is_refused_with_the_law(alice_client: Client, text: str) -> None:
    answer = alice_client.post(
        f"{reverse('portal:bank_new')}?job={CODE}", {"text": text, "language": "ko"}
    )
    assert answer.status_code == 422
    assert "Act" in answer.content.decode()
    assert text in answer.content.decode()


def test_a_position_never_gets_a_forbidden_question(alice: Member, alice_client: Client) -> None:
    made = factories.position(alice, questions=1)
    forbidden = {"text": "Do you have children?", "thinking_seconds": 5, "answer_seconds": 60,
                 "retakes": 0}  # fmt: skip
    answer = alice_client.post(reverse("portal:question_new", args=[made.id]), forbidden)
    assert answer.status_code == 422
    assert "Fair Hiring Procedure Act" in answer.content.decode()
    with company_scope(alice.company.id):
        question = Question.objects.get(position=made)
        with pytest.raises(ProtectedQuestion):
            question_add(position=made, text="종교가 있으신가요?", actor=alice.actor)
        with pytest.raises(ProtectedQuestion):
            question_update(question=question, actor=alice.actor, **forbidden)  # type: ignore[arg-type]
        with pytest.raises(ProtectedQuestion):
            bank_question_add(
                job=Job.objects.get(code=CODE), language="en", text="Are you married?",
                competency="", asks="", actor=alice.actor,
            )  # fmt: skip


def test_a_position_takes_an_opening_for_every_competency(
    alice: Member, alice_client: Client, position: Position
) -> None:
    url = reverse("portal:position_bank", args=[position.id])
    page = alice_client.get(url).content.decode()
    chosen = re.findall(r'value="([^"]+)" id="option-[\d-]+" checked', page)
    content = shared_job(CODE)
    assert len(chosen) == len(content.competencies)
    assert "{term}" not in page
    assert alice_client.post(url, {"option": chosen}).status_code == 302
    with company_scope(alice.company.id):
        listed = list(Question.objects.filter(position=position))
    assert [q.competency for q in listed] == [c.id for c in content.competencies]
    assert {q.option_id for q in listed} == set(chosen)
    again = alice_client.get(url).content.decode()
    assert re.findall(r'id="option-[\d-]+" checked', again) == []
    assert html.escape(listed[0].text) not in again


def test_a_question_of_the_bank_that_is_edited_is_the_companys_own(
    alice: Member, alice_client: Client, position: Position
) -> None:
    url = reverse("portal:position_bank", args=[position.id])
    alice_client.post(url, {"option": ["opening:delivery/0"]})
    with company_scope(alice.company.id):
        question = Question.objects.get(position=position)
        facts = {"thinking_seconds": 5, "answer_seconds": 60, "retakes": 0}
        question_update(question=question, text=question.text, actor=alice.actor, **facts)
        assert question.option_id == "opening:delivery/0"
        question_update(question=question, text="In our words?", actor=alice.actor, **facts)
        assert (question.option_id, question.competency) == ("", "delivery")


def test_nothing_chosen_and_unknown_options_add_nothing(
    alice: Member, alice_client: Client, position: Position
) -> None:
    url = reverse("portal:position_bank", args=[position.id])
    for options in ([], ["opening:no-such/9", "company:x"]):
        assert alice_client.post(url, {"option": options}).status_code == 302
    with company_scope(alice.company.id):
        assert not Question.objects.filter(position=position).exists()


def test_the_list_costs_as_many_queries_with_fifty_questions_as_with_one(
    alice: Member, alice_client: Client, position: Position
) -> None:
    def fill(n: int) -> None:
        with company_scope(alice.company.id):
            for i in range(n):
                bank_question_add(
                    job=Job.objects.get(code=CODE), language="en", competency="", asks="",
                    text=f"What did you learn from release number {i}?", actor=alice.actor,
                )  # fmt: skip

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert alice_client.get(url, {"job": CODE, "language": "en"}).status_code == 200
        return len(queries)

    urls = (URL, reverse("portal:position_bank", args=[position.id]))
    fill(1)
    [cost(url) for url in urls]
    before = [cost(url) for url in urls]
    fill(50)
    assert [cost(url) for url in urls] == before
