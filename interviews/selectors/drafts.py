"""Drafts as lists, as pages and as files."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language
from docx import Document

from hireapp.core.errors import NotFound
from interviews.models import Draft, DraftKind
from interviews.selectors.paging import Page, page_of
from ncs.discrimination import Finding, discriminating
from ncs.protected import protected_topic

_HEADING = re.compile(r"^(#{1,3})\s+(.*)$")
_BULLET = re.compile(r"^\s*[-*]\s+(.*)$")
_NUMBER = re.compile(r"^\s*(\d{1,3})[.)]\s+(.*)$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; ``hint`` is set where the wording may shut people out."""

    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """``kind``: title, heading, bullet, number, text. ``number``: as written."""

    kind: str
    segments: tuple[Segment, ...]
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Hint:
    phrase: str
    rule: str
    suggestion: str


def draft_for_member(draft_id: UUID) -> Draft:
    """Raises NotFound."""
    rows = Draft.objects.select_related("job", "position", "created_by")
    found: Draft | None = rows.filter(id=draft_id).first()
    if found is None:
        raise NotFound
    return found


def draft_page(*, kind: str = "", page: str = "1") -> Page[Draft]:
    """Newest first. Two queries."""
    rows = Draft.objects.select_related("job", "position", "created_by").defer("text")
    if kind in DraftKind.values:
        rows = rows.filter(kind=kind)
    return page_of(rows.order_by("-updated_at", "id"), page, lambda draft: draft)


def draft_blocks(text: str) -> list[Block]:
    """The draft as a reader sees it: text only, whatever marks somebody has written into it."""
    return [_block(line) for line in text.splitlines() if line.strip()]


def _block(line: str) -> Block:
    if found := _HEADING.match(line):
        kind = "title" if len(found.group(1)) == 1 else "heading"
        return Block(kind, _segments(found.group(2)))
    if found := _BULLET.match(line):
        return Block("bullet", _segments(found.group(1)))
    if found := _NUMBER.match(line):
        return Block("number", _segments(found.group(2)), int(found.group(1)))
    return Block("text", _segments(line.strip()))


def _segments(text: str) -> tuple[Segment, ...]:
    parts: list[Segment] = []
    at = 0
    for finding in discriminating(text):
        parts += [Segment(text[at : finding.start]), Segment(finding.phrase, _rule(finding))]
        at = finding.end
    return tuple(part for part in [*parts, Segment(text[at:])] if part.text)


def draft_hints(text: str) -> list[Hint]:
    """Every wording that may shut people out, once, with its rule and what to write instead."""
    language = _language()
    found: dict[str, Hint] = {}
    for finding in discriminating(text):
        hint = Hint(finding.phrase, finding.rule[language], finding.suggestion[language])
        found.setdefault(finding.phrase.lower(), hint)
    return list(found.values())


def forbidden_questions(text: str) -> list[str]:
    """Numbered lines that ask about something protected."""
    return [
        found.group(2)
        for line in text.splitlines()
        if (found := _NUMBER.match(line)) and protected_topic(found.group(2)) is not None
    ]


def _rule(finding: Finding) -> str:
    return finding.rule[_language()]


def _language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"


def draft_plain(text: str) -> str:
    """Without Markdown's marks; numbers and dashes stay, because mail shows them as they are."""
    return "\n".join(re.sub(r"^#{1,3}\s+", "", line) for line in text.splitlines()) + "\n"


def draft_docx(draft: Draft) -> bytes:
    """A Word file made of paragraphs: text is data there, not markup, fields or links."""
    document = Document()
    document.core_properties.title = draft.title
    document.core_properties.author = ""
    styles = {"title": "Title", "heading": "Heading 2", "bullet": "List Bullet", "text": "Normal"}
    for block in draft_blocks(draft.text):
        words = f"{block.number}. {block.text}" if block.kind == "number" else block.text
        document.add_paragraph(words, style=styles.get(block.kind, "Normal"))
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


FILE_TYPES = {
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
