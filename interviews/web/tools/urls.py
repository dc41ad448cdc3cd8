"""Addresses of the recruiter tools."""

from __future__ import annotations

from django.urls import path

from interviews.web.tools import drafts, making

app_name = "tools"
D = "drafts/<uuid:draft_id>/"
urlpatterns = [
    path("", drafts.index, name="index"),
    path("description/", making.description, name="description"),
    path("questions/", making.questions, name="questions"),
    path("outreach/", making.outreach, name="outreach"),
    path(D, drafts.editor, name="draft"),
    path(D + "preview/", drafts.preview, name="preview"),
    path(D + "duplicate/", drafts.duplicate, name="duplicate"),
    path(D + "delete/", drafts.delete, name="delete"),
    path(D + "file", drafts.download, name="file"),
    path(D + "use/", drafts.use, name="use"),
    path(D + "reword/", drafts.reword, name="reword"),
]
