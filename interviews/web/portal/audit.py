"""The audit log: who did what, and whether the chain is whole."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hireapp.audit.services import audit_verify
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.selectors.team import AUDIT_PAGE, AuditFilter, audit_entries
from interviews.web.portal.listing import address
from interviews.web.portal.requests import PortalRequest

# The first word of an action, and what it is about.
SUBJECTS = (
    ("", _("Everything")),
    ("interview.", _("Interviews")),
    ("invitation.", _("Invitations")),
    ("consent.", _("Consent")),
    ("answer.", _("Answers")),
    ("analysis.", _("Analysis")),
    ("report.", _("Reports")),
    ("room.", _("Live interviews")),
    ("scorecard.", _("Ratings")),
    ("decision.", _("Decisions")),
    ("position.", _("Positions")),
    ("question.", _("Questions")),
    ("content.", _("Job content")),
    ("bank.", _("Question bank")),
    ("candidate.", _("Candidates")),
    ("membership.", _("Team")),
    ("company.", _("Company")),
    ("policy.", _("Policy")),
)
ACTORS = (
    ("", _("Anybody")),
    ("user", _("Members")),
    ("candidate", _("Candidates")),
    ("system", _("The system")),
    ("operator", _("Operators")),
)


@require_safe
@portal_view(Can.AUDIT)
def audit(request: PortalRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    wanted = AuditFilter(
        query=request.GET.get("q", "").replace("\x00", "").strip()[:200],
        action=request.GET.get("about", "") if _known(request, "about", SUBJECTS) else "",
        actor=request.GET.get("who", "") if _known(request, "who", ACTORS) else "",
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
    )
    found = audit_entries(wanted)
    more = len(found) > AUDIT_PAGE
    entries = found[:AUDIT_PAGE]
    return render(
        request,
        "portal/audit.html",
        {
            "nav_active": "audit",
            "entries": entries,
            "wanted": wanted,
            "subjects": SUBJECTS,
            "actors": ACTORS,
            "newest_url": address(request, before="") if wanted.before else "",
            "older_url": address(request, before=str(entries[-1].sequence)) if more else "",
        },
    )


def _known(request: PortalRequest, name: str, choices: tuple[tuple[str, object], ...]) -> bool:
    return request.GET.get(name, "") in {value for value, _words in choices}


@require_safe
@portal_view(Can.AUDIT)
def chain(request: PortalRequest) -> HttpResponse:
    """Walks the whole chain: asked for by the page once it stands, so that it never waits."""
    return render(request, "portal/audit/chain.html", {"report": audit_verify()})
