"""Drafts in better words, from the default queue; only where an operator has set an address."""

from __future__ import annotations

import re
from functools import partial
from uuid import UUID

from hireapp.celery import app
from interviews.dispatch import REWORD_DRAFT
from interviews.services.draft import draft_reworded, draft_wanted
from interviews.services.rewording import reworded
from interviews.tasks.database import in_scope

_PLACES = re.compile(r"\[[^\]\n]{1,40}\]")


@app.task(name=REWORD_DRAFT)
def reword_draft(company_id: str, draft_id: str) -> None:
    """The network is spoken to outside of any transaction; places to fill in have to stay."""
    company = UUID(company_id)
    draft = in_scope(company, partial(draft_wanted, UUID(draft_id)))
    if draft is None:
        return
    text = reworded(draft.text, language=draft.language, must_keep=_PLACES.findall(draft.text))
    in_scope(company, partial(draft_reworded, draft=draft, text=text))
