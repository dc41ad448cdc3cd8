"""Adding candidates to a position: one by a form, or many by pasting."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.errors import Conflict
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import position_for_member
from interviews.models import Position, PositionStatus
from interviews.selectors.candidates import invited_emails, known_emails
from interviews.services.candidate import candidate_create
from interviews.services.invitation import interview_invite
from interviews.web.portal.forms import InviteOneForm, PasteForm
from interviews.web.portal.paste import MAX_PEOPLE, PastedPerson, read_people, too_many
from interviews.web.portal.requests import PortalRequest, actor_of
from interviews.web.portal.telling import telling


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A pasted line and what will become of it."""

    person: PastedPerson
    note: str | Promise
    usable: bool


@require_safe
@portal_view(Can.MANAGE)
def add(request: PortalRequest, position_id: UUID) -> HttpResponse:
    return _page(request, position_for_member(position_id))


@require_POST
@portal_view(Can.MANAGE)
def add_one(request: PortalRequest, position_id: UUID) -> HttpResponse:
    shown = position_for_member(position_id)
    form = InviteOneForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, one=form)
    facts = form.cleaned_data
    invited = None
    with telling(request):
        candidate = candidate_create(
            name=facts["name"],
            email=facts["email"],
            country=facts["country"],
            actor=actor_of(request),
        )
        invited, _url = interview_invite(
            position=shown,
            candidate=candidate,
            language=facts["language"],
            mail=facts["mail"],
            actor=actor_of(request),
        )
    if invited is None:
        return _page(request, shown, one=form, status=409)
    if facts["mail"]:
        messages.success(request, _("Invited. The e-mail is on its way."))
        return redirect("portal:position", shown.id)
    return redirect("portal:invitation", invited.id)


@require_POST
@portal_view(Can.MANAGE)
def add_many(request: PortalRequest, position_id: UUID) -> HttpResponse:
    """First shows what each line will do; invites when that was confirmed."""
    shown = position_for_member(position_id)
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, many=form)
    text = form.cleaned_data["people"]
    preview = _preview(shown, read_people(text))
    if "invite" not in request.POST:
        return _page(request, shown, many=form, preview=preview, cut=too_many(text))
    invited, refused = _invite(request, shown, preview)
    if invited:
        messages.success(
            request,
            ngettext("%(n)d candidate is invited.", "%(n)d candidates are invited.", invited)
            % {"n": invited},
        )
    if refused or not invited:
        messages.error(request, refused or _("None of these lines can be invited."))
    return redirect("portal:position", shown.id)


def _invite(request: PortalRequest, shown: Position, preview: list[PreviewLine]) -> tuple[int, str]:
    """Invites every usable line; returns how many, and why it stopped, if it did."""
    count = 0
    for line in preview:
        if not line.usable:
            continue
        try:
            candidate = candidate_create(
                name=line.person.name, email=line.person.email, actor=actor_of(request)
            )
            interview_invite(position=shown, candidate=candidate, actor=actor_of(request))
        except Conflict as error:
            return count, str(error.sentence)
        count += 1
    return count, ""


def _preview(shown: Position, people: list[PastedPerson]) -> list[PreviewLine]:
    emails = {person.email for person in people}
    invited, known = invited_emails(shown.id, emails), known_emails(emails)
    lines = []
    for person in people:
        usable = not person.problem and person.email not in invited
        if person.problem:
            note = person.problem
        elif person.email in invited:
            note = _("Already invited to this position.")
        elif person.email in known:
            note = _("Known candidate: keeps the name on file.")
        else:
            note = _("New candidate.")
        lines.append(PreviewLine(person, note, usable))
    return lines


def _page(
    request: PortalRequest,
    shown: Position,
    *,
    one: InviteOneForm | None = None,
    many: PasteForm | None = None,
    preview: list[PreviewLine] | None = None,
    cut: bool = False,
    status: int = 200,
) -> HttpResponse:
    refused = bool((one and one.errors) or (many and many.errors))
    return render(
        request,
        "portal/add.html",
        {
            "nav_active": "positions",
            "position": shown,
            "closed": shown.status != PositionStatus.OPEN,
            "question_count": shown.questions.count(),
            "one": one or InviteOneForm(initial={"language": shown.language}),
            "many": many or PasteForm(),
            "preview": preview,
            "usable": sum(line.usable for line in preview or []),
            "cut": MAX_PEOPLE if cut else 0,
        },
        status=422 if refused else status,
    )
