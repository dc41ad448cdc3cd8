"""Reads the NCS catalogue for people who choose a job."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from interviews.models import Job


@dataclass(frozen=True, slots=True)
class JobChoices:
    """One group with those of its jobs that match."""

    group_code: str
    group_name: str
    jobs: tuple[Job, ...]


def job_choices(query: str = "") -> list[JobChoices]:
    """Jobs by group. ``query``: words of the job's or group's name in either language, or a code.

    Every word must match somewhere, so that "전자 개발" finds what both words narrow down.
    """
    jobs = Job.objects.select_related("group").order_by("code")
    for word in query.split():
        jobs = jobs.filter(
            Q(name_ko__icontains=word)
            | Q(name_en__icontains=word)
            | Q(group__name_ko__icontains=word)
            | Q(group__name_en__icontains=word)
            | Q(code__startswith=word)
        )
    by_group: dict[str, list[Job]] = {}
    for job in jobs:
        by_group.setdefault(job.group_id, []).append(job)
    return [
        JobChoices(code, members[0].group.name, tuple(members))
        for code, members in by_group.items()
    ]
