"""A company's own question model: from people's choices, consented, trained, used, put aside."""

from __future__ import annotations

import io
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.questions.interviewer import Interviewer
from analysis.questions.ranking import QuestionRanker, shared_ranker
from analysis.types import Purpose
from hireapp.audit.models import AuditEntry
from hireapp.audit.services import Actor
from hireapp.core.scope import company_scope
from hireapp.vault.objects import object_reader
from interviews.models import Answer, Interview, QuestionModel, Suggestion, Transcript
from interviews.selectors.learning import learning_samples, reviewed_suggestions, samples_ready
from interviews.services.question_learning import (
    LEAST_SAMPLES,
    NotReady,
    TooFewSamples,
    TrainingUnderWay,
    question_model_order,
    question_model_put_aside,
    question_model_store,
    question_model_use,
)
from interviews.tasks.question_training import train_questions
from interviews.tasks.ranking_work import interviewer_of, situation_of
from ncs.content import shared_job
from tests import factories
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one

pytestmark = pytest.mark.django_db

JOB = "200102"
RECORDING = b"kept all the same"


def _answered(member: Member, *, refused: tuple[Purpose, ...] = ()) -> Answered:
    position = factories.position(member, questions=1, job_code=JOB)
    return answer_one(member, RECORDING, position=position, refused=refused)


def _options(number: int) -> list[dict[str, object]]:
    """Three questions of the catalogue, as the ranking leaves them."""
    nodes = list(shared_job(JOB).nodes.values())
    return [
        {
            "option": f"node:{node.id}/0",
            "kind": "follow_up",
            "asks": str(node.questions[0].asks),
            "node": node.id,
            "competency": node.competency,
            "terms": [],
            "text": node.questions[0].text.en,
            "probability": 0.3,
        }
        for node in (nodes[(number * 3 + step) % len(nodes)] for step in range(3))
    ]


def _reviewed(case: Answered, count: int, *, preferred: int = 2) -> None:
    with company_scope(case.company_id):
        answer = Answer.objects.get(id=case.answer_id)
        Transcript.objects.get_or_create(
            answer=answer,
            defaults={"language": "en", "words": [["Redis", 0.0, 0.5, 0.9]], "text": "Redis"},
        )
        for number in range(count):
            Suggestion.objects.create(
                interview_id=case.interview_id,
                answer=answer,
                ranked=_options(number),
                preferred=preferred,
                model={},
                content_version="",
            )


def _actor(case: Answered) -> Actor:
    return Actor.user(case.member.user)


def test_only_consented_and_reviewed_choices_are_learned_from(alice: Member) -> None:
    willing = _answered(alice)
    unwilling = _answered(alice, refused=(Purpose.MODEL_IMPROVEMENT,))
    _reviewed(willing, 2)
    _reviewed(willing, 1, preferred=-1)  # "none of them": no question to learn
    _reviewed(unwilling, 3)
    with company_scope(willing.company_id):
        samples = list(learning_samples())
        assert reviewed_suggestions() == 6
        assert samples_ready() == len(samples)
    assert len(samples) == 2
    assert {sample["group"] for sample in samples} == {str(willing.interview_id)}
    assert all(sample["asked"] == sample["options"][2]["id"] for sample in samples)
    assert {sample["job"] for sample in samples} == {JOB}
    assert samples[0]["turns"][-1]["answer"] == "Redis"


def test_withdrawn_consent_takes_the_samples_away(alice: Member) -> None:
    case = _answered(alice)
    _reviewed(case, 2)
    case.withdraw(Purpose.MODEL_IMPROVEMENT)
    with company_scope(case.company_id):
        assert list(learning_samples()) == []


def test_the_page_asks_as_often_for_many_choices_as_for_one(
    alice: Member, alice_client: Client
) -> None:
    case = _answered(alice)
    asked = []
    for count in (1, LEAST_SAMPLES):
        _reviewed(case, count)
        with CaptureQueriesContext(connection) as queries:
            page = alice_client.get(reverse("portal:question_models"))
        asked.append(len(queries))
    assert page.context["usable"] == LEAST_SAMPLES + 1
    assert asked[0] == asked[1]


