"""Reads the NCS catalogue for people who choose a job."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.models import Job
from ncs.groups import catalogue


@dataclass(frozen=True, slots=True)
class JobChoices:
    """One group with those of its jobs that match."""

    group_code: str
    group_name: str
    jobs: tuple[Job, ...]


def job_choices(query: str = "") -> list[JobChoices]:
    """Jobs by group. ``query``: words of the job's or group's name in either language, a code, or
    an everyday word ("백엔드", "chef"). Every word must match somewhere. One query.
    """
    words = query.lower().split()
    also = {job.code: job.also for group in catalogue() for job in group.jobs}
    by_group: dict[str, list[Job]] = {}
    for job in Job.objects.select_related("group").order_by("code"):
        group = job.group
        named = (job.code, job.name_ko, job.name_en, group.name_ko, group.name_en)
        text = " ".join((*named, also.get(job.code, ""))).lower()
        if all(word in text for word in words):
            by_group.setdefault(job.group_id, []).append(job)
    return [
        JobChoices(code, members[0].group.name, tuple(members))
        for code, members in by_group.items()
    ]
