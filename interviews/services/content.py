"""A company's own versions of a job's content. Rows are never changed: saving adds a version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from hireapp.core.scope import current_company_id
from interviews.models import CompanyContent, Job
from interviews.selectors.content import content_document, version_in_use
from interviews.services.question_guard import protected_sentence
from ncs.content import Document, JobContent, UnusableJob, parse_job


class UnusableContent(Invalid):
    """``problems``: everything that is wrong, in sentences."""

    id = "unusable_content"
    sentence = gettext_lazy("This content cannot be used as it is. Nothing was saved.")

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems=problems)
        self.problems = problems


class ContentChanged(Conflict):
    id = "content_changed"
    sentence = gettext_lazy(
        "A colleague saved another version while you were editing. What you typed is still here: "
        "compare it with theirs in the history, then save again to put yours on top."
    )


def content_save(
    *, job: Job, document: Document, based_on: str, note: str, actor: Actor
) -> CompanyContent | None:
    """The company's next version. None when nothing differs from what is in use.

    ``based_on``: the version that was edited. Raises UnusableContent, and ContentChanged when that
    is no longer the one in use. Interviews keep the version they were invited with.
    """
    content = _usable(job, document)
    _take_turns(job)
    in_use = version_in_use(job.code)
    if content.version == in_use:
        return None
    if based_on != in_use:
        raise ContentChanged
    return _append(job, document, content.version, based_on, note, actor)


def content_restore(*, job: Job, version: str, actor: Actor) -> CompanyContent | None:
    """Puts an earlier version, or the shared original, on top. Raises NotFound."""
    document = content_document(version)
    content = _usable(job, document)
    _take_turns(job)
    if content.version == version_in_use(job.code):
        return None
    number = (
        CompanyContent.objects.filter(job=job, version=version)
        .values_list("number", flat=True)
        .first()
    )
    if number is None:
        note = _("Back to the shared original")
    else:
        note = _("Back to version %(number)d") % {"number": number}
    return _append(job, document, version, version, note, actor)


def _append(
    job: Job, document: Document, version: str, based_on: str, note: str, actor: Actor
) -> CompanyContent:
    last = CompanyContent.objects.filter(job=job).order_by("-number").first()
    made: CompanyContent = CompanyContent.objects.create(
        job=job,
        number=last.number + 1 if last else 1,
        version=version,
        document=document,
        based_on=based_on,
        note=note.replace("\x00", "").strip()[:200],
        created_by_id=UUID(actor.id),
    )
    audit_record(
        action="content.saved",
        actor=actor,
        target=made,
        detail={
            "job": job.code,
            "number": made.number,
            "version": version,
            "based_on": based_on,
            "note": made.note,
        },
    )
    return made


def _take_turns(job: Job) -> None:
    """Two people who save one job's content do so one after the other, until the commit."""
    key = f"content:{current_company_id()}:{job.code}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _usable(job: Job, document: Document) -> JobContent:
    if "\\u0000" in json.dumps(document, default=str):  # PostgreSQL's JSON cannot hold it
        raise UnusableContent([_("A text holds a sign that cannot be stored (NUL).")])
    try:
        content = parse_job(document)
    except UnusableJob as error:
        raise UnusableContent(error.problems) from None
    if content.code != job.code:
        raise UnusableContent([_("This is the content of job %(code)s.") % {"code": content.code}])
    if problems := list(_forbidden(content)):
        raise UnusableContent(problems)
    return content


def _forbidden(content: JobContent) -> Iterator[str]:
    asked = [opening for each in content.competencies for opening in each.openings]
    asked += [question.text for node in content.nodes.values() for question in node.questions]
    for text in asked:
        for words in (text.ko, text.en):
            if sentence := protected_sentence(words):
                yield f"“{words}” {sentence}"
