"""The report as a PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from hireapp.audit.services import audit_record
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import interview_for_member
from interviews.report_pdf.document import report_pdf
from interviews.selectors.report import report_of
from interviews.web.portal.requests import PortalRequest, actor_of


@portal_view(Can.VIEW)
@require_GET
def pdf(request: PortalRequest, interview_id: UUID) -> HttpResponse:
    """What this person may see now, and nothing more; noted in the audit log."""
    interview = interview_for_member(interview_id)
    report = report_of(interview, user_id=request.user.id, role=request.membership.role)
    audit_record(
        action="report.exported", actor=actor_of(request), target=interview, detail={"as": "pdf"}
    )
    response = HttpResponse(
        report_pdf(report, company=request.company), content_type="application/pdf"
    )
    code = interview.candidate.code
    response["Content-Disposition"] = f'attachment; filename="report-{code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
