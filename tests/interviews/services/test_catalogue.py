"""The NCS catalogue: 14 groups, 34 jobs, official codes."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from interviews.models import Job, JobGroup
from interviews.selectors.catalogue import job_choices
from interviews.services.catalogue import catalogue_load
from ncs.groups import catalogue


def test_the_file_has_fourteen_groups_and_thirty_four_jobs() -> None:
    groups = catalogue()
    jobs = [job for group in groups for job in group.jobs]
    assert (len(groups), len(jobs)) == (14, 34)
    assert len({job.code for job in jobs}) == 34


def test_codes_are_official_ones_in_order_with_names_in_both_languages() -> None:
    groups = catalogue()
    assert [group.code for group in groups] == sorted(group.code for group in groups)
    for group in groups:
        assert re.fullmatch(r"(0[1-9]|1\d|2[0-4])", group.code)
        for entry in (group, *group.jobs):
            assert re.search("[가-힣]", entry.name_ko)
            assert re.fullmatch(r"[A-Za-z ,\-]+", entry.name_en)
        for job in group.jobs:
            assert re.fullmatch(r"\d{6}", job.code)
            assert job.code.startswith(group.code)


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_mends_names() -> None:
    assert catalogue_load() == (14, 34)
    Job.objects.filter(code="200102").update(name_en="Wrong")
    catalogue_load()
    assert (JobGroup.objects.count(), Job.objects.count()) == (14, 34)
    assert Job.objects.get(code="200102").name_en == "IT Development"


@pytest.mark.django_db
def test_jobs_are_found_by_words_of_either_language_and_by_group() -> None:
    catalogue_load()

    def codes(query: str) -> list[str]:
        return [job.code for choices in job_choices(query) for job in choices.jobs]

    assert codes("전자 반도체") == ["190306"]
    assert codes("electrical semiconductor") == ["190306"]
    assert codes("정보통신 인공") == ["200107"]
    assert codes("software") == ["200102"]
    assert codes("백엔드 개발자") == ["200102"]
    assert codes("chef") == ["130101"]
    assert len(codes("")) == 34
    assert codes("nothing at all") == []


@pytest.mark.django_db
def test_names_follow_the_reader_s_language() -> None:
    catalogue_load()
    with translation.override("ko"):
        assert str(Job.objects.get(code="200107")) == "인공지능"
    with translation.override("en"):
        assert str(Job.objects.get(code="200107")) == "Artificial Intelligence"
