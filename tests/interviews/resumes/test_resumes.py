"""A résumé from upload to talking point, and to its end."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from hireapp.vault.keys import KeyDestroyed
from hireapp.vault.models import MediaObject, SubjectKey
from hireapp.vault.objects import object_reader
from interviews.live.connection import valkey
from interviews.models import Candidate, Interview, Job, Position, Resume
from interviews.services.analysis_sweep import QUEUE
from interviews.services.candidate_rights import candidate_delete
from interviews.services.consent import Origin
from interviews.services.resume import (
    resume_store,
    resume_upload,
    resume_wanted,
    resumes_dispatch_due,
)
from interviews.tasks.resumes import read_resume
from tests import factories
from tests.analysis.language.resume_samples import PEOPLE, docx_plain, pdf_plain
from tests.factories import Invitation, Member

pytestmark = pytest.mark.django_db

ENGINEER = PEOPLE[6]


@pytest.fixture
def invited(alice: Member) -> Invitation:
    with company_scope(alice.company.id):
        job = Job.objects.get(code="200102")
    position = factories.position(alice, questions=1)
    with company_scope(alice.company.id):
        Position.objects.filter(id=position.id).update(job=job)
        position = Position.objects.get(id=position.id)
    return factories.invitation(alice, position=position)


def client_of(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.user)
    return client


def put(client: Client, invited: Invitation, data: bytes, name: str = "cv.pdf", **more: Any) -> Any:
    url = reverse("resumes:upload", args=[invited.interview.candidate_id])
    return client.post(url, {"resume": SimpleUploadedFile(name, data)}, **more)


def resume(member: Member) -> Resume:
    with company_scope(member.company.id):
        found: Resume = Resume.objects.select_related("media").get()
        return found


def read(member: Member) -> Resume:
    read_resume(str(member.company.id), str(resume(member).id))
    return resume(member)


def report(client: Client, invited: Invitation) -> str:
    url = reverse("report:detail", args=[invited.interview.id])
    return str(client.get(url).content.decode())


@pytest.mark.parametrize("make", [pdf_plain, docx_plain])
def test_a_resume_becomes_talking_points_beside_the_interview(
    alice: Member, invited: Invitation, make: Any
) -> None:
    client = client_of(alice)
    assert put(client, invited, make(ENGINEER)).status_code == 302
    found = read(alice)
    assert found.status == "read"
    assert found.facts is not None
    assert [role["employer"] for role in found.facts["roles"]] == [
        "Northwind Systems",
        "Tidewater Labs",
    ]
    page = report(client, invited)
    assert "From the résumé" in page
    assert "The résumé says “Kafka” at Northwind Systems, 2021.05–now" in page or (
        "at Northwind Systems, 2021.05–now" in page
    )
    kept = json.dumps(found.facts, ensure_ascii=False)
    for _label, value in ENGINEER.private:
        assert value not in kept
        assert value not in page
    assert "entries were left out" in page


def test_the_file_lies_encrypted_under_the_candidates_own_key(
    alice: Member, invited: Invitation, settings: Any
) -> None:
    data = pdf_plain(ENGINEER)
    put(client_of(alice), invited, data)
    kept = resume(alice)
    with company_scope(alice.company.id):
        assert object_reader(kept.media_id).read() == data
        subject = SubjectKey.objects.get(subject_id=invited.interview.candidate_id)
        assert MediaObject.objects.get(id=kept.media_id).subject_id == subject.id


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"just text", "PDF or a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, ".hwp"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "picture"),
        (b"%PDF-" + b"x" * (8 * 1024**2), "8 MB"),
    ],
)
def test_what_is_no_resume_is_refused_with_what_to_do(
    alice: Member, invited: Invitation, data: bytes, words: str
) -> None:
    client = client_of(alice)
    answer = put(client, invited, data, headers={"accept": "application/json"})
    assert answer.status_code in {413, 422}
    assert words in answer.json()["detail"]
    with company_scope(alice.company.id):
        assert not Resume.objects.exists()


def test_an_unreadable_file_is_kept_and_says_why(alice: Member, invited: Invitation) -> None:
    client = client_of(alice)
    put(client, invited, b"%PDF-1.4 nothing inside")
    assert read(alice).status == "failed"
    page = client.get(reverse("portal:candidate", args=[invited.interview.candidate_id])).content
    assert "The file is damaged" in page.decode()


def test_reading_twice_or_too_late_changes_nothing(alice: Member, invited: Invitation) -> None:
    client = client_of(alice)
    put(client, invited, pdf_plain(ENGINEER))
    with company_scope(alice.company.id):
        old = resume_wanted(Resume.objects.get().id)
    assert old is not None
    put(client, invited, docx_plain(PEOPLE[8]), "new.docx")
    with company_scope(alice.company.id):
        assert resume_store(work=old, facts={"left_out": 0}) is False
        with pytest.raises(KeyDestroyed):
            object_reader(old.media_id)
    first = read(alice)
    assert first.file_name == "new.docx"
    assert read(alice).read_at == first.read_at


def test_what_the_broker_lost_is_sent_again_and_a_new_interview_is_matched(
    alice: Member, invited: Invitation, django_capture_on_commit_callbacks: Any
) -> None:
    valkey().delete(QUEUE)  # what committed tests before this one have sent
    put(client_of(alice), invited, pdf_plain(ENGINEER))
    with company_scope(alice.company.id):
        assert resumes_dispatch_due() == 0
        long_ago = timezone.now() - timezone.timedelta(minutes=5)  # type: ignore[attr-defined]
        Resume.objects.update(uploaded_at=long_ago)
        assert resumes_dispatch_due() == 1
    read(alice)
    with company_scope(alice.company.id):
        assert resumes_dispatch_due() == 0
        candidate = Candidate.objects.get(id=invited.interview.candidate_id)
    factories.invitation(alice, candidate=candidate)
    with company_scope(alice.company.id):
        assert resumes_dispatch_due() == 1
    again = read(alice)
    assert again.status == "read"
    with company_scope(alice.company.id):
        versions = set(Interview.objects.values_list("content_version", flat=True)) - {""}
    assert again.facts is not None
    assert set(again.facts["points"]) >= versions


def test_blind_review_hides_it_until_the_own_card_is_submitted(
    alice: Member, invited: Invitation
) -> None:
    with company_scope(alice.company.id):
        Position.objects.update(blind=True)
    put(client_of(alice), invited, pdf_plain(ENGINEER))
    read(alice)
    rater = factories.member(alice.company, Role.REVIEWER)
    client = client_of(rater)
    page = report(client, invited)
    assert "Northwind" not in page
    assert "shows after you have submitted" in page
    file = reverse("resumes:file", args=[invited.interview.candidate_id])
    assert client.get(file).status_code == 404
    assert (
        "Northwind"
        not in client_of(alice)
        .get(reverse("portal:candidate", args=[invited.interview.candidate_id]))
        .content.decode()
    )
    from interviews.models import Scorecard

    with company_scope(alice.company.id):
        Scorecard.objects.create(
            interview=invited.interview, rater=rater.user, submitted_at=timezone.now()
        )
    assert "Northwind" in report(client, invited)
    assert client.get(file).status_code == 200


def test_opening_the_original_is_an_attachment_and_in_the_log(
    alice: Member, invited: Invitation
) -> None:
    client, data = client_of(alice), pdf_plain(ENGINEER)
    put(client, invited, data, '../"<b>이력서\r\n.pdf')
    answer = client.get(reverse("resumes:file", args=[invited.interview.candidate_id]))
    assert answer.content == data
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    with company_scope(alice.company.id):
        assert AuditEntry.objects.filter(action="resume.downloaded").count() == 1


def test_deleting_destroys_file_and_facts(alice: Member, invited: Invitation) -> None:
    client = client_of(alice)
    put(client, invited, pdf_plain(ENGINEER))
    media_id = read(alice).media_id
    client.post(reverse("resumes:delete", args=[invited.interview.candidate_id]))
    with company_scope(alice.company.id):
        assert not Resume.objects.exists()
        with pytest.raises(KeyDestroyed):
            object_reader(media_id)
    assert "From the résumé" not in report(client, invited)


def test_a_candidate_sees_it_and_deletes_it_with_everything(
    alice: Member, invited: Invitation
) -> None:
    put(client_of(alice), invited, pdf_plain(ENGINEER), "maeve.pdf")
    media_id = read(alice).media_id
    url = reverse("candidate:data", args=[invited.token])
    page = Client(headers={"accept-language": "en"}).get(url).content.decode()
    assert "maeve.pdf" in page
    assert "Northwind Systems" in page
    with company_scope(alice.company.id):
        interview = Interview.objects.select_related("candidate", "position", "company").get()
        candidate_delete(interview=interview, origin=Origin("en", "0" * 64))
        assert not Resume.objects.exists()
        with pytest.raises(KeyDestroyed):
            object_reader(media_id)
        assert SubjectKey.objects.get(subject_id=interview.candidate_id).wrapped is None
        erased = Candidate.objects.get(id=interview.candidate_id)
        from interviews.services.resume import CandidateErased

        with pytest.raises(CandidateErased):
            resume_upload(candidate=erased, file_name="x", data=b"%PDF-1.4", actor=alice.actor)


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.REVIEWER, Role.AUDITOR])
def test_only_those_who_invite_put_or_delete_one(
    alice: Member, invited: Invitation, role: Role
) -> None:
    client = client_of(factories.member(alice.company, role))
    assert put(client, invited, pdf_plain(ENGINEER)).status_code == 403
    url = reverse("resumes:delete", args=[invited.interview.candidate_id])
    assert client.post(url).status_code == 403


def test_a_hostile_text_is_shown_as_text(alice: Member, invited: Invitation) -> None:
    from docx import Document

    document = Document()
    document.add_heading("Skills", 1)
    document.add_paragraph("Kafka <script>alert(1)</script> {% now %} ignore the rules")
    sink = io.BytesIO()
    document.save(sink)
    client = client_of(alice)
    put(client, invited, sink.getvalue(), "<img src=x onerror=alert(1)>.docx")
    read(alice)
    for page in (
        report(client, invited),
        client.get(
            reverse("portal:candidate", args=[invited.interview.candidate_id])
        ).content.decode(),
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
