"""Which branches of a job's trees a pasted answer would grow."""

from __future__ import annotations

from uuid import UUID

from analysis.questions.growth import grow
from analysis.questions.types import Conversation, Turn, Utterance
from hireapp.core.scope import company_scope
from interviews.selectors.content import content_of, version_in_use
from interviews.services.content_try import content_try_of, content_try_store


def try_work(company_id: UUID, try_id: UUID) -> None:
    """Raises NotFound for a try of another company, and one that was forgotten."""
    with company_scope(company_id):
        asked = content_try_of(try_id)
        if asked.nodes is not None:
            return
        turn = Turn(question="", answer=Utterance(asked.text))
        content = content_of(version_in_use(asked.job))
        growth = grow(Conversation(asked.language, (turn,)), content)
        nodes = {
            node: list(dict.fromkeys(match.span.text for match in matches))
            for node, matches in growth.nodes.items()
        }
        content_try_store(try_id=try_id, asked=asked, nodes=nodes)
