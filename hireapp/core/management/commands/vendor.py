"""``manage.py vendor``: third-party front-end files into static/vendor, from the lock file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hireapp.core.static_vendor import VendorError, vendor


class Command(BaseCommand):
    help = "Fetch the front-end files that the lock file names and copy them into static/vendor."
    requires_system_checks: list[str] = []  # noqa: RUF012  (Django declares it so)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pages-only", action="store_true", help="Leave out what only tests need (axe-core)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            vendor(settings.BASE_DIR, development=not options["pages_only"], say=self.stdout.write)
        except VendorError as error:
            raise CommandError(str(error)) from error
