"""Résumés are read on the analysis queue, by a process that can be lost (``resume_text``)."""

from __future__ import annotations

import logging
from dataclasses import asdict
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from analysis.language.resume import ResumeFacts, Role, resume_facts
from analysis.language.resume_text import UnreadableResume, resume_text
from analysis.questions.resume_points import talking_points
from hireapp.celery import app
from hireapp.core.errors import NotFound
from interviews.dispatch import READ_RESUME
from interviews.selectors.content import content_of
from interviews.services.resume import ResumeWork, resume_store, resume_wanted
from interviews.tasks.database import in_scope
from ncs.content import JobContent

log = logging.getLogger(__name__)


@app.task(name=READ_RESUME)
def read_resume(company_id: str, resume_id: str) -> None:
    """May be repeated: a résumé that was read, replaced or deleted meanwhile is left alone."""
    company = UUID(company_id)
    work = in_scope(company, partial(resume_wanted, UUID(resume_id)))
    if work is None:
        return
    facts, problem = _read(company, work)
    in_scope(company, partial(resume_store, work=work, facts=facts, problem=problem))


def _read(company: UUID, work: ResumeWork) -> tuple[dict[str, Any] | None, str]:
    """Facts, or the problem that says why there are none. Outside of any transaction."""
    try:
        text = resume_text(work.reader.read())
        now = timezone.localdate()
        facts = resume_facts(text.lines, today=(now.year, now.month))
        contents = in_scope(company, partial(_contents, work.versions))
        return _document(facts, contents) | {"pages": text.pages}, ""
    except UnreadableResume as error:
        return None, error.problem.value
    except Exception:
        # Sent again it would fail again; the page says that it could not be read.
        log.exception("résumé %s could not be read", work.resume_id)
        return None, "failed"


def _contents(versions: tuple[str, ...]) -> list[JobContent]:
    found = []
    for version in versions:
        try:
            found.append(content_of(version))
        except NotFound:
            log.warning("content %s is gone; the résumé is not matched with it", version)
    return found


def _document(facts: ResumeFacts, contents: list[JobContent]) -> dict[str, Any]:
    """JSON types: lines that became no fact stay behind."""
    return {
        "roles": [_role(role) for role in facts.roles],
        "months": facts.months,
        "skills": [asdict(skill) for skill in facts.skills],
        "education": [asdict(each) for each in facts.education],
        "certificates": [asdict(each) for each in facts.certificates],
        "languages": [asdict(each) for each in facts.languages],
        "left_out": facts.left_out,
        "points": {
            content.version: [asdict(each) for each in talking_points(facts, content)]
            for content in contents
        },
    }


def _role(role: Role) -> dict[str, Any]:
    return {
        "title": role.title,
        "employer": role.employer,
        "start": role.period.start,
        "end": role.period.end,
        "months": role.period.months,
        "line": role.line,
    }
