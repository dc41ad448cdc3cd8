"""Brings the catalogue's rows to what the data file says."""

from __future__ import annotations

from django.db import transaction

from interviews.models import Job, JobGroup, SharedContent
from ncs.content import content_codes, job_document, parse_job
from ncs.groups import catalogue


@transaction.atomic
def catalogue_load() -> tuple[int, int]:
    """Adds and renames groups and jobs; running it again changes nothing.

    Never deletes: positions of any company may rest on a job. Returns how many groups and jobs
    the file has.
    """
    groups = catalogue()
    JobGroup.objects.bulk_create(
        [JobGroup(code=g.code, name_ko=g.name_ko, name_en=g.name_en) for g in groups],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_ko", "name_en"],
    )
    jobs = [
        Job(code=job.code, group_id=group.code, name_ko=job.name_ko, name_en=job.name_en)
        for group in groups
        for job in group.jobs
    ]
    Job.objects.bulk_create(
        jobs,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_ko", "name_en", "group"],
    )
    for code in content_codes():
        _load_content(code)
    return len(groups), len(jobs)


def _load_content(code: str) -> None:
    """Makes what the file says the job's current shared original; earlier versions stay."""
    document = job_document(code)
    version = parse_job(document).version
    if SharedContent.objects.filter(version=version, current=True).exists():
        return
    SharedContent.objects.filter(job_id=code, current=True).update(current=False)
    SharedContent.objects.update_or_create(
        version=version, defaults={"job_id": code, "document": document, "current": True}
    )
