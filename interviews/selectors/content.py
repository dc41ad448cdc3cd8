"""Which content of a job is in use, and any version by its name."""

from __future__ import annotations

import json
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
