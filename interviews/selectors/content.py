"""Which content of a job is in use, and any version by its name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from hireapp.core.errors import NotFound
from interviews.models import CompanyContent, SharedContent
from ncs.content import Document, JobContent, parse_job


def version_in_use(job_code: str) -> str:
    """The company's newest own version, else the shared original; "" when the job has neither."""
    own = CompanyContent.objects.filter(job_id=job_code).order_by("-number")
    version = own.values_list("version", flat=True).first()
    if version is None:
        shared = SharedContent.objects.filter(job_id=job_code, current=True)
        version = shared.values_list("version", flat=True).first()
    return version or ""


def content_document(version: str) -> Document:
    """The document of a version, shared or the company's own. Raises NotFound."""
    for model in (SharedContent, CompanyContent):
        document = model.objects.filter(version=version).values_list("document", flat=True).first()
        if document is not None:
            found: Document = document
            return found
    raise NotFound


def content_of(version: str) -> JobContent:
    """A version, parsed. The company's scope is asked each time; only the parsing is kept."""
    return _parsed(json.dumps(content_document(version)))


@lru_cache(maxsize=64)
def _parsed(text: str) -> JobContent:
    return parse_job(json.loads(text))


@dataclass(frozen=True, slots=True)
class OwnVersion:
    """One of the company's versions, as the history lists it."""

    number: int
    version: str
    based_on: str
    note: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ContentState:
    """``own``: newest first. ``update``: the shared original changed since the company's copy."""

    shared: str
    own: tuple[OwnVersion, ...]

    @property
    def in_use(self) -> str:
        return self.own[0].version if self.own else self.shared

    @property
    def is_own(self) -> bool:
        """Whether what is in use differs from today's shared original."""
        return self.in_use != self.shared

    @property
    def origin(self) -> str:
        """The shared version that the copy in use goes back to."""
        wanted, below = self.shared, None
        for row in self.own:
            if below is None or (row.version == wanted and row.number < below):
                wanted, below = row.based_on, row.number
        return wanted

    @property
    def update(self) -> bool:
        return self.is_own and self.origin != self.shared


def content_state(job_code: str) -> ContentState:
    """Which versions of a job there are for this company. Two queries."""
    shared = SharedContent.objects.filter(job_id=job_code, current=True)
    rows = CompanyContent.objects.filter(job_id=job_code).select_related("created_by")
    own = rows.order_by("-number").defer("document")
    return ContentState(
        shared.values_list("version", flat=True).first() or "",
        tuple(
            OwnVersion(
                row.number,
                row.version,
                row.based_on,
                row.note,
                row.created_by.name or row.created_by.email,
                row.created_at,
            )
            for row in own
        ),
    )


def own_version_numbers() -> dict[str, int]:
    """Job code → number of the company's newest version that is not the shared original."""
    shared = set(SharedContent.objects.filter(current=True).values_list("version", flat=True))
    newest: dict[str, int] = {}
    rows = CompanyContent.objects.order_by("job_id", "-number")
    for code, number, version in rows.values_list("job_id", "number", "version"):
        if code not in newest:
            newest[code] = 0 if version in shared else number
    return {code: number for code, number in newest.items() if number}
