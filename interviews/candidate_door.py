"""How a candidate comes in: every page and endpoint under ``/i/<token>/`` passes here.

The token is checked, the company's scope opened, the one interview of the link fetched; then the
view runs and its page is rendered inside that scope. Nothing that a candidate sees is cached,
indexed, or tells another site where it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation

from hireapp.core.errors import PROBLEM_JSON, DomainError, problem
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company
from interviews.access import (
    LinkClaim,
    LinkExpired,
    LinkRevoked,
    interview_for_candidate,
    link_claim,
)
from interviews.models import CandidateLink, Interview
from interviews.services.consent import Origin

HEADERS = {
    # Other sites get no referrer. Not "no-referrer": with that, browsers send "Origin: null"
    # with our own forms, which CSRF protection then has to refuse.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a candidate: the link's token and the interview it opens."""

    token: str
    claim: LinkClaim
    interview: Interview

    @property
    def company(self) -> Company:
        company: Company = self.interview.company
        return company


class CandidatePage(Protocol):
    def __call__(
        self, request: HttpRequest, visit: Visit, *args: Any, **kwargs: Any
    ) -> HttpResponseBase: ...


Guarded = Callable[..., HttpResponseBase]


def candidate_view(*, past_expiry: bool = False) -> Callable[[CandidatePage], Guarded]:
    """Marks a page. A link that no longer works gets a friendly page with the contact."""

    def mark(view: CandidatePage) -> Guarded:
        @wraps(view)
        def guarded(
            request: HttpRequest, token: str, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            claim = link_claim(token)
            try:
                with company_scope(claim.company_id):
                    interview = interview_for_candidate(claim, past_expiry=past_expiry)
                    _speak_language(request, interview)
                    response = view(request, Visit(token, claim, interview), *args, **kwargs)
                    # After the view: who locks an interview and its link locks the link last.
                    link = CandidateLink.objects.filter(id=claim.link_id)
                    link.update(last_used_at=timezone.now())
                    return _finished(response)
            except DomainError as error:
                return _closed_door(request, claim, token, error)

        guarded.candidate_door = "page"  # type: ignore[attr-defined]
        return guarded

    return mark


def candidate_endpoint(*, past_expiry: bool = False) -> Callable[[CandidatePage], Guarded]:
    """Marks a JSON endpoint: errors are problem details (RFC 9457), the transaction undone."""

    def mark(view: CandidatePage) -> Guarded:
        @wraps(view)
        def guarded(
            request: HttpRequest, token: str, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            try:
                claim = link_claim(token)
                with company_scope(claim.company_id):
                    interview = interview_for_candidate(claim, past_expiry=past_expiry)
                    _speak_language(request, interview)
                    response = view(request, Visit(token, claim, interview), *args, **kwargs)
                    return _finished(response)
            except DomainError as error:
                return _with_headers(
                    JsonResponse(
                        problem(error, request.path),
                        status=error.status,
                        content_type=PROBLEM_JSON,
                    )
                )

        guarded.candidate_door = "endpoint"  # type: ignore[attr-defined]
        return guarded

    return mark


def origin_of(request: HttpRequest, *, notice_sha256: str) -> Origin:
    """Evidence of an act of consent. Behind a proxy uvicorn puts the client's address here."""
    return Origin(
        language=(translation.get_language() or settings.LANGUAGE_CODE)[:2],
        notice_sha256=notice_sha256,
        address=request.META.get("REMOTE_ADDR") or None,
        user_agent=request.headers.get("User-Agent", ""),
    )


def _speak_language(request: HttpRequest, interview: Interview) -> None:
    """The interview's language, unless the candidate chose another with the switch."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen not in dict(settings.LANGUAGES):
        translation.activate(interview.language)
        request.LANGUAGE_CODE = interview.language


def _closed_door(
    request: HttpRequest, claim: LinkClaim, token: str, error: DomainError
) -> HttpResponseBase:
    """What happened, what is safe, whom to ask. A link that leads nowhere stays a plain 404."""
    with company_scope(claim.company_id):
        link = (
            CandidateLink.objects.select_related("interview__company")
            .filter(id=claim.link_id)
            .first()
        )
        if link is None:
            raise error
        _speak_language(request, link.interview)
        context = {
            "error": error,
            "company": link.interview.company,
            "token": token,
            "link_works": not isinstance(error, LinkExpired | LinkRevoked),
            "data_reachable": link.revoked_at is None,
        }
        return _with_headers(render(request, "candidate/gone.html", context, status=error.status))


def _finished(response: HttpResponseBase) -> HttpResponseBase:
    """Renders a deferred template while the scope is open; undoes what a failed view wrote."""
    rendering = getattr(response, "render", None)
    if rendering is not None:
        response = rendering()
    if response.status_code >= 400:
        connection.set_rollback(True)
    return _with_headers(response)


def _with_headers(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response[name] = value
    return response


__all__ = [
    "Visit",
    "candidate_endpoint",
    "candidate_view",
    "origin_of",
]
