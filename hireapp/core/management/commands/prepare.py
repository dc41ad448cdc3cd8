"""``manage.py prepare``: everything that must be true before the processes start.

Also the release step of an installation on real servers. Safe to repeat, and quick when nothing
changed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from hireapp.core.messages import compile_catalogues

# Scripts that a package brings and no page loads; one of them imports a file that is not there.
UNUSED = ["django_htmx"]


class Command(BaseCommand):
    help = "Compiles translations, migrates as the owner role, collects static files, loads jobs."

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_catalogues(settings.LOCALE_PATHS):
            self.stdout.write(f"compiled {path}")
        call_command("migrate", database="owner", interactive=False, verbosity=1)
        self._collect_static()
        call_command("load_catalogue")

    def _collect_static(self) -> None:
        """Hashing and compressing takes seconds: only when a file changed since the last time."""
        stamp = Path(settings.STATIC_ROOT) / ".sources-sha256"
        digest = _static_sources()
        if stamp.exists() and stamp.read_text() == digest:
            return
        call_command("collectstatic", interactive=False, verbosity=1, ignore_patterns=UNUSED)
        stamp.write_text(digest)


def _static_sources() -> str:
    """A digest over the path, size and time of every static file there is."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            facts = path.stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
