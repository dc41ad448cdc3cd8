"""Hangul typed or saved on a Mac comes in decomposed (NFD); inside there is one form (NFC)."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from hireapp.core.letters import ComposedLetters
from hireapp.core.scope import company_scope
from interviews.models import Candidate
from tests import factories
from tests.factories import Member

NAME = "김민수"
APART = normalize("NFD", NAME)


def _through(request: HttpRequest) -> HttpRequest:
    """The request as a view sees it."""
    door = ComposedLetters(lambda _request: HttpResponse())
    door.process_view(request, None, (), {})
    return request


def test_fields_addresses_and_file_names_are_composed() -> None:
    assert APART != NAME
    file = SimpleUploadedFile(f"{APART}.pdf", b"%PDF")
    seen = _through(
        RequestFactory().post(f"/?q={APART}&q=plain", {"names": [APART, "x"], "file": file})
    )
    assert seen.GET.getlist("q") == [NAME, "plain"]
    assert seen.POST.getlist("names") == [NAME, "x"]
    (uploaded,) = seen.FILES.getlist("file")
    assert (uploaded.name, uploaded.read()) == (f"{NAME}.pdf", b"%PDF")


def test_a_letter_that_no_database_keeps_is_left_out() -> None:
    seen = _through(RequestFactory().post("/?q=a%00b", {"note": "\0Kim\0", "other": "x"}))
    assert seen.GET["q"] == "ab"
    assert seen.POST.dict() == {"note": "Kim", "other": "x"}


def test_bodies_that_are_no_form_are_left_to_the_view() -> None:
    data = f'{{"text": "{APART}"}}'
    seen = _through(RequestFactory().post("/", data, content_type="application/json"))
    assert seen.body.decode() == data


@pytest.mark.django_db
def test_a_name_typed_on_a_mac_is_stored_and_found_like_any_other(alice: Member) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(alice.user)
    position = factories.position(alice, questions=1)
    url = reverse("portal:add_many", args=[position.id])
    sent = client.post(url, {"people": f"{APART}, minsu@example.com", "invite": "1"})
    assert sent.status_code in {200, 302}
    with company_scope(alice.company.id):
        assert Candidate.objects.get().name == NAME
    for typed in (NAME, APART):
        page = client.get(reverse("portal:interviews"), {"q": typed}).content.decode()
        assert f">{NAME}<" in page
