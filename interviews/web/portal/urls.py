"""Addresses of the recruiter portal. ``/interviews/<id>/`` itself is the report's."""

from __future__ import annotations

from django.urls import path

from interviews.web.portal import (
    adding,
    audit,
    bank,
    candidates,
    catalogue,
    company,
    home,
    interviews,
    invitations,
    job_edit,
    positions,
    questions,
    team,
)

app_name = "portal"
P = "positions/<uuid:position_id>/"
J = "jobs/<str:job_code>/"
Q = P + "questions/<uuid:question_id>/"
I = "interviews/<uuid:interview_id>/"  # noqa: E741
urlpatterns = [
    path("", home.home, name="home"),
    path("company/new/", home.company_new, name="company_new"),
    path("company/switch/", home.company_switch, name="company_switch"),
    path("positions/", positions.positions, name="positions"),
    path("positions/new/", positions.position_new, name="position_new"),
    path("positions/jobs/", positions.jobs, name="jobs"),
    path(P, positions.position, name="position"),
    path(P + "edit/", positions.position_edit, name="position_edit"),
    path(P + "status/", positions.position_status, name="position_status"),
    path(P + "questions/", questions.questions, name="questions"),
    path(P + "questions/add/", questions.question_new, name="question_new"),
    path(P + "questions/suggest/", questions.question_suggest, name="question_suggest"),
    path(Q, questions.question_edit, name="question_edit"),
    path(Q + "delete/", questions.question_remove, name="question_remove"),
    path(Q + "place/", questions.question_place, name="question_place"),
    path(P + "questions/bank/", bank.position_bank, name="position_bank"),
    path(P + "add/", adding.add, name="add"),
    path(P + "add/one/", adding.add_one, name="add_one"),
    path(P + "add/many/", adding.add_many, name="add_many"),
    path("jobs/", catalogue.catalogue, name="catalogue"),
    path(J, catalogue.job, name="job"),
    path(J + "history/", catalogue.job_history, name="job_history"),
    path(J + "restore/", catalogue.job_restore, name="job_restore"),
    path(J + "download/", catalogue.job_download, name="job_download"),
    path(J + "upload/", job_edit.job_upload, name="job_upload"),
    path(J + "edit/", job_edit.description_edit, name="job_description_edit"),
    path(J + "edit/competency/<slug:part_id>/", job_edit.competency_edit, name="competency_edit"),
    path(J + "edit/tree/<slug:part_id>/", job_edit.tree_edit, name="tree_edit"),
    path("questions/", bank.bank, name="bank"),
    path("questions/new/", bank.bank_new, name="bank_new"),
    path("questions/<uuid:bank_id>/edit/", bank.bank_edit, name="bank_edit"),
    path("questions/<uuid:bank_id>/retire/", bank.bank_retire, name="bank_retire"),
    path("interviews/", interviews.interviews, name="interviews"),
    path(I + "row/", interviews.row, name="row"),
    path(I + "invitation/", invitations.invitation, name="invitation"),
    path(I + "invitation/resend/", invitations.resend, name="invitation_resend"),
    path(I + "invitation/extend/", invitations.extend, name="invitation_extend"),
    path(I + "invitation/revoke/", invitations.revoke, name="invitation_revoke"),
    path(I + "invitation/cancel/", invitations.cancel, name="interview_cancel"),
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/<uuid:candidate_id>/", candidates.candidate, name="candidate"),
    path("candidates/<uuid:candidate_id>/edit/", candidates.candidate_edit, name="candidate_edit"),
    path("team/", team.team, name="team"),
    path("team/add/", team.member_new, name="member_new"),
    path("team/<uuid:membership_id>/role/", team.member_role, name="member_role"),
    path("team/<uuid:membership_id>/end/", team.member_end, name="member_end"),
    path("team/<uuid:membership_id>/mail/", team.member_mail, name="member_mail"),
    path("settings/", company.settings, name="settings"),
    path("settings/company/", company.company_save, name="company_save"),
    path("settings/purposes/", company.purposes_save, name="purposes_save"),
    path("audit/", audit.audit, name="audit"),
    path("audit/chain/", audit.chain, name="audit_chain"),
]