def test_too_few_choices_train_nothing(alice: Member) -> None:
    case = _answered(alice)
    _reviewed(case, LEAST_SAMPLES - 1)
    with company_scope(case.company_id), pytest.raises(TooFewSamples):
        question_model_order(actor=_actor(case))


def test_one_version_is_trained_at_a_time(alice: Member) -> None:
    case = _answered(alice)
    _reviewed(case, LEAST_SAMPLES)
    with company_scope(case.company_id):
        question_model_order(actor=_actor(case))
        with pytest.raises(TrainingUnderWay):
            question_model_order(actor=_actor(case))


@pytest.mark.django_db(transaction=True)
def test_what_people_prefer_is_learned_used_and_put_aside(alice: Member, charlie: Member) -> None:
    cases = [_answered(alice) for _ in range(3)]
    for case in cases:
        _reviewed(case, LEAST_SAMPLES // 2)
    company = cases[0].company_id
    with company_scope(company):
        model = question_model_order(actor=_actor(cases[0]))
        with pytest.raises(NotReady):
            question_model_use(model=model, actor=_actor(cases[0]))
    train_questions(str(company), str(model.id))
    train_questions(str(company), str(model.id))  # a second message finds nothing to do
    with company_scope(company):
        model.refresh_from_db()
        assert (model.status, model.samples) == ("ready", 3 * (LEAST_SAMPLES // 2))
        assert model.figures["n"] == LEAST_SAMPLES // 2
        assert model.weights_id is not None
        weights = object_reader(model.weights_id).read()
        question_model_use(model=model, actor=_actor(cases[0]))
        answer = Answer.objects.select_related("interview__position", "question").get(
            id=cases[0].answer_id
        )
        Interview.objects.filter(id=answer.interview_id).update(
            content_version=shared_job(JOB).version
        )
        answer.interview.refresh_from_db()
        situation = situation_of(answer)
    assert QuestionRanker(weights).ref.sha256 == model.sha256 != shared_ranker().ref.sha256
    own = interviewer_of(situation.weights)
    assert isinstance(own, Interviewer)
    assert own.ranker.ref.sha256 == model.sha256
    with company_scope(UUID(str(charlie.company.id))):
        assert not QuestionModel.objects.exists()
    with company_scope(company):
        question_model_put_aside(model=model, actor=_actor(cases[0]))
        assert situation_of(answer).weights is None


@pytest.mark.django_db(transaction=True)
def test_a_version_for_an_older_network_is_put_aside_and_the_shipped_one_ranks(
    alice: Member, alice_client: Client
) -> None:
    case = _answered(alice)
    content = io.BytesIO()
    np.savez(content, about=np.frombuffer(b'{"format": 1, "config": {}}', np.uint8))
    with company_scope(case.company_id):
        model = QuestionModel.objects.create(number=1, status="running", claim=uuid4())
        assert question_model_store(
            model=model, weights=content.getvalue(), samples=20, figures={"n": 0}
        )
        model.refresh_from_db()
        question_model_use(model=model, actor=_actor(case))
        answer = Answer.objects.select_related("interview__position", "question").get(
            id=case.answer_id
        )
        Interview.objects.filter(id=answer.interview_id).update(
            content_version=shared_job(JOB).version
        )
        answer.interview.refresh_from_db()
        situation = situation_of(answer)
    assert situation.weights is not None
    for _ in range(2):  # a worker that had read the situation before comes to the same end
        assert interviewer_of(situation.weights).ranker.ref == shared_ranker().ref
    with company_scope(case.company_id):
        model.refresh_from_db()
        assert (model.active, model.status, model.problem) == (False, "failed", "outdated")
        assert object_reader(model.weights_id).read() == content.getvalue()  # kept for replays
        assert situation_of(answer).weights is None
        entries = AuditEntry.objects.filter(action="question_model.put_aside")
        assert [entry.actor_kind for entry in entries] == ["system"]
        with pytest.raises(NotReady):
            question_model_use(model=model, actor=_actor(case))
    page = alice_client.get(reverse("portal:question_models")).content.decode()
    assert "Made for an older version of the product" in page
