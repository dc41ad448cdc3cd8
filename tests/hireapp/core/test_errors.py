"""Domain errors: a sentence for people, an id for machines, the right status for both."""

from __future__ import annotations

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from rest_framework.exceptions import NotAuthenticated, ValidationError

from hireapp.core.errors import (
    PROBLEM_JSON,
    Conflict,
    DomainError,
    DomainErrorMiddleware,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    problem,
    problem_details,
)

KINDS = [(NotFound, 404), (Forbidden, 403), (Conflict, 409), (Invalid, 422), (Gone, 410)]


def _middleware() -> DomainErrorMiddleware:
    return DomainErrorMiddleware(lambda request: HttpResponse())


def _request(**headers: str) -> HttpRequest:
    return RequestFactory().get("/somewhere/", headers=headers)


@pytest.mark.parametrize(("kind", "status"), KINDS)
def test_every_kind_has_a_status_and_a_sentence(kind: type[DomainError], status: int) -> None:
    body = problem(kind(), "/somewhere/")
    assert body["status"] == status
    assert body["type"] == f"urn:hireapp:problem:{kind.id}"
    assert str(body["detail"]).endswith(".")


def test_an_error_may_say_more_than_its_kind() -> None:
    body = problem(Conflict("Somebody was faster.", rule_id="x.1"), "/a")
    assert (body["detail"], body["rule_id"]) == ("Somebody was faster.", "x.1")


@pytest.mark.parametrize(("kind", "status"), KINDS)
def test_a_json_client_gets_a_problem_document(kind: type[DomainError], status: int) -> None:
    answer = _middleware().process_exception(_request(accept="application/json"), kind())
    assert answer is not None
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == PROBLEM_JSON
    assert json.loads(answer.content)["instance"] == "/somewhere/"


@pytest.mark.django_db
def test_a_person_gets_a_page_with_the_sentence() -> None:
    answer = _middleware().process_exception(_request(accept="text/html"), Gone("It is over."))
    assert answer is not None
    assert answer.status_code == 410
    assert "It is over." in answer.content.decode()


def test_what_is_no_domain_error_is_left_alone() -> None:
    assert _middleware().process_exception(_request(), ZeroDivisionError()) is None


@pytest.mark.parametrize(
    ("raised", "status"),
    [(NotFound(), 404), (NotAuthenticated(), 403), (ValidationError({"name": ["x"]}), 400)],
)
def test_every_error_of_the_api_is_a_problem_document(raised: Exception, status: int) -> None:
    answer = problem_details(raised, {"request": _request()})
    assert answer is not None
    assert answer.content_type == PROBLEM_JSON
    assert answer.data["status"] == answer.status_code
    assert answer.data["detail"]
    if isinstance(raised, ValidationError):
        assert answer.data["errors"] == {"name": ["x"]}
    else:
        assert answer.status_code in (status, 401)


def test_an_unexpected_error_of_the_api_is_not_dressed_up() -> None:
    assert problem_details(ZeroDivisionError(), {"request": _request()}) is None
