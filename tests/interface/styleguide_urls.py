"""The pages that stand without a company: styleguide, sign-in, language."""

from __future__ import annotations

from django.urls import include, path

from hireapp.core.views import styleguide

urlpatterns = [
    path("styleguide/", styleguide),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
