"""A company's own versions of a job's content: added, compared, restored, never changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from hireapp.audit.models import AuditEntry
from hireapp.core.scope import company_scope
from interviews.models import CompanyContent, Job, SharedContent
from interviews.selectors.content import content_of, content_state, version_in_use
from interviews.selectors.content_diff import content_differences
from interviews.services.content import (
    ContentChanged,
    UnusableContent,
    content_restore,
    content_save,
)
from ncs.content import content_version, job_document
from tests.factories import Member

pytestmark = pytest.mark.django_db
CODE = "200102"


def changed(**texts: str) -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(dict(job_document(CODE)))
    document["summary"] |= texts
    return document


def save(member: Member, document: dict[str, Any], based_on: str = "") -> CompanyContent | None:
    return content_save(
        job=Job.objects.get(code=CODE),
        document=document,
        based_on=based_on or version_in_use(CODE),
        note="  Our own words ",
        actor=member.actor,
    )


def test_saving_makes_the_next_version_and_the_shared_original_stays(alice: Member) -> None:
    with company_scope(alice.company.id):
        shared = version_in_use(CODE)
        made = save(alice, changed(en="We build things."))
        assert made is not None
        assert (made.number, made.based_on, made.note) == (1, shared, "Our own words")
        assert content_of(version_in_use(CODE)).summary.en == "We build things."
        assert SharedContent.objects.get(version=shared).current
        assert AuditEntry.objects.filter(action="content.saved").count() == 1


def test_another_company_keeps_the_shared_original(alice: Member, charlie: Member) -> None:
    with company_scope(alice.company.id):
        own = save(alice, changed(en="We build things."))
    assert own is not None
    with company_scope(charlie.company.id):
        assert version_in_use(CODE) == content_version(job_document(CODE))
        assert not CompanyContent.objects.exists()


def test_saving_the_same_again_makes_no_version(alice: Member) -> None:
    with company_scope(alice.company.id):
        assert save(alice, dict(job_document(CODE))) is None
        assert save(alice, changed(en="We build things.")) is not None
        assert save(alice, changed(en="We build things.")) is None
        assert CompanyContent.objects.count() == 1


def test_a_colleagues_version_is_not_overwritten_unseen(alice: Member) -> None:
    with company_scope(alice.company.id):
        before = version_in_use(CODE)
        save(alice, changed(en="First."))
        with pytest.raises(ContentChanged):
            save(alice, changed(en="Second."), based_on=before)
        assert content_of(version_in_use(CODE)).summary.en == "First."


def test_versions_can_be_neither_changed_nor_deleted(alice: Member) -> None:
    with company_scope(alice.company.id):
        save(alice, changed(en="First."))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            CompanyContent.objects.update(note="rewritten")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            CompanyContent.objects.all().delete()


def test_restoring_adds_a_version(alice: Member) -> None:
    job = Job.objects.get(code=CODE)
    with company_scope(alice.company.id):
        first = save(alice, changed(en="First."))
        save(alice, changed(en="Second."))
        assert first is not None
        third = content_restore(job=job, version=first.version, actor=alice.actor)
        assert third is not None
        assert (third.number, third.version) == (3, first.version)
        state = content_state(CODE)
        assert [row.number for row in state.own] == [3, 2, 1]
        assert state.is_own
        back = content_restore(job=job, version=state.shared, actor=alice.actor)
        assert back is not None
        assert not content_state(CODE).is_own


def test_a_changed_shared_original_is_offered_to_a_copy_of_the_old_one(alice: Member) -> None:
    old = SharedContent.objects.get(job_id=CODE, current=True)
    with company_scope(alice.company.id):
        save(alice, changed(en="First."))
        save(alice, changed(en="Second."))
        assert not content_state(CODE).update
    newer = changed(en="The shared original moved on.")
    SharedContent.objects.filter(job_id=CODE, current=True).update(current=False)
    SharedContent.objects.create(version=content_version(newer), job_id=CODE, document=newer)
    with company_scope(alice.company.id):
        state = content_state(CODE)
        assert state.update
        assert state.origin == old.version
        content_restore(job=Job.objects.get(code=CODE), version=state.shared, actor=alice.actor)
        assert not content_state(CODE).update


def test_content_that_cannot_be_used_is_refused_with_reasons(alice: Member) -> None:
    broken = changed()
    broken["competencies"][0]["openings"][0] = {"ko": "결혼은 하셨나요?", "en": "Are you married?"}
    foreign = dict(job_document("140301"))
    with company_scope(alice.company.id):
        with pytest.raises(UnusableContent) as forbidden:
            save(alice, broken)
        assert len(forbidden.value.problems) == 2
        assert "Fair Hiring Procedure Act" in forbidden.value.problems[0]
        with pytest.raises(UnusableContent, match="cannot be used"):
            save(alice, foreign)
        assert not CompanyContent.objects.exists()


def test_differences_name_the_place_and_both_texts(alice: Member) -> None:
    document = changed(en="We build things.")
    document["competencies"][0]["keywords"][0]["en"].append("HTTP interface")
    del document["trees"][0]["children"][0]["questions"][0]
    with company_scope(alice.company.id):
        made = save(alice, document)
        assert made is not None
        found = content_differences(content_of(made.based_on), content_of(made.version), "en")
    assert any("We build things." in each.after for each in found)
    keyword = next(each for each in found if "HTTP interface" in each.after)
    assert keyword.place == "Backend and API design"
    assert "HTTP interface" not in keyword.before
    assert content_differences(content_of_shared(), content_of_shared(), "ko") == []


def content_of_shared() -> Any:
    from ncs.content import shared_job

    return shared_job(CODE)
