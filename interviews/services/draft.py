"""Drafts that recruiters make with the tools, edit, and use."""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import SYSTEM, Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from interviews.dispatch import REWORD_DRAFT, send_on_commit
from interviews.models import Draft, DraftKind, Job, Position
from interviews.services.position import position_describe, question_add
from ncs.protected import protected_topic

MOST_CHARACTERS = 20_000
LONGEST_TITLE = 120
LONGEST_DESCRIPTION = 5000
LONGEST_QUESTION = 600
_QUESTION = re.compile(r"^\s*\d{1,3}[.)]\s+(\S.*)$", re.MULTILINE)
# What XML 1.0, and so a .docx, cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class DraftTooLong(Invalid):
    id = "draft_too_long"
    sentence = _("A draft has at most 20,000 characters. Shorten it and save again.")


class NothingToUse(Conflict):
    id = "draft_nothing_to_use"
    sentence = _("There is no numbered question in this draft. Write questions as “1. …”.")


class NotForPositions(Conflict):
    id = "draft_not_for_positions"
    sentence = _("A message is sent by you; only descriptions and questions go into a position.")


class DescriptionTooLong(Conflict):
    id = "description_too_long"
    sentence = _("A position's description has at most 5,000 characters. Shorten the draft.")


class NoRewording(Conflict):
    id = "no_rewording"
    sentence = _("No rewording service is set up.")


def draft_create(
    *,
    kind: DraftKind,
    job: Job,
    language: str,
    title: str,
    text: str,
    actor: Actor,
    position: Position | None = None,
) -> Draft:
    draft: Draft = Draft.objects.create(
        kind=kind,
        job=job,
        position=position,
        language=language,
        title=_title(title),
        text=_text(text),
        created_by_id=UUID(actor.id),
    )
    audit_record(
        action="draft.created", actor=actor, target=draft, detail={"kind": kind, "job": job.code}
    )
    return draft


def draft_update(*, draft: Draft, title: str, text: str) -> Draft:
    """Saves what somebody wrote; the title is how the list calls it."""
    draft.title, draft.text = _title(title), _text(text)
    draft.updated_at = timezone.now()
    draft.save(update_fields=["title", "text", "updated_at"])
    return draft


def draft_duplicate(*, draft: Draft, actor: Actor, title: str) -> Draft:
    return draft_create(
        kind=DraftKind(draft.kind),
        job=draft.job,
        language=draft.language,
        title=title,
        text=draft.text,
        position=draft.position,
        actor=actor,
    )


def draft_delete(*, draft: Draft, actor: Actor) -> None:
    audit_record(action="draft.deleted", actor=actor, target=draft, detail={"kind": draft.kind})
    draft.delete()


def draft_use(*, draft: Draft, position: Position, actor: Actor) -> int:
    """Puts the draft into a position: its description, or its questions. How many were put."""
    if draft.kind == DraftKind.OUTREACH:
        raise NotForPositions
    if draft.kind == DraftKind.DESCRIPTION:
        if len(draft.text) > LONGEST_DESCRIPTION:
            raise DescriptionTooLong
        position_describe(position=position, description=draft.text, actor=actor)
        return 1
    asked = draft_questions(draft.text)
    if not asked:
        raise NothingToUse
    for text in asked:
        _refuse_protected(text)
        question_add(position=position, text=text, actor=actor)
    return len(asked)


def draft_questions(text: str) -> list[str]:
    """The numbered lines of a draft."""
    return [found.strip() for found in _QUESTION.findall(text)]


def _refuse_protected(text: str) -> None:
    if len(text) > LONGEST_QUESTION:
        raise Invalid(_("A question has at most 600 characters. Shorten it and try again."))
    if protected_topic(text) is not None:
        shown = text if len(text) < 80 else f"{text[:79]}…"
        raise Invalid(
            _("This question asks about something that must not be asked: “%(question)s”")
            % {"question": shown}
        )


def draft_reword(*, draft: Draft) -> None:
    """Asks for a second version in better words; it comes as a draft of its own."""
    if not settings.REWORDING_URL:
        raise NoRewording
    send_on_commit(REWORD_DRAFT, draft.company_id, draft.id)


def draft_wanted(draft_id: UUID) -> Draft | None:
    """The draft to be reworded, or None when it is gone."""
    found: Draft | None = (
        Draft.objects.select_related("job", "position").filter(id=draft_id).first()
    )
    return found


def draft_reworded(*, draft: Draft, text: str) -> Draft | None:
    """Keeps the new words beside the old ones. None when nothing changed, or it is there already:
    a task may run twice.
    """
    title = _title(f"{draft.title} (2)")
    if text.strip() == draft.text.strip() or not text.strip():
        return None
    twin = Draft.objects.filter(title=title, text=_text(text), kind=draft.kind)
    if twin.exists():
        return None
    made: Draft = Draft.objects.create(
        kind=draft.kind,
        job=draft.job,
        position=draft.position,
        language=draft.language,
        title=title,
        text=_text(text),
        created_by_id=draft.created_by_id,
    )
    audit_record(action="draft.reworded", actor=SYSTEM, target=made, detail={"from": str(draft.id)})
    return made


def _title(title: str) -> str:
    return " ".join(_UNPRINTABLE.sub("", title).split())[:LONGEST_TITLE] or "–"


def _text(text: str) -> str:
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MOST_CHARACTERS:
        raise DraftTooLong
    return text
