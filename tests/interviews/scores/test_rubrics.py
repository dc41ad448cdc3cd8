"""Rubrics in the portal: drafts, freezing, the next number, and which positions use them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analysis.questions.rubric import SHIPPED_DOCUMENT, rubric_version
from hireapp.core.errors import Invalid
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import Position, Rubric
from interviews.services.rubric import RubricFrozen, rubric_create, rubric_edit, rubric_freeze
from tests import factories
from tests.factories import Member
from tests.interviews.scores.conftest import Tell
from tests.interviews.scores.test_pages import client_of

pytestmark = pytest.mark.django_db


def changed(**parts: int) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(SHIPPED_DOCUMENT))
    document["parts"].update(parts)
    return document


def form_of(client: Client, rubric: Rubric) -> dict[str, Any]:
    """The fields as the page shows them."""
    response = client.get(reverse("portal:rubric", args=[rubric.id]))
    form = response.context["form"]
    return {field.name: field.value() for field in form}


def filled(form: Any) -> dict[str, Any]:
    """What a browser sends when nothing is touched."""
    values = {field.name: field.value() for field in form}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


@pytest.fixture
def rubric(alice: Member) -> Rubric:
    with company_scope(alice.company.id):
        return rubric_create(name="Ours", actor=alice.actor)


def test_a_draft_changes_in_its_place(alice: Member, rubric: Rubric) -> None:
    with company_scope(alice.company.id):
        document = changed(coverage=20, depth=55)
        same = rubric_edit(rubric=rubric, name="Deeper", document=document, actor=alice.actor)
        assert same.id == rubric.id
        assert Rubric.objects.get().version == rubric_version(document)


def test_a_frozen_rubric_never_changes_and_editing_makes_the_next_number(
    alice: Member, rubric: Rubric
) -> None:
    with company_scope(alice.company.id):
        rubric_freeze(rubric=rubric, actor=alice.actor)
        other = rubric_edit(
            rubric=rubric,
            name="Deeper",
            document=changed(coverage=20, depth=55),
            actor=alice.actor,
        )
        rubric.refresh_from_db()
        assert (other.number, other.frozen_at) == (rubric.number + 1, None)
        assert rubric.document == SHIPPED_DOCUMENT
        assert rubric.name == "Ours"
        with pytest.raises(RubricFrozen):
            rubric_freeze(rubric=rubric, actor=alice.actor)


def test_a_broken_document_is_refused(alice: Member, rubric: Rubric) -> None:
    with company_scope(alice.company.id), pytest.raises(Invalid):
        rubric_edit(rubric=rubric, name="x", document=changed(coverage=99), actor=alice.actor)


def test_the_form_saves_what_it_shows(alice: Member, rubric: Rubric) -> None:
    client = client_of(alice)
    data = form_of(client, rubric)
    data |= {"name": "Deeper", "part-coverage": 20, "part-depth": 55, "enough": 5}
    url = reverse("portal:rubric", args=[rubric.id])
    assert client.post(url, data).status_code == 302
    with company_scope(alice.company.id):
        saved = Rubric.objects.get()
    assert saved.name == "Deeper"
    assert saved.document["parts"] == {**SHIPPED_DOCUMENT["parts"], "coverage": 20, "depth": 55}
    assert saved.document["levels"] == SHIPPED_DOCUMENT["levels"]
    assert saved.document["enough"] == 5


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"part-coverage": 31}, "add up to 101, not 100"),
        ({"story-result": 0}, "add up to 80, not 100"),
        ({"part-coverage": "x"}, "whole number"),
        ({"level-1-start": 90}, "Levels begin at 0"),
        ({"level-0-start": 3}, "Levels begin at 0"),
        ({"level-0-name-ko": ""}, "required"),
        ({"name": ""}, "required"),
    ],
)
def test_a_mistake_is_explained_and_nothing_is_saved(
    alice: Member, rubric: Rubric, fields: dict[str, Any], words: str
) -> None:
    client = client_of(alice)
    response = client.post(
        reverse("portal:rubric", args=[rubric.id]), form_of(client, rubric) | fields
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    with company_scope(alice.company.id):
        assert Rubric.objects.get().document == SHIPPED_DOCUMENT


def test_a_position_uses_a_frozen_rubric_and_its_answers_are_scored_again(
    tell: Tell, alice: Member, rubric: Rubric
) -> None:
    told = tell()
    told.score()
    client = client_of(alice)
    with company_scope(alice.company.id):
        position = told.answered.interview.position
    url = reverse("portal:position_edit", args=[position.id])
    shown = client.get(url).context["form"]
    assert list(shown.fields["rubric"].queryset) == []
    with company_scope(alice.company.id):
        rubric_edit(
            rubric=rubric,
            name="Coverage",
            document=changed(coverage=100, depth=0, relevance=0, questions=0),
            actor=alice.actor,
        )
        rubric_freeze(rubric=rubric, actor=alice.actor)
    shown = client.get(url).context["form"]
    data = filled(shown) | {"rubric": str(rubric.id)}
    assert client.post(url, data).status_code == 302
    with company_scope(alice.company.id):
        assert Position.objects.get(id=position.id).rubric_id == rubric.id
    assert not any(row.current for row in told.rows)
    told.score()
    row = told.current
    assert (row.rubric_id, len(told.rows)) == (rubric.id, 2)
    points = next(c for c in row.result["competencies"] if c["id"] == "data-design")["points"]
    assert {p["part"] for p in points if p["points"]} == {"coverage"}
    page = client.get(reverse("portal:rubrics")).content.decode()
    assert position.title in page


def test_a_draft_cannot_be_slipped_under_a_position(alice: Member, rubric: Rubric) -> None:
    position = factories.position(alice)
    client = client_of(alice)
    url = reverse("portal:position_edit", args=[position.id])
    shown = client.get(url).context["form"]
    data = filled(shown) | {"rubric": str(rubric.id)}
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["rubric"]


def test_those_who_only_rate_may_read_but_not_change(alice: Member, rubric: Rubric) -> None:
    client = client_of(factories.member(alice.company, Role.INTERVIEWER))
    assert client.get(reverse("portal:rubrics")).status_code == 200
    assert client.get(reverse("portal:rubric", args=[rubric.id])).status_code == 403
    assert client.post(reverse("portal:rubric_frozen", args=[rubric.id])).status_code == 403
