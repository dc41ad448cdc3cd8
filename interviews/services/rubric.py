"""Rubrics of a company: drafts that can be edited, and frozen ones that never change again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.questions.rubric import SHIPPED_DOCUMENT, UnusableRubric, parse_rubric
from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from interviews.models import Rubric


class RubricFrozen(Conflict):
    id = "rubric_frozen"
    sentence = _("This rubric is frozen already.")


def rubric_create(*, name: str, actor: Actor, document: Mapping[str, Any] | None = None) -> Rubric:
    """A draft with the next number; a copy of the shipped rubric unless ``document`` is given."""
    parsed = _parsed(document or SHIPPED_DOCUMENT)
    # Two at once: the second one waits at the unique number and fails; rare, and harmless.
    number = (Rubric.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made: Rubric = Rubric.objects.create(
        name=name.strip(),
        number=number,
        document=dict(parsed.document),
        version=parsed.version,
        created_by_id=UUID(actor.id),
    )
    audit_record(
        action="rubric.created",
        actor=actor,
        target=made,
        detail={"number": number, "version": made.version},
    )
    return made


def rubric_edit(*, rubric: Rubric, name: str, document: Mapping[str, Any], actor: Actor) -> Rubric:
    """Changes a draft in its place; what is frozen stays, and the change is the next number."""
    locked: Rubric = Rubric.objects.select_for_update().get(id=rubric.id)
    if locked.frozen_at is not None:
        return rubric_create(name=name, document=document, actor=actor)
    parsed = _parsed(document)
    locked.name, locked.document, locked.version = name.strip(), dict(document), parsed.version
    locked.save(update_fields=["name", "document", "version"])
    audit_record(
        action="rubric.edited", actor=actor, target=locked, detail={"version": locked.version}
    )
    return locked


def rubric_freeze(*, rubric: Rubric, actor: Actor) -> Rubric:
    """From now on it never changes, and positions may use it. Raises RubricFrozen."""
    locked: Rubric = Rubric.objects.select_for_update().get(id=rubric.id)
    if locked.frozen_at is not None:
        raise RubricFrozen
    locked.frozen_at = timezone.now()
    locked.save(update_fields=["frozen_at"])
    audit_record(
        action="rubric.frozen", actor=actor, target=locked, detail={"version": locked.version}
    )
    return locked


def _parsed(document: Mapping[str, Any]) -> Any:
    try:
        return parse_rubric(document)
    except UnusableRubric as error:
        raise Invalid("; ".join(error.problems)) from error
