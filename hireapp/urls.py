"""Every page and endpoint."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from hireapp.core.health import healthz, readyz
from hireapp.core.views import styleguide

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("console/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("interviews.web.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide))
