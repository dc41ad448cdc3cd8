"""``manage.py load_catalogue``: the NCS groups and jobs, after every migrate."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from interviews.services.catalogue import catalogue_load


class Command(BaseCommand):
    help = "Loads the NCS job groups and jobs from ncs/groups.json (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        groups, jobs = catalogue_load()
        self.stdout.write(f"{groups} job groups, {jobs} jobs")
