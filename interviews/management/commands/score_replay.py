"""``manage.py score_replay``: makes stored scores again and says what differs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hireapp.core.scope import company_scope
from hireapp.tenancy.resolvers import company_ids
from interviews.selectors.score_inputs import scores_to_replay
from interviews.services.competency_score import score_replayed


class Command(BaseCommand):
    help = "Makes stored competency scores again from their inputs and compares checksums."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--interview", type=UUID, help="Scores of one interview.")
        which.add_argument("--all", action="store_true", help="Scores of every company.")

    def handle(self, *args: Any, **options: Any) -> None:
        # The models are loaded by this command alone, not by every manage.py.
        from interviews.tasks.competencies import replay

        total, different = 0, 0
        for company_id in company_ids():
            with company_scope(company_id):
                rows = scores_to_replay(options["interview"])
            for row in rows:
                found = list(replay(company_id, row))
                with company_scope(company_id):
                    score_replayed(score_id=row.id, differences=found)
                total, different = total + 1, different + bool(found)
                for line in found:
                    self.stdout.write(f"{row.id} {line}")
        self.stdout.write(f"{total} scores replayed, {different} differ")
        if different:
            raise CommandError("Not every score could be made again identically.")
