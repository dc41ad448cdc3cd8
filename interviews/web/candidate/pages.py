"""Welcome, how it works, help, pause, and asking for a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hireapp.policy.purposes import PURPOSES, REVIEWERS
from interviews.access import seat_for_interview
from interviews.candidate_door import Visit, candidate_view
from interviews.models import InterviewStatus
from interviews.selectors.candidate_session import candidate_session
from interviews.selectors.consent import allowed_now
from interviews.services.candidate_rights import (
    NOTE_LIMIT,
    interview_open,
    person_request,
    person_request_withdraw,
)
from interviews.web.candidate.context import (
    address,
    is_live,
    is_talked_through,
    minutes_left,
    page_context,
    page_of,
    place_of,
    steps,
)

ENDED = frozenset({"data", "receipt"})


@require_GET
@candidate_view()
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who invites, for what, how long, and who or what asks. Opening it is noted."""
    interview_open(interview=visit.interview)
    if page_of(visit.interview) in ENDED or is_talked_through(visit.interview):
        return HttpResponseRedirect(place_of(visit))
    begun = visit.interview.status in (InterviewStatus.CONSENTED, InterviewStatus.IN_PROGRESS)
    if is_live(visit.interview):
        return _welcome_live(request, visit, begun)
    session = candidate_session(visit.interview)
    context = page_context(
        visit,
        steps=steps(visit.interview),
        session=session,
        minutes=minutes_left(session, before_questions=True),
        next_url=place_of(visit) if begun else address(visit, "consent"),
        begun=begun,
        how_url=address(visit, "how"),
    )
    return TemplateResponse(request, "candidate/welcome.html", context)


def _welcome_live(request: HttpRequest, visit: Visit, begun: bool) -> HttpResponse:
    """When, with whom, and that a machine only listens along."""
    context = page_context(
        visit,
        steps=steps(visit.interview),
        room=seat_for_interview(visit.interview).room,
        next_url=place_of(visit) if begun else address(visit, "consent"),
        begun=begun,
        how_url=address(visit, "how"),
    )
    return TemplateResponse(request, "candidate/welcome_live.html", context)


@require_GET
@candidate_view(past_expiry=True)
def how_it_works(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is looked at, what is not, why and how it is protected: for this link."""
    context = page_context(visit, purposes=PURPOSES.values(), reviewers=REVIEWERS)
    context["back_url"] = address(visit, "welcome")
    return TemplateResponse(request, "candidate/how.html", context)


@require_GET
def how_it_works_public(request: HttpRequest) -> HttpResponse:
    """The same words for anybody."""
    context = {"purposes": PURPOSES.values(), "reviewers": REVIEWERS}
    return TemplateResponse(request, "candidate/how.html", context)


@require_GET
@candidate_view(past_expiry=True)
def help_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    context = page_context(visit, back_url=place_of(visit))
    return TemplateResponse(request, "candidate/help.html", context)


@require_GET
@candidate_view()
def pause(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Nothing to do: everything acknowledged is safe, and the link goes on."""
    if is_live(visit.interview):
        return HttpResponseRedirect(place_of(visit))
    context = page_context(
        visit,
        back_url=place_of(visit),
        session=candidate_session(visit.interview),
        link=visit.interview.links.get(id=visit.claim.link_id),
    )
    return TemplateResponse(request, "candidate/pause.html", context)


@require_http_methods(["GET", "POST"])
@candidate_view(past_expiry=True)
def person(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Asking for a person instead of, or beside, the machine."""
    interview = visit.interview
    if is_live(interview) and interview.finished_at is None:  # that is a person already
        return HttpResponseRedirect(place_of(visit))
    if request.method == "POST":
        person_request(interview=interview, note=request.POST.get("note", ""))
        return HttpResponseRedirect(address(visit, "person"))
    waiting = interview.status == InterviewStatus.HUMAN_PATH
    context = page_context(
        visit,
        waiting=waiting,
        asked=interview.human_requested_at is not None,
        finished=interview.finished_at is not None,
        may_resume=waiting and bool(allowed_now(interview)),
        choices_url="" if is_live(interview) else address(visit, "consent"),
        back_url=place_of(visit),
        note_limit=NOTE_LIMIT,
    )
    return TemplateResponse(request, "candidate/person.html", context)


@require_POST
@candidate_view()
def person_withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    person_request_withdraw(interview=visit.interview)
    return HttpResponseRedirect(place_of(visit))
