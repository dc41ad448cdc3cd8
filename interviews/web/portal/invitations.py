"""One invitation: its link as address, QR code and mail; resend, extend, revoke, cancel."""

from __future__ import annotations

from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import interview_for_member, interview_locked
from interviews.models import CandidateLink, Interview, InterviewStatus
from interviews.selectors.interviews import interview_row
from interviews.services.invitation import (
    WAITING,
    current_link,
    interview_cancel,
    invitation_extend,
    invitation_resend,
    invitation_revoke,
    link_url,
    may_cancel,
    may_reopen,
)
from interviews.web.portal.forms import ExtendForm
from interviews.web.portal.requests import PortalRequest, actor_of
from interviews.web.portal.telling import telling


@require_safe
@portal_view(Can.MANAGE)
def invitation(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    return _page(request, interview_for_member(interview_id), ExtendForm())


def _page(request: PortalRequest, interview: Interview, form: ExtendForm) -> HttpResponse:
    link = current_link(interview)
    usable = link if interview.status in WAITING and _works(link) else None
    url = link_url(usable) if usable else ""
    expired = interview.status == InterviewStatus.EXPIRED and may_reopen(interview)
    open_ = interview.status in WAITING or expired
    return render(
        request,
        "portal/invitation.html",
        {
            "nav_active": "interviews",
            "interview": interview,
            "row": interview_row(user_id=request.user.id, interview_id=interview.id),
            "link": link,
            "url_of_link": url,
            "no_link_words": _no_link_words(link, open_=open_),
            "qr": _qr_svg(url) if url else "",
            "form": form,
            "may_send": open_,
            "may_extend": link is not None and open_,
            "may_stop": interview.status in WAITING,
            "may_cancel": may_cancel(interview),
        },
        status=422 if form.errors else 200,
    )


def _no_link_words(link: CandidateLink | None, *, open_: bool) -> str:
    """Why there is no link to copy, and what to do."""
    if not open_:
        return _("This interview needs no link any more.")
    if link is None:
        return _("The link was revoked. Send a new one when the candidate may go on.")
    return _("The link has expired. Extend it, or send a new one.")


def _works(link: CandidateLink | None) -> bool:
    return link is not None and link.expires_at > timezone.now()


def _qr_svg(url: str) -> str:
    """Black on white whatever the theme: cameras expect it. Error correction M, 15 %."""
    code = segno.make(url, error="m", micro=False)
    return code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)


@require_POST
@portal_view(Can.MANAGE)
def resend(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    interview = interview_locked(interview_id)
    with telling(request, _("A new link is on its way. The old one no longer works.")):
        invitation_resend(interview=interview, actor=actor_of(request))
    return redirect("portal:invitation", interview.id)


@require_POST
@portal_view(Can.MANAGE)
def extend(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return _page(request, interview_for_member(interview_id), form)
    interview = interview_locked(interview_id)
    with telling(request, _("The link works longer now.")):
        invitation_extend(
            interview=interview, days=form.cleaned_data["days"], actor=actor_of(request)
        )
    return redirect("portal:invitation", interview.id)


@require_POST
@portal_view(Can.MANAGE)
def revoke(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    interview = interview_locked(interview_id)
    with telling(request, _("The link no longer works.")):
        invitation_revoke(interview=interview, actor=actor_of(request))
    return redirect("portal:invitation", interview.id)


@require_POST
@portal_view(Can.MANAGE)
def cancel(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    interview = interview_locked(interview_id)
    with telling(request, _("The interview is called off.")):
        interview_cancel(interview=interview, actor=actor_of(request))
    return redirect("portal:position", interview.position_id)
