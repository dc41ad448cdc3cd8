"""``manage.py demo``: a company with interviews that were really analysed, to look around in."""

from __future__ import annotations

import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.weights import MissingWeights
from interviews.demo.people import COLLEAGUES
from interviews.demo.setup import build


class Command(BaseCommand):
    help = "Make the demo company (idempotent): people, positions, really analysed interviews."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password",
            default=os.environ.get("HIREAPP_DEMO_PASSWORD", ""),
            help="Password of the demo accounts; without it one is made up and printed once.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or secrets.token_urlsafe(9)
        try:
            demo = build(password=password, say=self._say)
        except MissingWeights as error:
            raise CommandError(str(error)) from error
        self._say("")
        self._say(f"Sign in at {settings.PUBLIC_URL}/")
        for colleague in COLLEAGUES:
            self._say(f"  {colleague.email:<26} {colleague.role}")
        if demo.fresh:
            self._say(f"  password: {password}   (shown this once)")
        else:
            self._say("  The accounts were there already; their password stays as it was.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
