"""Where sealed segments lie: a small interface, files on disk behind it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings


class Storage(Protocol):
    """Keeps sealed bytes under (company, object, index). ``put`` returns once they are durable."""

    def put(self, company: UUID, obj: UUID, index: int, sealed: bytes) -> None: ...

    def get(self, company: UUID, obj: UUID, index: int) -> bytes: ...

    def delete(self, company: UUID, obj: UUID) -> None: ...


class MissingSegment(Exception):
    """A segment that the database knows of is not in the storage."""


class DiskStorage:
    """One folder an object, one file a segment; written aside, flushed to disk, then renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _folder(self, company: UUID, obj: UUID) -> Path:
        return self.root / company.hex / obj.hex[:2] / obj.hex

    def put(self, company: UUID, obj: UUID, index: int, sealed: bytes) -> None:
        folder = self._folder(company, obj)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{index:08d}.seg"
        fresh = folder / f"{index:08d}.{os.urandom(4).hex()}.tmp"
        with fresh.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # the rename itself
        finally:
            os.close(descriptor)

    def get(self, company: UUID, obj: UUID, index: int) -> bytes:
        try:
            return (self._folder(company, obj) / f"{index:08d}.seg").read_bytes()
        except FileNotFoundError as error:
            raise MissingSegment(f"object {obj} segment {index}") from error

    def delete(self, company: UUID, obj: UUID) -> None:
        shutil.rmtree(self._folder(company, obj), ignore_errors=True)


def default_storage() -> Storage:
    return DiskStorage(Path(settings.VAULT_ROOT))
