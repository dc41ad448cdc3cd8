"""The owner role migrates, the app role serves: two connections to one database."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """``migrate --database owner`` builds the schema; the app role may not."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "default"

    db_for_write = db_for_read

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True
