"""Pages: the portal for companies, and the page that a candidate's link opens."""

from __future__ import annotations

from django.urls import include, path

from interviews.web.candidate.pages import how_it_works_public

urlpatterns = [
    path("", include("interviews.web.portal.urls")),
    path("", include("interviews.web.report.urls")),
    path("", include("interviews.web.resumes.urls")),
    path("", include("interviews.web.rooms.urls")),
    path("tools/", include("interviews.web.tools.urls")),
    path("how-it-works/", how_it_works_public, name="how_it_works"),
    path("i/", include("interviews.web.candidate.urls")),
]
