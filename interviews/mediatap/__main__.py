"""``python -m interviews.mediatap``: ``manage.py mediatap``, from any folder."""

from __future__ import annotations

import os

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hireapp.settings.base")
    execute_from_command_line(["manage.py", "mediatap"])
