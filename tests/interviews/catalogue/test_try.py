"""Pasting an answer into a job's page shows which branches it would grow; nobody else sees it."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hireapp.core.errors import NotFound
from interviews.tasks.try_work import try_work
from tests.factories import Member

pytestmark = pytest.mark.django_db
CODE = "200102"
ANSWER = "Our Kubernetes rollout broke, so we did a rollback and wrote a blameless postmortem."


def begin(client: Client, text: str = ANSWER) -> tuple[str, UUID]:
    """The address that the page asks, and the try's id."""
    part = client.post(reverse("portal:job_try", args=[CODE]), {"answer": text}).content.decode()
    found = re.search(r'hx-get="([^"?]+)', part)
    assert found
    return found[1], UUID(found[1].rstrip("/").rsplit("/", 1)[-1])


def test_an_answer_grows_branches(alice: Member, alice_client: Client) -> None:
    url, try_id = begin(alice_client)
    assert "Reading the answer" in alice_client.get(url).content.decode()
    try_work(alice.company.id, try_id)
    page = alice_client.get(url).content.decode()
    grown = set(re.findall(r'data-grown-node="([^"]+)"', page))
    assert {"release-pipeline", "reversible-release", "lessons-from-outage"} <= grown
    assert "native-app" not in grown
    assert "Kubernetes" in page
    assert "hx-get" not in page


def test_words_of_no_keyword_grow_nothing(alice: Member, alice_client: Client) -> None:
    url, try_id = begin(alice_client, "We went for a long walk by the sea.")
    try_work(alice.company.id, try_id)
    assert "No branch grew" in alice_client.get(url).content.decode()


def test_an_empty_answer_is_refused(alice_client: Client) -> None:
    answer = alice_client.post(reverse("portal:job_try", args=[CODE]), {"answer": "  "})
    assert answer.status_code == 422
    assert "Paste or type an answer first." in answer.content.decode()


def test_only_the_person_who_asked_sees_it(
    alice_client: Client, bob_client: Client, charlie: Member, charlie_client: Client
) -> None:
    url, try_id = begin(alice_client)
    assert bob_client.get(url).status_code == 404
    assert charlie_client.get(url).status_code == 404
    assert alice_client.get(url.replace(CODE, "140301")).status_code == 404
    with pytest.raises(NotFound):
        try_work(charlie.company.id, try_id)


def test_asking_ends_when_nobody_reads(alice_client: Client) -> None:
    url, _try_id = begin(alice_client)
    page = alice_client.get(f"{url}?look=40").content.decode()
    assert "This takes too long just now." in page
    assert "hx-get" not in page


def test_reading_is_done_once(alice: Member, alice_client: Client) -> None:
    _url, try_id = begin(alice_client)
    try_work(alice.company.id, try_id)
    with CaptureQueriesContext(connection) as queries:
        try_work(alice.company.id, try_id)
    assert not [q for q in queries if "content" in q["sql"]]
