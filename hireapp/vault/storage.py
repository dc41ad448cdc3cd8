"""Where sealed segments lie: a small interface, files on disk behind it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings


class Storage(Protocol):
    """Keeps sealed bytes under (company, object, name). ``put`` returns once they are durable.

    A name is used once: a writer that lost its turn can then never touch what another one wrote.
    """

    def put(self, company: UUID, obj: UUID, name: str, sealed: bytes) -> None: ...

    def get(self, company: UUID, obj: UUID, name: str) -> bytes: ...

    def delete(self, company: UUID, obj: UUID) -> None: ...


class MissingSegment(Exception):
    """A segment that the database knows of is not in the storage."""


class DiskStorage:
    """One folder an object, one file a segment; written aside, flushed to disk, then renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _folder(self, company: UUID, obj: UUID) -> Path:
        return self.root / company.hex / obj.hex[:2] / obj.hex

    def put(self, company: UUID, obj: UUID, name: str, sealed: bytes) -> None:
        folder = self._folder(company, obj)
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for parent in (folder.parent, folder.parent.parent, self.root):
                _flush_folder(parent)
        fresh = folder / f"{name}.tmp"
        with fresh.open("xb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(folder / f"{name}.seg")
        _flush_folder(folder)

    def get(self, company: UUID, obj: UUID, name: str) -> bytes:
        try:
            return (self._folder(company, obj) / f"{name}.seg").read_bytes()
        except FileNotFoundError as error:
            raise MissingSegment(f"object {obj} segment {name}") from error

    def delete(self, company: UUID, obj: UUID) -> None:
        shutil.rmtree(self._folder(company, obj), ignore_errors=True)


def _flush_folder(folder: Path) -> None:
    """Makes the names in a folder durable: a file's own flush does not include its name."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def default_storage() -> Storage:
    return DiskStorage(Path(settings.VAULT_ROOT))
