"""``manage.py audit_verify``: is every company's log unbroken?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from hireapp.audit.services import audit_verify
from hireapp.core.scope import company_scope
from hireapp.tenancy.resolvers import company_ids


class Command(BaseCommand):
    help = "Checks the hash chain of every company's audit log; exit status 1 when one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for company_id in company_ids():
            with company_scope(company_id):
                report = audit_verify()
            if report.broken_at is None:
                self.stdout.write(f"{company_id}: {report.entries} entries, unbroken")
            else:
                broken += 1
                self.stderr.write(f"{company_id}: broken at entry {report.broken_at}")
        if broken:
            sys.exit(1)
