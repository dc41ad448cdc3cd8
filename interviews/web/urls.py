"""Pages: the portal for companies, and the page that a candidate's link opens."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("interviews.web.portal.urls")),
    path("", include("interviews.web.report.urls")),
    path("i/", include("interviews.web.candidate.urls")),
]
