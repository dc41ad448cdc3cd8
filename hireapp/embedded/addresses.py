"""Where the embedded servers listen. Standard library only: settings read it before Django."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "embedded.json"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Connection URLs: the app role serves, the owner role migrates."""

    database_url: str
    owner_url: str
    redis_url: str


# What settings fall back to when nothing was started yet, so that `manage.py help` works.
UNSTARTED = Addresses(
    database_url="postgresql://hireapp_app@127.0.0.1:55432/hireapp",
    owner_url="postgresql://hireapp_owner@127.0.0.1:55432/hireapp",
    redis_url="redis://127.0.0.1:56379/0",
)


def embedded_addresses(var_dir: Path) -> Addresses:
    """The addresses that ``write_addresses`` left under ``var_dir``."""
    path = var_dir / "run" / FILE_NAME
    if not path.exists():
        return UNSTARTED
    return Addresses(**json.loads(path.read_text()))


def write_addresses(var_dir: Path, addresses: Addresses) -> None:
    """Written whole or not at all: other processes may be reading."""
    path = var_dir / "run" / FILE_NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".tmp")
    fresh.write_text(json.dumps(asdict(addresses)))
    fresh.chmod(0o600)
    fresh.replace(path)
