"""Domain errors: an id for machines, a sentence for people; the edge turns them into an answer.

Pages get an error page, JSON clients problem details (RFC 9457).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as rest
from rest_framework.response import Response
from rest_framework.views import exception_handler

PROBLEM_JSON = "application/problem+json"


class DomainError(Exception):
    """Something a user did cannot be done. ``sentence`` says what happened and what to do."""

    id = "error"
    status = 400
    sentence: str | Promise = _("This could not be done.")

    def __init__(self, sentence: str | Promise | None = None, **extra: Any) -> None:
        self.sentence = sentence or self.sentence
        self.extra = extra
        super().__init__(str(self.sentence))


class NotFound(DomainError):
    """Also for what belongs to somebody else: its existence is nobody's business."""

    id = "not_found"
    status = 404
    sentence = _("This page or thing does not exist, or it is not yours to see.")


class Forbidden(DomainError):
    id = "forbidden"
    status = 403
    sentence = _("Your role does not allow this. Ask an owner of your company.")


class Conflict(DomainError):
    id = "conflict"
    status = 409
    sentence = _("This changed in the meantime. Reload the page and try again.")


class Invalid(DomainError):
    id = "invalid"
    status = 422
    sentence = _("Something in this form needs another look.")


class Gone(DomainError):
    id = "gone"
    status = 410
    sentence = _("This is no longer available.")


def problem(error: DomainError, instance: str) -> dict[str, Any]:
    """The body of an ``application/problem+json`` answer."""
    return {
        "type": f"urn:hireapp:problem:{error.id}",
        "title": error.id.replace("_", " "),
        "status": error.status,
        "detail": str(error.sentence),
        "instance": instance,
        **error.extra,
    }


def problem_details(raised: Exception, context: dict[str, Any]) -> Response | None:
    """DRF exception handler: every error of the API is a problem document."""
    request = context["request"]
    if isinstance(raised, DomainError):
        return Response(
            problem(raised, request.path), status=raised.status, content_type=PROBLEM_JSON
        )
    response = exception_handler(raised, context)
    if response is None:
        return None
    title = getattr(raised, "default_code", "error")
    body = {
        "type": f"urn:hireapp:problem:{title}",
        "title": str(title).replace("_", " "),
        "status": response.status_code,
        "instance": request.path,
    }
    if isinstance(raised, rest.ValidationError):
        body |= {"detail": str(Invalid.sentence), "errors": response.data}
    else:
        body["detail"] = str(response.data.get("detail", "")) if response.data else ""
    response.data = body
    response.content_type = PROBLEM_JSON
    return response


class DomainErrorMiddleware:
    """Turns a domain error raised by a page into a page (or a problem for JSON clients)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        if not isinstance(raised, DomainError):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(
                problem(raised, request.path), status=raised.status, content_type=PROBLEM_JSON
            )
        return render(request, "errors/domain.html", {"error": raised}, status=raised.status)
