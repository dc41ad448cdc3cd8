"""Résumés: kept encrypted under a key of the candidate's own, read by a worker, forgotten whole.

What is read from one stands beside an interview for people. Nothing that scores, ranks or sorts may
read this module or its rows (tests/architecture/test_resumes.py).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import SYSTEM, Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from hireapp.vault.keys import KeyDestroyed
from hireapp.vault.models import ObjectKind
from hireapp.vault.objects import (
    ObjectReader,
    TooLarge,
    object_destroy,
    object_reader,
    object_store,
    subject_destroy,
)
from interviews.dispatch import READ_RESUME, send_on_commit
from interviews.models import Candidate, Interview, Resume, ResumeStatus
from interviews.selectors.content import version_in_use
from interviews.services.analysis_sweep import queue_holds_work

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: A message that was not lost is worked on within this.
LOST_AFTER = timedelta(seconds=30)
AT_ONCE = 200


class WrongFileType(Invalid):
    id = "resume_type"
    sentence = _("A résumé is a PDF or a Word file (.docx). Save it as one of these and try again.")


class OldOffice(WrongFileType):
    id = "resume_old_office"
    sentence = _(
        "This is a .hwp or an old .doc file. Open it, save it as PDF or .docx, and try again."
    )


class PictureOnly(WrongFileType):
    id = "resume_picture"
    sentence = _("This is a picture. Ask the candidate for the PDF or Word file with text in it.")


class EmptyFile(Invalid):
    id = "resume_empty"
    sentence = _("The file is empty. Choose another one.")


class ResumeTooLarge(TooLarge):
    id = "resume_too_large"
    sentence = _("The file is larger than 8 MB. Save it without large pictures and try again.")


class CandidateErased(Conflict):
    id = "candidate_erased"
    sentence = _("This candidate's data was deleted. Nothing new is kept about them.")


@dataclass(frozen=True, slots=True)
class ResumeWork:
    """What a worker needs: the file, which one it is, and the content that it is matched with."""

    resume_id: UUID
    media_id: UUID
    reader: ObjectReader
    versions: tuple[str, ...]


def file_type(data: bytes) -> str:
    """The content type by content, whatever the file calls itself. Raises Invalid."""
    if not data:
        raise EmptyFile
    if b"%PDF-" in data[:1024]:
        return TYPES["pdf"]
    if data[:4] == b"PK\x03\x04" and b"word/document.xml" in data:
        return TYPES["docx"]
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise OldOffice
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n":
        raise PictureOnly
    raise WrongFileType


def resume_upload(*, candidate: Candidate, file_name: str, data: bytes, actor: Actor) -> Resume:
    """Keeps a file and has it read; the one before it is destroyed. Raises Invalid, Conflict."""
    if len(data) > settings.RESUME_MAX_BYTES:
        raise ResumeTooLarge
    content_type = file_type(data)
    locked = Candidate.objects.select_for_update().get(id=candidate.id)
    if locked.erased_at is not None:
        raise CandidateErased
    old = Resume.objects.select_related("media").filter(candidate=candidate).first()
    media = object_store(
        subject_id=candidate.id, kind=ObjectKind.RESUME, content_type=content_type, data=data
    )
    resume: Resume
    resume, _made = Resume.objects.update_or_create(
        candidate=candidate,
        defaults={
            "media": media,
            "file_name": _safe_name(file_name),
            "status": ResumeStatus.QUEUED,
            "facts": None,
            "problem": "",
            "uploaded_by_id": UUID(actor.id),
            "uploaded_at": timezone.now(),
            "read_at": None,
        },
    )
    if old is not None:
        object_destroy(media=old.media)
    audit_record(
        action="resume.replaced" if old else "resume.uploaded",
        actor=actor,
        target=candidate,
        detail={"bytes": len(data), "type": content_type},
    )
    send_on_commit(READ_RESUME, resume.company_id, resume.id)
    return resume


def _safe_name(name: str) -> str:
    """A name to show and to save under: no folders, no control signs, no tricks with direction."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return kept.strip()[-120:] or "resume"


def resume_delete(*, resume: Resume, actor: Actor) -> None:
    """The file and everything read from it, for good."""
    media, candidate = resume.media, resume.candidate
    resume.delete()
    object_destroy(media=media)
    audit_record(action="resume.deleted", actor=actor, target=candidate, detail={})


def resume_forget(*, candidate: Candidate, reason: str) -> None:
    """When a person is erased: row, file and the key itself."""
    deleted, _rows = Resume.objects.filter(candidate=candidate).delete()
    if deleted:
        subject_destroy(subject_id=candidate.id, reason=reason)


def resume_opened(*, resume: Resume, actor: Actor) -> ObjectReader:
    """The original for somebody who may see it; that they did is noted."""
    reader = object_reader(resume.media_id)
    audit_record(action="resume.downloaded", actor=actor, target=resume.candidate, detail={})
    return reader


def resume_wanted(resume_id: UUID) -> ResumeWork | None:
    """What is to be read, or None when there is nothing (any more)."""
    resume = Resume.objects.filter(id=resume_id, status=ResumeStatus.QUEUED).first()
    if resume is None:
        return None
    try:
        reader = object_reader(resume.media_id)
    except KeyDestroyed:
        return None
    held = Interview.objects.filter(candidate_id=resume.candidate_id)
    versions = {
        version or version_in_use(job)
        for version, job in held.values_list("content_version", "position__job_id")
    }
    return ResumeWork(resume.id, resume.media_id, reader, tuple(sorted(filter(None, versions))))


def resume_store(*, work: ResumeWork, facts: dict[str, Any] | None, problem: str = "") -> bool:
    """Keeps what was read, unless another file has come meanwhile. Harmless to repeat."""
    waiting = Resume.objects.filter(
        id=work.resume_id, media_id=work.media_id, status=ResumeStatus.QUEUED
    )
    kept = waiting.update(
        facts=facts,
        problem=problem,
        status=ResumeStatus.FAILED if problem else ResumeStatus.READ,
        read_at=timezone.now(),
    )
    if kept:
        resume = Resume.objects.select_related("candidate").get(id=work.resume_id)
        detail = {"problem": problem} if problem else {"left_out": (facts or {}).get("left_out", 0)}
        audit_record(action="resume.read", actor=SYSTEM, target=resume.candidate, detail=detail)
    return bool(kept)


def resumes_dispatch_due() -> int:
    """Sends again what waits without a message, and what a new interview has to be matched with."""
    if queue_holds_work():  # what waits may be just this
        return 0
    newer = Interview.objects.filter(
        candidate__resume__status=ResumeStatus.READ,
        invited_at__gt=F("candidate__resume__read_at"),
    )
    again = set(newer.values_list("candidate__resume__id", flat=True)[:AT_ONCE])
    Resume.objects.filter(id__in=again).update(status=ResumeStatus.QUEUED)
    since = Coalesce("read_at", "uploaded_at")
    lost = Resume.objects.annotate(since=since).filter(
        status=ResumeStatus.QUEUED, since__lt=timezone.now() - LOST_AFTER
    )
    due = list(lost[:AT_ONCE]) + list(Resume.objects.filter(id__in=again))
    rows = {resume.id: resume for resume in due}
    for resume in rows.values():
        send_on_commit(READ_RESUME, resume.company_id, resume.id)
    return len(rows)
