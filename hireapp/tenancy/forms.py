"""Sign-up: a person and their company in one step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hireapp.tenancy.models import User
from hireapp.tenancy.services import company_create


class SignupForm(forms.Form):
    """Fields beside e-mail and password; allauth calls ``signup`` after the user is saved."""

    name = forms.CharField(label=_("Your name"), max_length=100)
    company_name = forms.CharField(label=_("Company name"), max_length=100)

    def signup(self, request: HttpRequest, user: Any) -> None:
        assert isinstance(user, User)
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        company_create(name=self.cleaned_data["company_name"], owner=user)
