"""Trying a job's content on a pasted answer: what it would grow. Kept for minutes, for one person.

Neither the text nor what comes of it is a row: both lie in the cache under the company's name.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from uuid import UUID, uuid4

from django.core.cache import cache

from hireapp.core.errors import NotFound
from hireapp.core.scope import current_company_id
from interviews.dispatch import send_on_commit

TRY_ANSWER = "questions.try_answer"
LONGEST_ANSWER = 10_000
KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class ContentTry:
    """``nodes``: ids of branches that grew → words of the answer that did it; None until then."""

    job: str
    user: str
    language: str
    text: str
    nodes: dict[str, list[str]] | None = field(default=None)


def content_try_begin(*, job_code: str, user_id: object, language: str, text: str) -> UUID:
    """Puts the answer where a worker finds it, and asks for it to be read."""
    try_id = uuid4()
    _put(try_id, ContentTry(job_code, str(user_id), language, text[:LONGEST_ANSWER]))
    send_on_commit(TRY_ANSWER, current_company_id(), try_id)
    return try_id


def content_try_of(try_id: UUID) -> ContentTry:
    """A try of the open company. Raises NotFound: somebody else's, or forgotten by now."""
    kept = cache.get(_key(try_id))
    if kept is None:
        raise NotFound
    return ContentTry(**kept)


def content_try_store(*, try_id: UUID, asked: ContentTry, nodes: dict[str, list[str]]) -> None:
    _put(try_id, ContentTry(asked.job, asked.user, asked.language, "", nodes))


def _put(try_id: UUID, each: ContentTry) -> None:
    cache.set(_key(try_id), asdict(each), KEPT_SECONDS)


def _key(try_id: UUID) -> str:
    return f"content-try:{current_company_id()}:{try_id}"
