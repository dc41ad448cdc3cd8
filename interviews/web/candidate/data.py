"""Everything held about the candidate, and what they can do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analysis.types import Purpose
from hireapp.core.countries import country_name
from hireapp.core.errors import Invalid
from hireapp.policy.purposes import PURPOSES
from hireapp.vault.models import DeletionCertificate
from interviews.candidate_door import Visit, candidate_view, origin_of
from interviews.models import ConsentAct, ConsentRecord, InterviewStatus, Questionnaire
from interviews.selectors.candidate_session import held_answers
from interviews.selectors.competencies import held_competencies
from interviews.selectors.consent import latest_consents, notice_for
from interviews.selectors.profile_view import held_profile, held_themes
from interviews.selectors.resume import resume_view
from interviews.services.candidate_rights import (
    ENDED,
    NOTE_LIMIT,
    candidate_delete,
    note_add,
    recording_withdraw,
)
from interviews.services.consent import Origin, consent_grant_later, consent_withdraw
from interviews.services.questionnaire import questionnaire_open
from interviews.web.candidate.consent import switch_facts
from interviews.web.candidate.context import address, is_live, page_context, place_of
from interviews.web.candidate.questionnaire import questionnaire_items


@require_GET
@candidate_view(past_expiry=True)
def overview(request: HttpRequest, visit: Visit) -> HttpResponse:
    interview = visit.interview
    certificate = DeletionCertificate.objects.filter(subject_id=interview.id).last()
    choices = _choices(visit)
    records = ConsentRecord.objects.filter(interview=interview).order_by("-at")
    context = page_context(
        visit,
        candidate=interview.candidate,
        country=country_name(interview.candidate.country),
        answers=held_answers(interview),
        competencies=held_competencies(interview),
        resume=resume_view(interview.candidate),
        choices=choices,
        any_granted=any(choice["granted"] for choice in choices),
        history=[(PURPOSES[Purpose(r.purpose)].title, r) for r in records if r.purpose in PURPOSES],
        certificate=certificate,
        over=interview.status in ENDED,
        back_url=place_of(visit),
        note_limit=NOTE_LIMIT,
        **_held_help(visit),
    )
    return TemplateResponse(request, "candidate/data.html", context)


def _held_help(visit: Visit) -> dict[str, Any]:
    """The questionnaire, and what was made from words beside the answers."""
    interview = visit.interview
    filled = Questionnaire.objects.filter(interview=interview).first()
    held = held_profile(interview)
    return {
        "questionnaire": filled,
        "questionnaire_items": questionnaire_items(filled.answers) if filled is not None else [],
        "questionnaire_open": questionnaire_open(interview),
        "profile": held,
        "spoken_of": held_themes(interview),
    }


def _choices(visit: Visit) -> list[dict[str, Any]]:
    """Every purpose that was ever answered, as it stands, with the switch's next position."""
    latest = latest_consents(visit.interview)
    if not latest:
        return []
    shown = notice_for(visit.interview, language=_language())
    rows = {row.purpose: row for row in shown.rows}
    recording = latest.get(Purpose.RECORDING)
    recorded = recording is not None and recording.act == ConsentAct.GRANTED
    return [
        {
            "purpose": str(purpose),
            "id": f"choice-{purpose}".replace(".", "-"),
            "title": (rows[purpose].info if purpose in rows else PURPOSES[purpose]).title,
            "granted": record.act == ConsentAct.GRANTED,
            "label": record.get_act_display(),
            "at": record.at,
            "facts": switch_facts(rows[purpose]) if purpose in rows else [],
            "recording": purpose is Purpose.RECORDING,
            "can_grant": recorded and purpose in rows and purpose is not Purpose.RECORDING,
        }
        for purpose in PURPOSES
        if (record := latest.get(purpose))
    ]


@require_POST
@candidate_view(past_expiry=True)
def consent_change(request: HttpRequest, visit: Visit) -> HttpResponse:
    """``act`` withdraw, grant or withdraw_all; for ``purpose``."""
    act, origin = request.POST.get("act"), _origin(request, visit)
    if act == "withdraw_all":
        recording_withdraw(interview=visit.interview, origin=origin)
        messages.success(
            request, _("All your consents are withdrawn. Your recordings are deleted.")
        )
        return HttpResponseRedirect(address(visit, "data"))
    try:
        purpose = Purpose(request.POST.get("purpose", ""))
    except ValueError:
        raise Invalid from None
    if act == "grant":
        consent_grant_later(interview=visit.interview, purpose=purpose, origin=origin)
        messages.success(request, _("You agreed. This counts for answers from now on."))
    elif purpose is Purpose.RECORDING:
        recording_withdraw(interview=visit.interview, origin=origin)
        messages.success(request, _gone_words(visit))
    else:
        consent_withdraw(interview=visit.interview, purposes=[purpose], origin=origin)
        messages.success(request, _("Withdrawn. What was found with it is being removed."))
    return HttpResponseRedirect(address(visit, "data"))


def _gone_words(visit: Visit) -> str:
    live, over = is_live(visit.interview), visit.interview.status in ENDED
    if live and visit.interview.finished_at is None and not over:
        return _("Your recordings are deleted. The interview goes on; you are no longer recorded.")
    if visit.interview.status == InterviewStatus.CANCELLED or (live and over):
        return _("Your recordings are deleted.")
    return _("Your recordings are deleted. A person will take over.")


@require_POST
@candidate_view(past_expiry=True)
def note(request: HttpRequest, visit: Visit) -> HttpResponse:
    note_add(interview=visit.interview, note=request.POST.get("note", ""))
    messages.success(request, _("Your note is saved. The people who decide will see it."))
    return HttpResponseRedirect(address(visit, "data"))


@require_http_methods(["GET", "POST"])
@candidate_view(past_expiry=True)
def delete(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Two steps: a page that says what will happen, then a box to tick and a button."""
    if request.method == "POST" and request.POST.get("sure") == "yes":
        candidate_delete(interview=visit.interview, origin=_origin(request, visit))
        return HttpResponseRedirect(address(visit, "data"))
    context = page_context(
        visit,
        answers=held_answers(visit.interview),
        back_url=address(visit, "data"),
        unsure=request.method == "POST",
    )
    return TemplateResponse(request, "candidate/delete.html", context)


def _origin(request: HttpRequest, visit: Visit) -> Origin:
    shown = notice_for(visit.interview, language=_language())
    return origin_of(request, notice_sha256=shown.sha256)


def _language() -> str:
    return (get_language() or "en")[:2]
