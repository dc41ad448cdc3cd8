"""What people make of the questions that were ranked: samples for the company's next model."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Invalid
from interviews.models import Suggestion

#: ``Suggestion.preferred`` of somebody who would have asked none of them.
NONE_OF_THEM = -1


def suggestion_prefer(*, suggestion: Suggestion, preferred: int, author: Any) -> Suggestion:
    """Notes which question a person would have asked. The last opinion counts; the log has all."""
    if not NONE_OF_THEM <= preferred < len(suggestion.ranked):
        raise Invalid(_("There is no such question in this list."))
    suggestion.preferred = preferred
    suggestion.preferred_by, suggestion.preferred_at = author, timezone.now()
    suggestion.save(update_fields=["preferred", "preferred_by", "preferred_at"])
    audit_record(
        action="suggestion.rated",
        actor=Actor.user(author),
        target=suggestion,
        detail={"preferred": preferred, "asked": suggestion.asked},
    )
    return suggestion
