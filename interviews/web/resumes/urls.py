"""Addresses of a candidate's résumé."""

from __future__ import annotations

from django.urls import path

from interviews.web.resumes import pages

app_name = "resumes"
R = "candidates/<uuid:candidate_id>/resume/"
urlpatterns = [
    path(R, pages.upload, name="upload"),
    path(R + "state/", pages.state, name="state"),
    path(R + "file", pages.original, name="file"),
    path(R + "delete/", pages.delete, name="delete"),
]
